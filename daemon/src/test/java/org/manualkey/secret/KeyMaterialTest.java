package org.manualkey.secret;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.PlainKeys;
import org.manualkey.pfkey.SaType;

class KeyMaterialTest {
  @Test
  void printsItsLengthOnly() {
    assertThat(key("00112233445566778899aabbccddeeff")).hasToString("KeyMaterial[128 bits]");
  }

  @Test
  void isEqualByItsOctets() {
    KeyMaterial key = key("0011223344556677");
    assertThat(key)
        .isEqualTo(key("0011223344556677"))
        .hasSameHashCodeAs(key("0011223344556677"))
        .isNotEqualTo(key("0011223344556678"))
        .isNotEqualTo(key("001122334455667700"))
        .isNotEqualTo("0011223344556677");
  }

  @Test
  void hashRevealsNothingAboutTheOctets() {
    assertThat(key("0011223344556677")).hasSameHashCodeAs(key("ffeeddccbbaa9988"));
  }

  @Test
  void wipingLeavesZerosOfTheSameLength() {
    KeyMaterial key = key("0011223344556677");
    assertThat(key.isAllZero()).isFalse();

    key.wipe();

    assertThat(key.isAllZero()).isTrue();
    assertThat(key.length()).isEqualTo(8);
  }

  @Test
  void wipedKeyIsNeitherSentNorCompared() {
    KeyMaterial key = key("0011223344556677");
    KeyMaterial other = key("0011223344556677");
    key.wipe();
    ByteBuffer target = ByteBuffer.allocate(8);
    assertThatIllegalStateException().isThrownBy(() -> key.writeTo(target));
    assertThatIllegalStateException().isThrownBy(() -> other.beginsLike(key, 8));
    assertThatIllegalStateException().isThrownBy(() -> key.beginsLikeButForParity(other, 8));
    assertThatIllegalStateException().isThrownBy(() -> key.octet(0));
    assertThatIllegalStateException().isThrownBy(key::copy);
    assertThatIllegalStateException().isThrownBy(() -> key.withOddParity(8));
    assertThat(target.position()).isZero();
  }

  @Test
  void copiesAreWipedApart() {
    KeyMaterial key = key("0011223344556677");
    KeyMaterial copy = key.copy();

    key.wipe();

    assertThat(copy).isEqualTo(key("0011223344556677"));
  }

  @Test
  void takesAndWritesOctetsOfABuffer() {
    ByteBuffer source = ByteBuffer.wrap(HexFormat.of().parseHex("00112233445566778899"));
    source.get();
    KeyMaterial key = KeyMaterial.take(source, 8);
    ByteBuffer target = ByteBuffer.allocate(8);
    key.writeTo(target);

    assertThat(source.remaining()).isOne();
    assertThat(HexFormat.of().formatHex(target.array())).isEqualTo("1122334455667788");
    assertThat(key.octet(0)).isEqualTo(0x11);
    assertThat(key.octet(7)).isEqualTo(0x88);
  }

  @Test
  void octetsKeepTheirOrderInBuffersOfAnyOrder() {
    ByteBuffer source =
        ByteBuffer.wrap(HexFormat.of().parseHex("00112233445566778899")).order(LITTLE_ENDIAN);
    ByteBuffer target = ByteBuffer.allocateDirect(10).order(LITTLE_ENDIAN);

    KeyMaterial.take(source, 10).writeTo(target);

    assertThat(target.flip()).isEqualTo(source.flip());
  }

  @Test
  void octetsAreUnsigned() {
    assertThat(key("ff").octet(0)).isEqualTo(255);
  }

