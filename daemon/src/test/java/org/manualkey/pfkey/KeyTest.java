package org.manualkey.pfkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class KeyTest {
  private static final int AES_CBC = 12;

  private static Key key(int bits, String octets) {
    return Key.of(Key.Kind.ENCRYPT, bits, 0, HexFormat.of().parseHex(octets));
  }

  @Test
  void keysOfDesAreOneWhateverTheirParity() {
    Key even = key(64, "0022446688aaccee");
    Key odd = key(64, "0123456789abcdef");
    assertThat(even.isSameFor(DesKeys.DES_CBC, odd)).isTrue();
    assertThat(even.isSameFor(AES_CBC, odd)).isFalse();
    assertThat(even.isSameFor(DesKeys.DES_CBC, key(64, "0222446688aaccee"))).isFalse();
  }

  @Test
  void lengthCountsAndWhatStandsBehindItDoesNot() {
    assertThat(key(32, "00224466").isSameFor(AES_CBC, key(32, "0022446688aaccee"))).isTrue();
    assertThat(key(32, "00224466").isSameFor(AES_CBC, key(64, "0022446600000000"))).isFalse();
  }

  @Test
  void comparingLeavesBothKeysAsTheyAre() {
    Key even = key(64, "0022446688aaccee");
    Key odd = key(64, "0123456789abcdef");
    even.isSameFor(DesKeys.DES_CBC, odd);
    assertThat(even).isEqualTo(key(64, "0022446688aaccee"));
    assertThat(odd).isEqualTo(key(64, "0123456789abcdef"));
  }

  @Test
  void aCipherThatIsNotDesUsesACopyAsItIs() {
    Key key = key(64, "0022446688aaccee");
    KeyMaterial used = key.usedBy(AES_CBC);
    assertThat(used).isEqualTo(key.material()).isNotSameAs(key.material());
    assertThat(key.usedBy(DesKeys.TRIPLE_DES_CBC))
        .isEqualTo(key(64, "0123456789abcdef").material());
  }
}
