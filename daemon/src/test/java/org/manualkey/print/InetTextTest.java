package org.manualkey.print;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.manualkey.pfkey.Octets;
import org.manualkey.pfkey.SocketAddress;

class InetTextTest {
  @ParameterizedTest
  @CsvSource({
    "0,                0,                ::",
    "0,                1,                ::1",
    "0,                2,                ::2",
    "0,                000000000000ffff, ::ffff",
    "0,                0000000000010000, ::0.1.0.0",
    "0,                00000000c0000201, ::192.0.2.1",
    "0,                0000ffffc0000201, ::ffff:192.0.2.1",
    "20010db800000000, 1,                2001:db8::1",
    "2001000000000001, 0,                2001:0:0:1::",
    "0001000000020000, 0003000000040000, 1:0:2:0:3:0:4:0",
    "2001000000000001, 0001000000000001, 2001::1:1:0:0:1",
    "0000000000010001, 0001000100010001, ::1:1:1:1:1:1",
    "0001000100010001, 0001000100010000, 1:1:1:1:1:1:1:0",
    "ff02000000000000, 0000000000000001, ff02::1",
  })
  void inet6(String high, String low, String text) {
    SocketAddress address =
        SocketAddress.Inet6.of(Long.parseUnsignedLong(high, 16), Long.parseUnsignedLong(low, 16));
    assertThat(PrintFixture.written(out -> InetText.print(address, out))).isEqualTo(text);
  }

  @Property
  void readsBack(@ForAll long high, @ForAll long low) {
    String text =
        PrintFixture.written(out -> InetText.print(SocketAddress.Inet6.of(high, low), out));
    assertThat(InetAddress.ofLiteral(text).getAddress())
        .isEqualTo(ByteBuffer.allocate(16).putLong(high).putLong(low).array());
  }

  @Property(tries = 200)
  void inetReadsBack(@ForAll int address) {
    String text =
        PrintFixture.written(out -> InetText.print(new SocketAddress.Inet(0, address), out));
    assertThat(InetAddress.ofLiteral(text).getAddress())
        .isEqualTo(ByteBuffer.allocate(4).putInt(address).array());
  }

  @Test
  void otherFamiliesHaveNoText() {
    SocketAddress other = new SocketAddress.Other(9, Octets.of(new byte[6]));
    assertThat(PrintFixture.written(out -> InetText.print(other, out))).isEmpty();
  }
}
