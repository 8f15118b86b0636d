package org.manualkey.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
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
    KeyMaterial odd = KeyMaterial.adopt(all).withOddParity(all.length);
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
  void keysAreFilledUpAndTheirArrayWiped() {
    byte[] octets = HexFormat.of().parseHex("001122334455");

    Key key = Key.of(Key.Kind.AUTH, 48, 0, octets);

    assertThat(key.material()).isEqualTo(key("0011223344550000"));
    assertThat(octets).containsOnly(0);
    assertThat(key.octets()).isEqualTo(6);
  }

  @Test
  void wipingAMessageWipesEveryKey() {
    Key auth = Key.of(Key.Kind.AUTH, 64, 0, HexFormat.of().parseHex("0011223344556677"));
    Key encrypt = Key.of(Key.Kind.ENCRYPT, 64, 0, HexFormat.of().parseHex("8899aabbccddeeff"));
    Message message =
        Message.of(Header.request(MessageType.ADD, SaType.ESP, 1, 2), auth, new Pair(1), encrypt);

    message.wipeKeys();

    assertThat(auth.material().isAllZero()).isTrue();
    assertThat(encrypt.material().isAllZero()).isTrue();
  }

  private static KeyMaterial key(String hex) {
    return KeyMaterial.adopt(HexFormat.of().parseHex(hex));
  }
}
