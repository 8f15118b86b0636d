package org.manualkey.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.language.Texts.ADD;
import static org.manualkey.language.Texts.codes;
import static org.manualkey.language.Texts.command;
import static org.manualkey.language.Texts.file;
import static org.manualkey.language.Texts.only;
import static org.manualkey.language.Texts.problem;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.algorithm.Algorithm;

/** What the slips of those who come from elsewhere are told. */
final class HintTest {
  private static String encryption(String name) {
    return "add esp spi 256 dst ::1 encr_alg " + name + " encrkey c167f76601f6918b4c4230bd155037c6";
  }

  @Test
  void namesOfAlgorithmsAreTakenInAnyCase() {
    for (Algorithm.Kind kind : Algorithm.Kind.values()) {
      for (Algorithm algorithm : Texts.ALGORITHMS.all(kind)) {
        for (String name : algorithm.names()) {
          String upper = name.toUpperCase(Locale.ROOT);
          assertThat(Texts.ALGORITHMS.byName(kind, upper)).as(upper).isEqualTo(algorithm);
        }
      }
    }
    assertThat(command(ADD.replace("md5", "HMAC-SH-1")).sa().auth()).isEqualTo(3);
    assertThat(command(ADD.replace("md5", "Hmac-SHA-256")).sa().auth()).isEqualTo(5);
    assertThat(codes(encryption("HMAC-SH-1"))).contains(ProblemCode.UNKNOWN_ALGORITHM);
  }

  @ParameterizedTest
  @CsvSource({
    "ADD esp spi 1,add",
    "Flush,flush",
    "get esp SPI 256,spi",
    "get esp Spi 256,spi",
    "update esp spi 256 dst ::1 state MATURE,mature",
    "add esp spi 256 dst ::1 encap UDP,udp",
    "add eps spi 256,esp",
    "flush apl,all",
    "get esp source ::1 spi 256,src",
    "get esp destination ::1 spi 256,dst"
  })
  void wordThatIsMeantIsHinted(String text, String meant) {
    assertThat(only(text).problems().getFirst().hint()).isEqualTo("did you mean '" + meant + "'?");
  }

  @ParameterizedTest
  @CsvSource({
    "des-ede3-cbc,3des-cbc",
    "DES-EDE3-CBC,3des-cbc",
    "rijndael-cbc,aes-cbc",
    "aes-256-cbc,aes-cbc",
    "cbc(aes),aes-cbc",
    "rfc4106(gcm(aes)),aes-gcm",
    "aes-gcm-12,aes-gcm12",
    "rfc3686(ctr(aes)),aes-ctr",
    "encr_chacha20_poly1305,chacha20-poly1305",
    "cbc(camellia),camellia-cbc",
    "rfc4543(gcm(aes)),aes-gmac",
    "cipher_null,null",
    "aes-cbd,aes-cbc",
    "3dse,3des"
  })
  void otherNamesOfCiphersAreHintedAndShown(String name, String meant) {
    assertThat(problem(encryption(name)).message())
        .contains(
            "'" + name + "'", "did you mean '" + meant + "'?", "available: 3des-cbc, aes-cbc");
  }

