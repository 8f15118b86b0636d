package org.manualkey.pfkey.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.linux.LinuxPolicy.Template;

/** Octets written out by hand from the layouts of {@code linux/pfkeyv2.h}. */
class LinuxPolicyTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final SocketAddress FROM = new SocketAddress.Inet(0, 0xc0000201);
  private static final SocketAddress TO = new SocketAddress.Inet(0, 0xc0000202);

  /** From 192.0.2.1/32 to 192.0.2.2/32, and what limits the policy. */
  private static final String SELECTOR =
      "03000500 ff200000 0200 0000 c0000201 0000000000000000"
          + "03000600 ff200000 0200 0000 c0000202 0000000000000000"
          + "04000300"
          + "00".repeat(28)
          + "04000400"
          + "00".repeat(28)
          + "04000200"
          + "00".repeat(28);

  private final LinuxCodec codec = new LinuxCodec(ByteOrder.LITTLE_ENDIAN);

  private @Nullable LinuxPolicy read(String extensions) {
    String body = extensions.replace(" ", "");
    int words = 2 + body.length() / 16;
    String header = "02 12 00 00 %02x00 0000 01000000 34120000".formatted(words).replace(" ", "");
    ByteBuffer octets = ByteBuffer.wrap(HEX.parseHex(header + body));
    assertThat(codec.header(octets)).isNotNull().matches(it -> it.typeCode() == LinuxPolicy.DUMP);
    return codec.policy(octets);
  }

  @Test
  void allPoliciesAreAskedForByABaseHeader() {
    ByteBuffer octets = ByteBuffer.allocate(LinuxCodec.LONGEST);
    Header header = new Header(Header.VERSION, LinuxPolicy.DUMP, 0, SaType.UNSPEC, 0, 7, 0x1234);

    int length = codec.encode(Message.of(header), octets);

    assertThat(HEX.formatHex(octets.array(), 0, length))
        .isEqualTo("02120000020000000700000034120000");
  }

  @Test
  void templateOfTransportHasNoAddresses() {
    LinuxPolicy read =
        read(
            SELECTOR
                + "04001200 0200 02 00 11000000 00000000"
                + "1000 3200 01 03 0000 05000000 00000000");

    assertThat(read)
        .isEqualTo(
            new LinuxPolicy(
                LinuxPolicy.OUT,
                LinuxPolicy.IPSEC,
                TO,
                List.of(new Template(50, Template.TRANSPORT, 5, null, null))));
  }

  @Test
  void templatesOfTunnelsHaveAddressesOfEitherFamily() {
    LinuxPolicy read =
        read(
            SELECTOR
                + "11001200 0200 01 00 11000000 00000000"
                + "3000 3300 02 02 0000 00000000 00000000"
                + "0200 0000 c0000201 0000000000000000"
                + "0200 0000 c0000202 0000000000000000"
                + "4800 3200 02 02 0000 00000000 00000000"
                + "0a00 0000 00000000 20010db8000000000000000000000001 00000000"
                + "0a00 0000 00000000 20010db8000000000000000000000002 00000000");

    assertThat(read)
        .isEqualTo(
            new LinuxPolicy(
                LinuxPolicy.IN,
                LinuxPolicy.IPSEC,
                TO,
                List.of(
                    new Template(51, Template.TUNNEL, 0, FROM, TO),
                    new Template(
                        50,
                        Template.TUNNEL,
                        0,
                        SocketAddress.Inet6.of(0x20010db800000000L, 1),
                        SocketAddress.Inet6.of(0x20010db800000000L, 2)))));
  }

  @Test
  void policyThatDropsHasNoTemplates() {
    assertThat(read(SELECTOR + "02001200 0000 03 00 11000000 00000000"))
        .isEqualTo(new LinuxPolicy(LinuxPolicy.FORWARD, 0, TO, List.of()));
  }

  @Test
  void messageWithoutAPolicyShowsNone() {
    assertThat(read(SELECTOR)).isNull();
  }

  @Property
  void anyOctetsArePoliciesOrNone(@ForAll byte[] octets, @ForAll boolean big) {
    ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    byte[] behindHeader = new byte[LinuxCodec.HEADER + 4 + octets.length & ~7];
    System.arraycopy(
        octets, 0, behindHeader, 16, Math.min(octets.length, behindHeader.length - 16));
    new LinuxCodec(order).policy(ByteBuffer.wrap(behindHeader));

    byte[] asPolicy = Arrays.copyOf(behindHeader, Math.max(behindHeader.length, 40));
    ByteBuffer framed = ByteBuffer.wrap(asPolicy).order(order);
    framed.putShort(16, (short) ((asPolicy.length - 16) / 8)).putShort(18, (short) 18);
    assertThat(new LinuxCodec(order).policy(framed)).isNotNull();
  }
}
