package org.manualkey.sa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  private static final HexFormat HEX = HexFormat.of();
  private static final String ZEROS = "0000000000000000";

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

  /** Of each octet of the key of a cipher, and of nothing else. */
  @ParameterizedTest
  @CsvSource({"2, 64", "3, 192"})
  void desKeysThatDifferInParityHaveTheSameDigest(int cipher, int bits) {
    Draft add = Draft.out(0x1000).algorithms(Draft.SHA1, cipher);
    for (int octet = 0; octet < bits / 8; octet++) {
      byte[] key = new byte[bits / 8];
      Message one = add.encryptKey(bits, HEX.formatHex(key)).build();
      key[octet] = 1;
      Message parity = add.encryptKey(bits, HEX.formatHex(key)).build();
      key[octet] = 2;
      Message other = add.encryptKey(bits, HEX.formatHex(key)).build();

      assertThat(digests.of(held(parity))).isEqualTo(asked(one));
      assertThat(asked(other)).isNotEqualTo(asked(one));
    }
  }

  @Test
  void eachBitOfTheKeysOfAnSaCounts() {
    Message add = Draft.out(0x1000).algorithms(Draft.SHA1, 2).encryptKey(64, ZEROS).build();
    Key key = Objects.requireNonNull(add.key(Key.Kind.AUTH));
    Set<KeyDigest.Value> seen = new HashSet<>();
    for (int bit = 0; bit < key.bits(); bit++) {
      byte[] octets = new byte[key.octets()];
      octets[bit / 8] = (byte) (1 << bit % 8);
      Key other = PlainKeys.of(key.kind(), key.bits(), 0, octets);
      List<Extension> extensions = new ArrayList<>(add.extensions());
      extensions.replaceAll(each -> each.equals(key) ? other : each);
      assertThat(seen.add(asked(new Message(add.header(), extensions)))).isTrue();
    }
  }

  /** The last octet of a key has bits that count, and others that are zero. */
  @Test
  void bitsOfAPartOfAnOctetCount() {
    byte[] octets = new byte[16];
    Key one = PlainKeys.of(Key.Kind.ENCRYPT, 122, 0, octets.clone());
    octets[15] = 0x40;
    Key other = PlainKeys.of(Key.Kind.ENCRYPT, 122, 0, octets.clone());

    assertThat(digests.of(other, 122)).isNotEqualTo(digests.of(one, 122));
    assertThat(digests.of(one, 121)).isNotEqualTo(digests.of(one, 122));
  }

  @Test
  void eachAlgorithmCounts() {
    Draft add = Draft.out(0x1000);
    assertThat(asked(add.algorithms(7, Draft.SHA1).build()))
        .isNotEqualTo(asked(add.algorithms(6, Draft.SHA1).build()));
    assertThat(asked(add.algorithms(7, 12).build()))
        .isNotEqualTo(asked(add.algorithms(7, 6).build()));
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

  /** Wherever the key begins that is missing. */
  @Test
  void digestThatFailsLeavesNothingForTheNext() {
    Message add = Draft.out(0x1000).build();
    SecurityAssociation sa = Objects.requireNonNull(SecurityAssociation.requested(add));
    KeyDigest.Value before = digests.of(sa);
    Key key = PlainKeys.of(Key.Kind.AUTH, 160, 0, new byte[20]);
    KeyDigest.Value ofKey = digests.of(key, 160);
    Key wiped = PlainKeys.of(Key.Kind.AUTH, 160, 0, new byte[20]);
    wiped.material().wipe();
    SecurityAssociation broken = sa.withKeys(new Keys(sa.keys().auth(), wiped, false));
    for (int more = 0; more < 600; more++) {
      ByteBuffer octets = ByteBuffer.allocate(more);
      assertThatIllegalStateException().isThrownBy(() -> digests.of(broken, octets));
      assertThat(digests.of(sa)).isEqualTo(before);
    }
    assertThatIllegalStateException().isThrownBy(() -> digests.of(wiped, 160));
    assertThat(digests.of(key, 160)).isEqualTo(ofKey);
  }

  @Test
  void secretIsABlockAtMost() {
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> new KeyDigest(new byte[65]));
  }

  @Test
  void digestsOfAnotherProcessAreOthers() {
    Message add = Draft.out(0x1000).build();
    assertThat(new KeyDigest().of(held(add))).isNotEqualTo(asked(add));
  }
}