  @ParameterizedTest
  @CsvSource({
    "hmac-sha2-256,hmac-sha256",
    "hmac-sha1-96,hmac-sha1",
    "hmac(sha512),hmac-sha512",
    "HMAC_SHA2_384_192,hmac-sha384",
    "hmac-md5-96,hmac-md5",
    "aes-xcbc-mac,aes-xcbc",
    "cmac(aes),aes-cmac",
    "sha265,sha256"
  })
  void otherNamesOfHashesAreHintedAndShown(String name, String meant) {
    assertThat(problem(ADD.replace("md5", name)).message())
        .contains(
            "'" + name + "'",
            "did you mean '" + meant + "'?",
            "available: aes-cmac, aes-xcbc, hmac-md5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"aes-cfb", "aes-xts", "twofish", "cast128-cbc", "2des", "aes-ccb", "nonsense"})
  void noOtherCipherIsHinted(String name) {
    assertThat(problem(encryption(name)).hint()).startsWith("available: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"md4", "sha224", "sha-2", "hmac-sha2-224", "keyed-md5", "hmac-ripemd160"})
  void noOtherHashIsHinted(String name) {
    assertThat(problem(ADD.replace("md5", name)).hint()).startsWith("available: ");
  }

  @Test
  void algorithmOfTheOtherKindIsHinted() {
    assertThat(problem(encryption("sha256")).hint()).contains("is for auth_alg", "available: 3des");
    assertThat(problem(ADD.replace("md5", "aes")).hint()).contains("is for encr_alg");
  }

  @ParameterizedTest
  @CsvSource({
    "spi 8bcd1407,begin with 0x",
    "spi a1,begin with 0x",
    "spi 1001h,begin with 0x",
    "spi 0FFH,begin with 0x",
    "spi h,''",
    "hard_usetime 10h,seconds",
    "spi 0899,octal",
    "spi -1,no sign",
    "spi 1_000,not grouped",
    "hard_usetime 8h,seconds",
    "soft_addtime 1d,seconds",
    "hard_bytes 1G,bytes",
    "hard_bytes 1.5GiB,bytes",
    "proto tcp,tcp is 6",
    "sport http,''"
  })
  void whatIsNoNumberIsExplained(String words, String hint) {
    Problem first = only("add esp " + words).problems().getFirst();
    assertThat(first.code()).isEqualTo(ProblemCode.BAD_NUMBER);
    assertThat(first.hint()).contains(hint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mode transport", "mode tunnel", "-m transport", "tunnel"})
  void modesOfOtherProgramsAreExplainedOnce(String words) {
    Problem problem = problem(ADD + " " + words);
    assertThat(problem.code()).isEqualTo(ProblemCode.UNKNOWN_EXTENSION);
    assertThat(problem.message()).contains("(isrc, idst) select tunnel mode");
  }

  @Test
  void octalNumbersThatLookDecimalAreWarnings() {
    assertThat(problem(ADD.replace("0x1001", "00012346")).code())
        .isEqualTo(ProblemCode.OCTAL_NUMBER);
    assertThat(problem(ADD.replace("0x1001", "00012346")).hint()).contains("5350");
    assertThat(command(ADD.replace("0x1001", "00012346")).sa().spi()).isEqualTo(5350);
    assertThat(codes(ADD + " sport 010 dport 007 proto 0 isport 00 iproto 0x10"))
        .containsExactly(ProblemCode.OCTAL_NUMBER);
  }

  @ParameterizedTest
  @CsvSource({
    "get esp spi=256,9",
    "get esp dst 192.0.2.1 spi = 256,27",
    "get esp spi =256,13",
    "get esp spi 256 dst =192.0.2.1,21"
  })
  void equalsSignsAreExplainedOnce(String text, int column) {
    assertThat(problem(text).hint()).contains("not by '='");
    assertThat(problem(text).column()).isEqualTo(column);
  }

  @Test
  void scopesAreNamedAndTheirAddressesShown() {
    Problem scoped = problem("get ah spi 500 dst fe80::a00:27ff:fe00:5301%eth1");
    assertThat(scoped.message())
        .contains("'fe80::a00:27ff:fe00:5301%eth1'", "a scope (%eth1) cannot be given");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.300",
        "192.0.2.1:500",
        "198.51.100.20/24",
        "[2001:db8::1]",
        "2001:db8:1:2:3:4:5:6%en0"
      })
  void whatAlmostIsAnAddressIsShownWhereOneIsExpected(String address) {
    assertThat(problem("get ah spi 500 dst " + address).message()).contains("'" + address + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"198.51.100.20", "2001:db8::1", "198.51.100.0/24", "fe80::1:2:3%eth0"})
  void addressesAreShownElsewhere(String address) {
    assertThat(problem("get ah spi 500 " + address).message()).contains("'" + address + "'");
  }

  @Test
  void suggestionsEndAfterTheFirstThousand() {
    List<Parsed> parsed = file("flsh\n".repeat(1001));
    assertThat(parsed.get(999).problems().getFirst().hint()).contains("'flush'");
    assertThat(parsed.get(1000).problems().getFirst().hint()).isEmpty();
  }
}
