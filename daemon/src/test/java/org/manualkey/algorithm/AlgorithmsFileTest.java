package org.manualkey.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AlgorithmsFileTest {
  private static final String MD5 = "ALG|2|2|hmac-md5,md5|CKM_MD5_HMAC_GENERAL|128|12\n";

  private static Algorithms read(String text) throws IOException {
    return AlgorithmsFile.read(
        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "table");
  }

  private static Algorithm row(String row) throws IOException {
    Algorithms algorithms = read(row);
    return row.startsWith("ALG|2")
        ? algorithms.all(Algorithm.Kind.AUTHENTICATION).getFirst()
        : algorithms.all(Algorithm.Kind.ENCRYPTION).getFirst();
  }

  @ParameterizedTest
  @CsvSource({
    "md5,2,128,128,12",
    "hmac-sha1,3,160,160,12",
    "sha-256,5,256,256,16",
    "hmac-sha-384,6,384,384,24",
    "sha512,7,512,512,32",
    "aes-xcbc,9,128,128,12",
    "aes-cmac,250,128,128,12"
  })
  void builtInTableAuthenticates(String name, int id, int min, int max, int icv) {
    Algorithm algorithm = AlgorithmsFile.builtIn().byName(Algorithm.Kind.AUTHENTICATION, name);
    assertThat(algorithm.id()).isEqualTo(id);
    assertThat(algorithm.keyLengths().min()).isEqualTo(min);
    assertThat(algorithm.keyLengths().max()).isEqualTo(max);
    assertThat(algorithm.icvBytes()).isEqualTo(icv);
    assertThat(algorithm.isUsable()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "des,2,64,64,8,0",
    "3des-cbc,3,192,192,8,0",
    "blowfish,7,32,448,8,0",
    "aes,12,128,256,16,0",
    "aes-ctr,13,128,256,8,4",
    "camellia,22,128,256,16,0",
    "chacha20poly1305,28,256,256,8,4",
    "aes-ccm,16,128,256,8,3",
    "aes-gcm16,20,128,256,8,4"
  })
  void builtInTableEncrypts(String name, int id, int min, int max, int iv, int salt) {
    Algorithm algorithm = AlgorithmsFile.builtIn().byName(Algorithm.Kind.ENCRYPTION, name);
    assertThat(algorithm.id()).isEqualTo(id);
    assertThat(algorithm.keyLengths().min()).isEqualTo(min);
    assertThat(algorithm.keyLengths().max()).isEqualTo(max);
    assertThat(algorithm.ivBytes()).isEqualTo(iv);
    assertThat(algorithm.saltBytes()).isEqualTo(salt);
    assertThat(algorithm.isCombined()).isEqualTo(algorithm.icvBytes() > 0);
    assertThat(algorithm.isCounterMode()).isEqualTo(salt > 0);
  }

  @Test
  void rowsWithoutMechanismAreNamesExceptNull() {
    Algorithms builtIn = AlgorithmsFile.builtIn();
    assertThat(builtIn.byName(Algorithm.Kind.AUTHENTICATION, "none")).isNotNull();
    assertThat(builtIn.usable(Algorithm.Kind.AUTHENTICATION, 0)).isNull();
    assertThat(builtIn.usable(Algorithm.Kind.ENCRYPTION, Algorithm.NULL_ENCRYPTION)).isNotNull();
  }

  @Test
  void namesAndNumbersOfTheTwoKindsAreApart() {
    Algorithms builtIn = AlgorithmsFile.builtIn();
    assertThat(builtIn.byName(Algorithm.Kind.ENCRYPTION, "md5")).isNull();
    assertThat(builtIn.byName(Algorithm.Kind.ENCRYPTION, "MD5")).isNull();
    assertThat(builtIn.byId(Algorithm.Kind.ENCRYPTION, 2).name()).isEqualTo("des-cbc");
    assertThat(builtIn.byId(Algorithm.Kind.AUTHENTICATION, 2).name()).isEqualTo("hmac-md5");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 256, 99, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void unknownNumbersHaveNoRow(int id) {
    assertThat(AlgorithmsFile.builtIn().byId(Algorithm.Kind.ENCRYPTION, id)).isNull();
    assertThat(AlgorithmsFile.builtIn().usable(Algorithm.Kind.ENCRYPTION, id)).isNull();
  }

  @Test
  void rowsAreListedByRisingNumber() {
    for (Algorithm.Kind kind : Algorithm.Kind.values()) {
      assertThat(AlgorithmsFile.builtIn().all(kind))
          .isSortedAccordingTo(java.util.Comparator.comparingInt(Algorithm::id));
    }
  }

  @Test
  void commentsBlankLinesAndExecutionModesAreSkipped() throws IOException {
    Algorithms algorithms = read("# x\n\n  \nPROTO|2|PROTO_IPSEC_AH|sync\n#ALG|nonsense\n" + MD5);
    assertThat(algorithms.all(Algorithm.Kind.AUTHENTICATION)).hasSize(1);
    assertThat(algorithms.all(Algorithm.Kind.ENCRYPTION)).isEmpty();
  }

  @Test
  void keyLengthsAreListsOrRangesWithADefaultOrNot() throws IOException {
    assertThat(row("ALG|3|9|x|M|128|8").keyLengths()).isEqualTo(new KeyLengths(128, 128, 128, 0));
    assertThat(row("ALG|3|9|x|M|128,192,256|8").keyLengths())
        .isEqualTo(new KeyLengths(128, 128, 256, 64));
    assertThat(row("ALG|3|9|x|M|192/128-256,64|8").keyLengths())
        .isEqualTo(new KeyLengths(192, 128, 256, 64));
    assertThat(row("ALG|3|9|x|M|32-448|8").keyLengths()).isEqualTo(new KeyLengths(32, 32, 448, 0));
  }

  @Test
  void keyLengthsPermitWhatIsOnAStep() {
    KeyLengths aes = new KeyLengths(128, 128, 256, 64);
    assertThat(aes.permits(192)).isTrue();
    assertThat(aes.permits(160)).isFalse();
    assertThat(aes.inRange(160)).isTrue();
    assertThat(aes.inRange(264)).isFalse();
    assertThat(aes.permits(64)).isFalse();
    assertThat(aes).hasToString("128 to 256 bits in steps of 64");
    assertThat(KeyLengths.NONE).hasToString("0 bits");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALG|",
        "ALG|2|2|md5|M|128",
        "ALG|x|2|md5|M|128|12",
        "ALG|1|2|md5|M|128|12",
        "ALG|4|2|md5|M|128|12",
        "ALG|2||md5|M|128|12",
        "ALG|2|-1|md5|M|128|12",
        "ALG|2|256|md5|M|128|12",
        "ALG|2|99999999999|md5|M|128|12",
        "ALG|2|2||M|128|12",
        "ALG|2|2|,|M|128|12",
        "ALG|2|2|md5,|M|128|12",
        "ALG|2|2|md5,md5|M|128|12",
        "ALG|2|2|md5|M||12",
        "ALG|2|2|md5|M|x|12",
        "ALG|2|2|md5|M|128-|12",
        "ALG|2|2|md5|M|-128|12",
        "ALG|2|2|md5|M|256-128,64|12",
        "ALG|2|2|md5|M|8,128-256|12",
        "ALG|2|2|md5|M|128-256,|12",
        "ALG|2|2|md5|M|,|12",
        "ALG|2|2|md5|M|/128|12",
        "ALG|2|2|md5|M|64/128-256,64|12",
        "ALG|2|2|md5|M|128|",
        "ALG|2|2|md5|M|128|x",
        "ALG|3|9|x|M|256,128|8",
        "ALG|3|9|x|M|128,128|8",
        "ALG|3|9|x|M|128,256,512|8",
        "ALG|3|9|x|M|128-256,60|8",
        "ALG|3|9|x|M|128-256,0|8",
        "ALG|3|9|x|M|160/128-256,64|8",
        "ALG|3|9|x|M|128-2147483640,8|8",
        "ALG|3|9|x|M|128|2147483647",
        "ALG|3|20|gcm|M|128|16|8,16,2147483647|23",
        "ALG |3|9|x|M|128|8",
        "nonsense",
        "ALG|3|20|gcm|M|128|16|8,16|23",
        "ALG|3|20|gcm|M|128|16|8,16,x|23",
        "ALG|3|20|gcm|M|128|16|8,16,4|x"
      })
  void malformedRowIsReportedByItsLine(String row) {
    assertThatThrownBy(() -> read("# first\n" + row + "\n"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("table:2: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "ALG|2|0|none,any|-|0|0\n"})
  void tableWithoutAnAlgorithmIsRefused(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IOException.class)
        .hasMessage("table: no algorithm that can be used");
  }

  @Test
  void duplicateNumberIsReportedWithItsLine() {
    assertThatThrownBy(() -> read(MD5 + MD5.replace("md5", "other")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("table:2: ")
        .hasMessageContaining("duplicate algorithm number 2");
  }

  @Test
  void duplicateNameIsReportedWithItsLine() {
    assertThatThrownBy(() -> read("\n" + MD5 + "ALG|2|3|sha,md5|M|160|12\n"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("table:3: ")
        .hasMessageContaining("duplicate algorithm name md5");
  }

  @Property
  void anyTableIsReadOrRefusedInOneWay(@ForAll("tables") String text) {
    try {
      read(text);
    } catch (IOException e) {
      assertThat(e.getMessage()).startsWith("table:");
    }
  }

  @Provide
  static Arbitrary<String> tables() {
    return Arbitraries.of(
            "ALG|",
            "|",
            "2",
            "3",
            "12",
            "md5",
            ",",
            "-",
            "/",
            "\n",
            "\nALG|2|",
            "\nALG|3|7|",
            "x",
            "ALG|2|2|a|M|",
            "|12",
            "128",
            "ALG|3|9|b|M|128-256,64|8",
            "99999999999",
            "é")
        .list()
        .ofMaxSize(20)
        .map(pieces -> String.join("", pieces));
  }
}
