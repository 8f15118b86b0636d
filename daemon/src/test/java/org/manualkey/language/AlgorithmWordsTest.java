package org.manualkey.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.language.Texts.ADD;
import static org.manualkey.language.Texts.codes;
import static org.manualkey.language.Texts.command;
import static org.manualkey.language.Texts.file;
import static org.manualkey.language.Texts.places;
import static org.manualkey.language.Texts.problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The words for the algorithms of an SA. */
final class AlgorithmWordsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "encralg null encrkey c167f76601f6918b4c4230bd155037c6",
        "encralg 11 encrkey c167f76601f6918b4c4230bd155037c6",
        "encrkey c167f76601f6918b4c4230bd155037c6 encralg NULL"
      })
  void nullEncryptionTakesNoKey(String words) {
    int column = ADD.length() + 2 + words.indexOf("c167");
    assertThat(places(file(ADD + " " + words))).containsExactly("key-with-null@1:" + column);
    assertThat(codes(ADD + " encralg null")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"authalg none", "authalg ANY", "authalg 0", "encralg any", "encralg 0x0"})
  void algorithmZeroAloneIsNone(String words) {
    String key = words.startsWith("a") ? " authkey " : " encrkey ";
    String text = "add esp spi 0x1001 dst ::1 " + words + key + "8404af193aa7b8796bca7db24997a5c7";
    assertThat(places(file(text))).containsExactly("missing-algorithm@1:36");
    assertThat(codes("update esp spi 0x1001 dst ::1 " + words)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"md5,2", "hmac-md5,2", "sha256,5", "3,3", "200,200", "0xff,255"})
  void algorithmsAreNamesOrNumbers(String word, int id) {
    assertThat(command(ADD.replace("authalg md5", "authalg " + word)).sa().auth()).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"MD6", "md6", "256", "-1", "aes"})
  void unknownAlgorithmsAreReportedOnce(String word) {
    assertThat(problem(ADD.replace("authalg md5", "authalg " + word)).code())
        .isEqualTo(ProblemCode.UNKNOWN_ALGORITHM);
  }

  @Test
  void misspeltAlgorithmIsHinted() {
    assertThat(problem(ADD.replace("authalg md5", "authalg sha265")).hint()).contains("'sha256'");
  }

  @Test
  void espWithoutCipherGetsNull() {
    assertThat(command(ADD).sa().encrypt()).isEqualTo(11);
    assertThat(command(ADD.replace("add esp", "add ah")).sa().encrypt()).isZero();
  }

  @Test
  void ahCannotEncrypt() {
    assertThat(places(file(ADD.replace("add esp", "add ah") + " encralg aes")))
        .containsExactly("encryption-for-ah@1:" + (ADD.length() + 1));
  }
}
