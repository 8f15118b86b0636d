package org.manualkey.sa;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.PlainKeys;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.linux.LinuxCodec;
import org.manualkey.sadb.Draft;

/** Whether an SA of the kernel is known again by the digest of its keys. */
final class KeyDigestTest {
  private static final LinuxCodec CODEC = LinuxCodec.ofHost();

  private final KeyDigest digests = new KeyDigest();

  /** What Linux shows of an SA, which is what it was given. */
  private static SecurityAssociation held(Message request) {
    ByteBuffer octets = ByteBuffer.allocate(LinuxCodec.LONGEST);
    octets.limit(CODEC.encode(request, octets)).position(0);
    return Objects.requireNonNull(
        SecurityAssociation.shown(
            CODEC.decode(Objects.requireNonNull(CODEC.header(octets)), octets)));
  }

  private KeyDigest.Value asked(Message request) {
    return digests.of(Objects.requireNonNull(SecurityAssociation.requested(request)));
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
    assertThat(digests.of(held(tunnel()))).isEqualTo(asked(tunnel()));
  }

  @Test
  void desKeysThatDifferInParityHaveTheSameDigest() {
    Draft add = Draft.out(0x1000).algorithms(Draft.SHA1, 2);
    assertThat(digests.of(held(add.encryptKey(64, "0123456789abcdee").build())))
        .isEqualTo(asked(add.encryptKey(64, "0123456789abcdef").build()));
  }

  @Test
  void anotherKeyIsAnotherSa() {
    Message one = Draft.out(0x1000).build();
    Key key = Objects.requireNonNull(one.key(Key.Kind.AUTH));
    Key zeros = PlainKeys.of(key.kind(), key.bits(), 0, new byte[key.octets()]);
    List<Extension> extensions = new ArrayList<>(one.extensions());
    extensions.replaceAll(each -> each instanceof Key ? zeros : each);
    assertThat(asked(new Message(one.header(), extensions))).isNotEqualTo(asked(one));
  }

  @Test
  void anotherAlgorithmIsAnotherSa() {
    Draft add = Draft.out(0x1000);
    assertThat(asked(add.algorithms(Draft.SHA1, 7).build())).isNotEqualTo(asked(add.build()));
  }

  @Test
  void digestsOfAnotherProcessAreOthers() {
    Message add = Draft.out(0x1000).build();
    assertThat(new KeyDigest().of(held(add))).isNotEqualTo(asked(add));
  }
}
