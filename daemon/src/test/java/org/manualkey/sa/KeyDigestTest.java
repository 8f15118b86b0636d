package org.manualkey.sa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
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

  /** Those of AEAD keys are kept over an update of this program. */
  @Test
  void digestOfAKeyIsThatOfItsLengthAndOctets() throws GeneralSecurityException {
    byte[] secret = new byte[32];
    for (int octets : new int[] {0, 20, 126, 127, 300}) {
      byte[] key = new byte[octets];
      ByteBuffer digested = ByteBuffer.allocate(2 + octets).putShort((short) (8 * octets));
      for (int i = 0; i < octets; i++) {
        key[i] = (byte) (i + 1);
        digested.put(key[i]);
      }
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      ByteBuffer expected = ByteBuffer.wrap(mac.doFinal(digested.array()));

      assertThat(
              new KeyDigest(secret)
                  .of(PlainKeys.of(Key.Kind.ENCRYPT, 8 * octets, 0, key), 8 * octets))
          .isEqualTo(new KeyDigest.Value(expected.getLong(), expected.getLong()));
    }
  }

  @Test
  void digestThatFailsLeavesNothingForTheNext() {
    Message add = Draft.out(0x1000).build();
    KeyDigest.Value before = asked(add);
    Message wiped = Draft.out(0x1001).build();
    Objects.requireNonNull(wiped.key(Key.Kind.ENCRYPT)).material().wipe();

    assertThatIllegalStateException().isThrownBy(() -> asked(wiped));
    assertThat(asked(add)).isEqualTo(before);
  }

  @Test
  void digestsOfAnotherProcessAreOthers() {
    Message add = Draft.out(0x1000).build();
    assertThat(new KeyDigest().of(held(add))).isNotEqualTo(asked(add));
  }
}
