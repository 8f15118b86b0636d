package org.manualkey.sa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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
  void digestOfAKeyIsThatOfTheSecretAndItsLengthAndOctets() throws GeneralSecurityException {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) 0x5a);
    for (int octets : new int[] {0, 20, 62, 63, 254, 255, 300}) {
      byte[] key = new byte[octets];
      int blocks = 1 + (2 + octets + 63) / 64;
      ByteBuffer digested = ByteBuffer.allocate(64 * blocks).put(secret);
      digested.position(64).putShort((short) (8 * octets));
      for (int i = 0; i < octets; i++) {
        key[i] = (byte) (i + 1);
        digested.put(key[i]);
      }
      ByteBuffer expected =
          ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(digested.array()));

      assertThat(
              new KeyDigest(secret)
                  .of(PlainKeys.of(Key.Kind.ENCRYPT, 8 * octets, 0, key), 8 * octets))
          .isEqualTo(new KeyDigest.Value(expected.getLong(), expected.getLong()));
    }
  }

  @Test
  void eachBitOfAnSaCounts() {
    SecurityAssociation sa = held(Draft.out(0x1000).build());
    ByteBuffer more = ByteBuffer.allocate(400);
    Set<KeyDigest.Value> seen = new HashSet<>();
    for (int bit = 0; bit < 8 * more.capacity(); bit++) {
      more.put(bit / 8, (byte) (1 << bit % 8));
      assertThat(seen.add(digests.of(sa, more.clear()))).isTrue();
      more.put(bit / 8, (byte) 0);
    }
    assertThat(digests.of(sa, more.clear())).isEqualTo(digests.of(sa, more.clear()));
  }

  /** Also where their keys do not fit into what is digested together. */
  @Test
  void eachOctetOfALongKeyCounts() {
    byte[] octets = new byte[1000];
    Set<KeyDigest.Value> seen = new HashSet<>();
    for (int i = 0; i < octets.length; i++) {
      octets[i] = 1;
      Key key = PlainKeys.of(Key.Kind.AUTH, 8 * octets.length, 0, octets.clone());
      assertThat(seen.add(digests.of(key, 8 * octets.length))).isTrue();
      octets[i] = 0;
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
