package org.manualkey.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.secret.SecretText;

/** No problem shows what may be key material. */
final class ProblemSecrecyTest {
  private static final String AUTH = "c7f93a51de0b6428c7f93a51de0b6428";
  private static final String ENCRYPT = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
  private static final String VALID =
      "add esp spi 0x1001 src 192.0.2.1 dst 192.0.2.2 encralg aes encrkey "
          + ENCRYPT
          + " authalg md5 authkey 0x"
          + AUTH
          + "/128 soft_bytes 12";
  private static final int SHOWN_AT_MOST = 7;

  @Property
  void hexInAnyPlaceIsNotShown(@ForAll("commandsWithHex") String[] commandAndSecret) {
    String text = commandAndSecret[0];
    String secret = commandAndSecret[1];
    assertNothingShown(Texts.file(text), secret);
    assertNothingShown(Texts.numericFile(text), secret);
    assertNothingShown(List.of(Texts.arguments(text.split("\\s+"))), secret);
  }

  /** A key in base64 is none of the language, and yet a key. */
  @ParameterizedTest
  @ValueSource(strings = {"Zm9vYmFyIGJhc2U2NCBz", "q83vASNFZ4mrze8BI0VniQ==", "3q2-7_AbCdEfGh1J"})
  void wordThatLooksLikeBase64IsNotShownNorLookedUp(String secret) {
    for (String text :
        List.of(
            "%s",
            "add %s",
            "add esp %s",
            "add esp spi %s",
            "add esp spi 1 dst %s",
            "add esp spi 1 isrc %s",
            "add esp spi 1 dst 192.0.2.1 authalg %s",
            "add esp spi 1 dst 192.0.2.1 state %s")) {
      assertNothingShown(Texts.file(text.formatted(secret)), secret);
    }
    assertThat(Texts.codes(VALID.replace("192.0.2.2", secret)))
        .containsExactly(ProblemCode.BAD_ADDRESS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"hard_usetimes12345", "Router12.Example.Com", "MyRouter01", "AES-GCM-128-NOPAD"})
  void wordThatIsNoKeyIsShown(String word) {
    assertThat(Texts.file("flush " + word).getFirst().problems().getFirst().token())
        .isEqualTo(word);
  }

  @Property(tries = 3000)
  void mutatedCommandShowsNoPartOfItsKeys(@ForAll("mutations") String text) {
    List<Parsed> parsed = Texts.file(text);
    assertNothingShown(parsed, AUTH);
    assertNothingShown(parsed, ENCRYPT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // The word before the key has a slip, or is missing.
        "add esp spi 1 encrky SECRET",
        "add esp spi 1 SECRET",
        "add esp SECRET",
        "SECRET",
        "add SECRET",
        // Another word's value.
        "add esp spi SECRET",
        "add esp dst SECRET",
        "add esp isrc SECRET/24",
        "add esp isrc 1.2.3.4/SECRET",
        "add esp authalg SECRET",
        "add esp state SECRET",
        "add esp srcidtype SECRET x",
        "add esp encap SECRET",
        "add esp idle_addtime SECRET",
        // The key as such.
        "add esp encrkey SECRETx",
        "add esp encrkey SECRET/9999",
        "add esp encrkey \"SECRET",
        "add esp encrkey=SECRET",
        "add esp encrkey:SECRET",
        "add esp \"encrkey SECRET\"",
        // Cut by an editor.
        "add esp encrkey \nSECRET authalg md5",
        "add esp encrkey SEC\nSECRET",
        "flush SECRET",
        "flush esp SECRET"
      })
  void keyOutOfPlaceIsNotShown(String template) {
    for (String secret :
        List.of(
            AUTH,
            "0x" + AUTH,
            AUTH.toUpperCase(Locale.ROOT),
            "deadbeef",
            AUTH.substring(0, 16) + "-" + AUTH.substring(16),
            AUTH.replaceAll("(..)(?=.)", "$1:"),
            AUTH.replaceAll("(....)(?=.)", "$1-"))) {
      for (Parsed parsed : Texts.file(template.replace("SECRET", secret))) {
        for (Problem problem : parsed.problems()) {
          assertThat(shown(problem)).doesNotContain(secret).doesNotContain(secret.substring(0, 8));
        }
      }
    }
  }

