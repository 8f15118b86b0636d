package org.manualkey.sa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.PlainKeys;
import org.manualkey.secret.KeyMaterial;

final class KeyFormTest {
  private static final int AES_CBC = 12;

  private static Key key(int bits, String octets) {
    return PlainKeys.of(Key.Kind.ENCRYPT, bits, 0, HexFormat.of().parseHex(octets));
  }

  @Test
  void keysOfDesAreEqualWhateverTheirParity() {
    Key even = key(64, "0022446688aaccee");
    Key odd = key(64, "0123456789abcdef");
    assertThat(KeyForm.isSame(even, odd, DesKeys.DES_CBC)).isTrue();
    assertThat(KeyForm.isSame(even, odd, AES_CBC)).isFalse();
    assertThat(KeyForm.isSame(even, key(64, "0222446688aaccee"), DesKeys.DES_CBC)).isFalse();
  }

  @Test
  void onlyBitsWithinTheLengthAreCompared() {
    assertThat(KeyForm.isSame(key(32, "00224466"), key(32, "0022446688aaccee"), AES_CBC)).isTrue();
    assertThat(KeyForm.isSame(key(32, "00224466"), key(64, "0022446600000000"), AES_CBC)).isFalse();
  }

  @Test
  void comparingLeavesBothKeysAsTheyAre() {
    Key even = key(64, "0022446688aaccee");
    Key odd = key(64, "0123456789abcdef");
    KeyForm.isSame(even, odd, DesKeys.DES_CBC);
    assertThat(even).isEqualTo(key(64, "0022446688aaccee"));
    assertThat(odd).isEqualTo(key(64, "0123456789abcdef"));
  }

  @Test
  void aCipherThatIsNotDesUsesACopyAsItIs() {
    Key key = key(64, "0022446688aaccee");
    KeyMaterial used = KeyForm.asUsed(key, AES_CBC);
    assertThat(used).isEqualTo(key.material()).isNotSameAs(key.material());
    assertThat(KeyForm.asUsed(key, DesKeys.TRIPLE_DES_CBC))
        .isEqualTo(key(64, "0123456789abcdef").material());
  }
}
