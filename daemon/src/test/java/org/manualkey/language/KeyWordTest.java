package org.manualkey.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.language.Texts.command;
import static org.manualkey.language.Texts.extension;
import static org.manualkey.language.Texts.problem;

import java.util.HexFormat;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.pfkey.Key;

final class KeyWordTest {
  private static final String SA = "add esp spi 0x1001 dst 192.0.2.2 authalg md5 authkey ";

  private static Key key(String word) {
    return extension(command(SA + word), Key.class);
  }

  /** The octets that the bits of a key take, in hex. */
  private static String hex(Key key) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < key.octets(); i++) {
      hex.append(HexFormat.of().toHexDigits((byte) key.material().octet(i)));
    }
    return hex.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "00112233,32,00112233",
    "0x00112233,32,00112233",
    "0XaBcDeF,24,abcdef",
    "123,16,1230",
    "f,8,f0",
    "0x123,16,1230",
    "1234/16,16,1234",
    "123/12,12,1230",
    "1234/9,9,1200",
    "12ff/9,9,1280",
    "ffff/1,1,80",
    "ffffff/17,17,ffff80",
    "ff/08,8,ff"
  })
  void readsDigitsAndBits(String word, int bits, String octets) {
    Key key = key(word);
    assertThat(key.bits()).isEqualTo(bits);
    assertThat(hex(key)).isEqualTo(octets);
    assertThat(key.kind()).isEqualTo(Key.Kind.AUTH);
  }

  @Test
  void keyFillsWholeWordsWithZeros() {
    Key key = key("ffffffffff");
    assertThat(key.material().length()).isEqualTo(8);
    for (int i = 5; i < 8; i++) {
      assertThat(key.material().octet(i)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x", "/8", "0x/8", "12/", "12/0", "12/x", "12/-8", "12/8/8", "xyz", "12 ", "1g2h"
      })
  void whatIsNoKeyIsABadKey(String word) {
    Problem problem = problem(SA + '"' + word + '"');
    assertThat(problem.code()).isEqualTo(ProblemCode.BAD_KEY);
    assertThat(problem.token()).isNull();
  }

  @Test
  void junkAfterTheBitsOfACutKeyIsStillABadKey() {
    assertThat(problem(SA + "12zz/8").code()).isEqualTo(ProblemCode.BAD_KEY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"12/9", "1/5", "00112233/99999999999999"})
  void moreBitsThanDigitsIsAnError(String word) {
    assertThat(problem(SA + word).isError()).isTrue();
  }

  @Test
  void fewerBitsThanDigitsIsAWarning() {
    Problem problem = problem(SA + "00112233/31");
    assertThat(problem.code()).isEqualTo(ProblemCode.KEY_TRUNCATED);
    assertThat(problem.isError()).isFalse();
  }

  @Test
  void longestKeyHas65535Bits() {
    assertThat(key("a".repeat(16384) + "/65535").bits()).isEqualTo(65535);
    assertThat(key("a".repeat(16382)).bits()).isEqualTo(65528);
    assertThat(problem(SA + "a".repeat(16384)).code()).isEqualTo(ProblemCode.KEY_TOO_LONG);
    assertThat(problem(SA + "a".repeat(16400) + "/65536").code())
        .isEqualTo(ProblemCode.KEY_TOO_LONG);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"00112233445566778899aabbccddeefg", "0011223344/999", "deadbeef/-1", "hunter2"})
  void problemNeverShowsTheKey(String word) {
    Problem problem = problem(SA + word);
    assertThat(problem.located("keys")).doesNotContain(word).doesNotContain(word.substring(0, 6));
    assertThat(problem.toString()).doesNotContain(word).doesNotContain(word.substring(0, 6));
    assertThat(problem.length()).isEqualTo(word.length());
  }

  @Test
  void reservedBitsGoIntoTheEncryptionKey() {
    Command.OneSa command =
        command(
            "add esp spi 0x1001 dst 1.2.3.4 encralg aes-gcm reserved_bits 32 encrkey "
                + "00".repeat(20));
    Key key = extension(command, Key.class);
    assertThat(key.reserved()).isEqualTo(32);
    assertThat(key.bits()).isEqualTo(160);
    assertThat(key.kind()).isEqualTo(Key.Kind.ENCRYPT);
  }

  @Test
  void reservedBitsMustPrecedeTheKey() {
    assertThat(
            problem(
                    "add esp spi 0x1001 dst 1.2.3.4 encralg aes encrkey "
                        + "11".repeat(16)
                        + " reserved_bits 32")
                .code())
        .isEqualTo(ProblemCode.RESERVED_AFTER_KEY);
  }

  @Property
  void bitsCutTheTailAndClearTheRest(
      @ForAll @Size(min = 1, max = 80) byte[] octets,
      @ForAll @IntRange(min = 1, max = 640) int bits) {
    Assume.that(bits <= octets.length * 8);
    Key key = key(HexFormat.of().formatHex(octets) + "/" + bits);
    assertThat(key.bits()).isEqualTo(bits);
    assertThat(key.material().length()).isEqualTo((bits + 63) / 64 * 8);
    for (int bit = 0; bit < key.material().length() * 8; bit++) {
      int expected = bit < bits ? octets[bit / 8] >> (7 - bit % 8) & 1 : 0;
      assertThat(key.material().octet(bit / 8) >> (7 - bit % 8) & 1).isEqualTo(expected);
    }
  }
}