  @Test
  void keyTypedInGroupsIsNotShown() {
    String text =
        "add esp spi 256 dst ::1 encralg aes encrkey 0011 2233 4455 6677 8899 aabb ccdd eeff";
    for (Parsed parsed : Texts.file(text)) {
      for (Problem problem : parsed.problems()) {
        assertThat(shown(problem)).doesNotContain("0011", "2233", "4455");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "authkey correct horse battery staple",
        "authkey correct src horse battery",
        "authkey dead horse spi battery",
        "authkey \"correct\" \"horse battery\" staple",
        "authkey \"correct horse battery staple\"",
        "authkey \"correct horse\n  battery\" staple",
        "authkey \\ \n  correct horse battery",
        "authkey \ncorrect horse battery",
        "authkey correct\nhorse battery",
        "authkey = correct horse battery",
        "authkey=correct horse battery",
        "authkey:correct horse spi battery",
        "autkey correct horse spi battery",
        "AUTHKEY correct horse spi battery",
        "authkey dead #horse battery",
        "authkey 0123-4567 horse spi battery",
        "authkey 0123456789abcdef/999 horse replay battery state staple",
        "encrkey spi horse battery"
      })
  void textKeyAndWhatFollowsItIsNotShown(String words) {
    for (Parsed parsed : Texts.file("add ah spi 500 dst 192.0.2.2 authalg sha1 " + words)) {
      for (Problem problem : parsed.problems()) {
        assertThat(shown(problem))
            .as("the problem [%s]", problem.code().id())
            .doesNotContain("correct", "horse", "battery", "staple");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c7.f9.3a.51.de.0b.64.28",
        "0xc7,0xf9,0x3a,0x51,0xde,0x0b,0x64,0x28",
        "c7f9;3a51;de0b;6428",
        "c7_f9_3a_51_de_0b_64_28",
        "c7f9+3a51'de0b*6428",
        "c7f9\u20133a51\u2013de0b\u20136428",
        "c7\u200bf9\u200b3a\u200b51\u200bde\u200b0b\u200b64\u200b28",
        "c7f9:3a51:de0b:6428:c7f9:3a51:de0b:6428"
      })
  void groupsOfAKeyAreNotShownWhateverSeparatesThem(String key) {
    for (String text :
        List.of("get esp spi 256 KEY", "KEY", "get esp spi KEY", "get KEY spi 256")) {
      for (String word : List.of(key, "x=" + key, key + ";", key.toUpperCase(Locale.ROOT))) {
        for (Problem problem : Texts.only(text.replace("KEY", word)).problems()) {
          assertThat(shown(problem)).as("%s", text).doesNotContain("3a", "51", "de0", "64");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c7f93a51de0b6428",
        "c7f93a51de0b64289f1e2d3c4b5a6978",
        "0xc7f93a51de0b6428",
        "c7f93a51-de0b6428",
        "c7.f9.3a.51.de.0b.64.28",
        "c7f93a51deOb64289f1e2d3c4b5a6978",
        "c7f9;3a51;de0b;6428",
        "c7,f9,3a,51",
        "c7f93a51de0b642",
        "c7f93a51",
        "0xc7f93a51d",
        "c7f93a51-de0b642",
        "keyisc7f93a51de0b6428",
        "0123456789ab"
      })
  void keyIsNeverLookedUpAsAName(String key) {
    for (String word : List.of("src", "dst", "dst6", "nat_loc", "isrc")) {
      Parsed parsed = Texts.only("update esp spi 256 encap udp " + word + " " + key);
      assertThat(Texts.codes(parsed)).as("%s", word).contains(ProblemCode.BAD_ADDRESS);
      assertThat(parsed.command()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "db-10-0-0-12",
        "c7f93a5",
        "c7f93a51.example.net",
        "deadbeef.de",
        "ip-172-31-16-100",
        "node-c7f93a51de0b",
        "ec2-203-0-113-25.compute-1.amazonaws.com",
        "deadbeefcafebabe.example.com",
        "beef",
        "2001-db8-0-0-0-0-0-1.example.net"
      })
  void namesOfHexDigitsAreLookedUp(String name) {
    assertThat(Texts.codes("get esp spi 256 dst " + name)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0xc0000201", "3221225985", "030000001001", "2001:db8:0:1::1"})
  void addressOfManyDigitsIsOne(String address) {
    assertThat(Texts.codes("get esp spi 256 dst " + address)).isEmpty();
  }

  @Test
  void harmlessWordsAreShown() {
    assertThat(Texts.problem("get esp spi 256 dts 1").message()).contains("'dts'");
    assertThat(Texts.problem("flsh").message()).contains("'flsh'");
    assertThat(Texts.problem("get esp spi 256 sport 70000").message()).contains("'70000'");
  }

  @Test
  void commandsAndTextsPrintNoKeys() {
    SecretText text = Texts.text(VALID);
    assertThat(text.toString()).doesNotContain(AUTH, ENCRYPT);
    assertThat(Texts.only(VALID).toString().toLowerCase(Locale.ROOT))
        .doesNotContain(AUTH.substring(0, 8), ENCRYPT.substring(0, 8));
    text.close();
    assertThatIllegalStateException().isThrownBy(() -> text.octet(0));
  }

  @Provide
  static Arbitrary<String[]> commandsWithHex() {
    Arbitrary<String> secrets =
        Arbitraries.strings().withChars("0123456789abcdefABCDEF").ofMinLength(8).ofMaxLength(200);
    Arbitrary<String> frames =
        Arbitraries.of("", "0x", "0X", "\"", "x", "-", "/", "key=", "#", "'", "g", "ü");
    return Combinators.combine(
            secrets,
            frames,
            frames,
            Arbitraries.integers().between(0, 18),
            Arbitraries.of(true, false))
        .as((secret, before, after, place, replace) -> {
          List<String> words = new ArrayList<>(List.of(VALID.split(" ")));
          String word = before + secret + after;
          if (replace && place < words.size()) {
            words.set(place, word);
          } else {
            words.add(Math.min(place, words.size()), word);
          }
          return new String[] {String.join(" ", words), secret};
        });
  }

  /** A command with a few octets changed, lost, doubled or swapped. */
  @Provide
  static Arbitrary<String> mutations() {
    Arbitrary<int[]> edits =
        Arbitraries.integers().between(0, 1 << 20).array(int[].class).ofMinSize(3).ofMaxSize(24);
    return edits.map(ProblemSecrecyTest::mutate);
  }

  private static String mutate(int[] edits) {
    StringBuilder text = new StringBuilder(VALID);
    String alphabet = " \n\\\"#/0xgz\0\t=:.";
    for (int i = 0; i + 2 < edits.length && text.length() > 1; i += 3) {
      int at = edits[i] % text.length();
      char c = alphabet.charAt(edits[i + 2] % alphabet.length());
      switch (edits[i + 1] % 5) {
        case 0 -> text.setCharAt(at, c);
        case 1 -> text.insert(at, c);
        case 2 -> text.deleteCharAt(at);
        case 3 -> text.delete(at, Math.min(text.length(), at + edits[i + 2] % 20));
        default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 30)));
      }
    }
    return text.toString();
  }

  private static String shown(Problem problem) {
    return (problem.located("keys") + " " + problem).toLowerCase(Locale.ROOT);
  }

  private static void assertNothingShown(List<Parsed> parsed, String secret) {
    String lower = secret.toLowerCase(Locale.ROOT);
    for (Parsed each : parsed) {
      for (Problem problem : each.problems()) {
        String shown = shown(problem);
        for (int i = 0; i + SHOWN_AT_MOST < lower.length(); i++) {
          assertThat(shown).doesNotContain(lower.substring(i, i + SHOWN_AT_MOST + 1));
        }
      }
    }
  }
}