  /** Every octet, against a count of its bits. */
  @Test
  void parityBecomesOdd() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    KeyMaterial odd = PlainKeys.material(all).withOddParity(all.length);
    for (int i = 0; i < all.length; i++) {
      assertThat(Integer.bitCount(odd.octet(i)) % 2).as("octet %d", i).isOne();
      assertThat(odd.octet(i) >> 1).as("octet %d", i).isEqualTo(i >> 1);
    }
  }

  @Test
  void parityStopsAtTheGivenLength() {
    assertThat(key("0000000000000000").withOddParity(4)).isEqualTo(key("0101010100000000"));
  }

  @Test
  void copyOfAnotherLengthIsCutOrFilledUp() {
    KeyMaterial key = key("001122334455");

    assertThat(key.resized(8)).isEqualTo(key("0011223344550000"));
    assertThat(key.resized(2)).isEqualTo(key("0011"));
    assertThat(key).isEqualTo(key("001122334455"));
  }

  @Test
  void slotOfAWipedKeyIsTakenAgainByOneOfZeros() {
    KeyMaterial key = key("0011223344556677");
    key.wipe();
    key.wipe();

    KeyMaterial next = KeyMaterial.of(8, i -> 0x11);
    KeyMaterial another = KeyMaterial.take(ByteBuffer.allocate(8), 8);
    assertThat(another.isAllZero()).isTrue();
    assertThat(next).isEqualTo(key("1111111111111111"));
    assertThatIllegalStateException().isThrownBy(() -> key.octet(0));
    assertThat(key).isNotEqualTo(next);
  }

  /** Lengths on both sides of each size of a slot, so many that pages fill up, from two threads. */
  @Test
  void keysOfAllLengthsKeepTheirOctets() throws Exception {
    try (var threads = Executors.newFixedThreadPool(2)) {
      List<Callable<Void>> work = List.of(() -> comeAndGo(1), () -> comeAndGo(2));
      for (Future<Void> done : threads.invokeAll(work)) {
        done.get();
      }
    }
  }

  private static Void comeAndGo(int seed) {
    Random random = new Random(seed);
    int[] lengths = {0, 1, 8, 9, 24, 63, 64, 65, 128, 129, 1000, 8192, 8193, 70_000};
    IdentityHashMap<KeyMaterial, Integer> keys = new IdentityHashMap<>();
    for (int i = 0; i < 20_000; i++) {
      int octet = i;
      KeyMaterial added = KeyMaterial.of(lengths[random.nextInt(14)], at -> octet + at);
      keys.put(added, octet);
      if (keys.size() > 3_000 || added.length() > 1000) {
        KeyMaterial old = keys.keySet().iterator().next();
        int first = keys.remove(old);
        for (int at = 0; at < old.length(); at++) {
          if (old.octet(at) != ((first + at) & 0xff)) {
            throw new AssertionError("octet " + at + " of " + old);
          }
        }
        old.wipe();
      }
    }
    keys.keySet().forEach(KeyMaterial::wipe);
    return null;
  }

  @Test
  void wipingAMessageWipesEveryKey() {
    Key auth = PlainKeys.of(Key.Kind.AUTH, 64, 0, HexFormat.of().parseHex("0011223344556677"));
    Key encrypt =
        PlainKeys.of(Key.Kind.ENCRYPT, 64, 0, HexFormat.of().parseHex("8899aabbccddeeff"));
    Message message =
        Message.of(Header.request(MessageType.ADD, SaType.ESP, 1, 2), auth, new Pair(1), encrypt);

    message.wipeKeys();

    assertThat(auth.material().isAllZero()).isTrue();
    assertThat(encrypt.material().isAllZero()).isTrue();
  }

  private static KeyMaterial key(String hex) {
    return PlainKeys.material(HexFormat.of().parseHex(hex));
  }

  /** Words of octets are compared together, and what is left over one by one. */
  @Test
  void eachOctetThatIsAskedForIsCompared() {
    int length = 19;
    KeyMaterial key = KeyMaterial.of(length, i -> i * 5 + 2);
    for (int at = 0; at < length; at++) {
      int changed = at;
      KeyMaterial other = KeyMaterial.of(length, i -> (i * 5 + 2) ^ (i == changed ? 0x81 : 0));
      KeyMaterial parity = KeyMaterial.of(length, i -> (i * 5 + 2) ^ (i == changed ? 1 : 0));
      for (int count = 0; count <= length; count++) {
        assertThat(key.beginsLike(other, count)).isEqualTo(count <= at);
        assertThat(key.beginsLike(parity, count)).isEqualTo(count <= at);
        assertThat(key.beginsLikeButForParity(other, count)).isEqualTo(count <= at);
        assertThat(key.beginsLikeButForParity(parity, count)).isTrue();
      }
      other.wipe();
      parity.wipe();
    }
    key.wipe();
  }
}
