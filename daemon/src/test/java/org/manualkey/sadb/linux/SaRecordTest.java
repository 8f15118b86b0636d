package org.manualkey.sadb.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.linux.LinuxCodec;
import org.manualkey.sadb.Draft;

/** What is recorded beside a kernel, against what that kernel would tell. */
final class SaRecordTest {
  private static final LinuxCodec CODEC = LinuxCodec.ofHost();

  private final SaRecord known = new SaRecord(AlgorithmsFile.builtIn(), new InterfaceAddresses());

  @AfterEach
  void close() {
    known.close();
  }

  /** What Linux tells of an SA, which is what it was told. */
  private static Message held(Message request) {
    ByteBuffer octets = ByteBuffer.allocate(LinuxCodec.LONGEST);
    octets.limit(CODEC.encode(request, octets)).position(0);
    return CODEC.decode(Objects.requireNonNull(CODEC.header(octets)), octets);
  }

  private static Message tunnel() {
    Message add = Draft.out(0x1000).build();
    List<Extension> extensions = new ArrayList<>();
    for (Extension extension : add.extensions()) {
      extensions.add(
          extension instanceof Address address
              ? new Address(address.kind(), 4, 0, address.socketAddress())
              : extension);
    }
    extensions.add(
        new Address(Address.Kind.INNER_SRC, 0, 104, SocketAddress.Inet6.mapped(0x0a000000)));
    extensions.add(new Address(Address.Kind.INNER_DST, 0, 96, SocketAddress.Inet6.mapped(0)));
    return new Message(add.header(), extensions);
  }

  @Test
  void tunnelIsKnownAgain() {
    Message request = tunnel();
    assertThat(known.exchange(request).header().errno()).isZero();
    Message recorded = known.same(held(request));
    assertThat(recorded).isNotNull();
    assertThat(recorded.find(ExtensionType.ADDRESS_INNER_SRC)).isNotNull();
  }

  @Test
  void desKeyIsKnownAgainWhateverItsParity() {
    Message request =
        Draft.out(0x1000).algorithms(Draft.SHA1, 2).encryptKey(64, "0123456789abcdee").build();
    assertThat(known.exchange(request).header().errno()).isZero();
    assertThat(known.same(held(request))).isNotNull();
  }

  @Test
  void anotherKeyIsAnotherSa() {
    known.exchange(Draft.out(0x1000).build());
    Message other = held(Draft.out(0x1000).build());
    other.key(Key.Kind.AUTH).material().wipe();
    assertThat(known.same(other)).isNull();
    assertThat(known.get(other)).isNull();
  }
}
