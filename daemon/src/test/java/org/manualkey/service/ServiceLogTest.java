package org.manualkey.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.service.ServiceFixture.done;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Sa;

/** The log names file, lines, codes and counts, and never a word of the file. */
final class ServiceLogTest extends ServiceOnMemory {
  private static final String AUTH = "9bdb8d9e7f26d6fd4c2a24d5a2ab6bbd5a0b0f5e";
  private static final String CIPHER = "c167f76601f6918b4c4230bd155037c6";
  private static final String GOOD =
      "add esp spi 0x5eed01 src 192.0.2.77 dst 198.51.100.88 encralg aes-cbc encrkey "
          + CIPHER
          + " authalg hmac-sha1 authkey "
          + AUTH
          + " srcidtype fqdn zebra.example\n";

  private ServiceStatus load(String text) throws Exception {
    fixture.write(text);
    return done(service.enable(true));
  }

  /** Words of a text that are no everyday words of messages: those with a digit, or long ones. */
  private static Set<String> words(String text) {
    Set<String> words = new TreeSet<>();
    for (String word : text.split("[\\s\"\\\\]+")) {
      if (word.length() > 2 && (word.matches(".*\\d.*") || word.length() > 5)) {
        words.add(word);
      }
    }
    return words;
  }

  private void assertNothingOf(String text, ServiceStatus status) {
    List<String> said = new java.util.ArrayList<>(fixture.logged());
    said.add(status.toString());
    for (String line : said) {
      String rest = line.replace(fixture.keyFile.toString(), "").toLowerCase(Locale.ROOT);
      for (String word : words(text)) {
        assertThat(rest).doesNotContain(word.toLowerCase(Locale.ROOT));
      }
      for (String key : List.of(AUTH, CIPHER)) {
        for (int i = 0; i + 8 <= key.length(); i++) {
          assertThat(rest).doesNotContain(key.substring(i, i + 8));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GOOD",
        "GOODGOOD",
        "GOODxyzzy42 plugh99\n",
        "add esp spi 0x5eed02 dst 198.51.100.99 encralg aes-cbd encrkey AUTH\n",
        "add esp spi 0x5eed02 dst 198.51.100.999 encralg rot13 encrkey AUTHz\n",
        "add esp spi 0x5eed02 encrkey\nAUTH CIPHER\n",
        "AUTH\n",
        "add AUTH\n",
        "add esp AUTH\n",
        "add esp spi AUTH dst walrus7.example\n",
        "add esp spi 0x5eed02 dst walrus7.example encralg aes-cbc encrkey CIPHER\n",
        "add esp spi 0x5eed02 dst 198.51.100.99 encralg des-cbc encrkey CIPHER\n",
        "add esp spi 0x5eed02 dst 198.51.100.99 state 77 replay 300 encrkey \"CIPHER\n",
        "add esp spi 0x5eed02 dst 198.51.100.99 encralg aes-cbc encrkey CIPHER/127\n",
        "add esp spi 0x5eed02 dst 198.51.100.99 encralg aes-cbc encrkey CIPHER/9999\n",
        "flush CIPHER AUTH\n",
        "GOOD# AUTH \\\nGOOD",
        "GOOD\0AUTH\n"
      })
  void logAndStatusHoldNoWordOfTheFile(String template) throws Exception {
    String text = template.replace("GOOD", GOOD).replace("AUTH", AUTH).replace("CIPHER", CIPHER);
    ServiceStatus status = load(text);
    assertThat(fixture.logged()).isNotEmpty();
    assertNothingOf(text, status);
    ServiceStatus cleared = done(service.clear());
    assertNothingOf(text, cleared);
    assertNothingOf(text, done(service.disable(true)));
  }

  @Test
  void everyErrorIsLoggedWithFileLineColumnAndCode() throws Exception {
    load(GOOD + "\nbogus\nadd esp spi zero \\\n dst 10.0.0.0.0\n");
    String file = fixture.keyFile.toString();
    assertThat(fixture.logged())
        .anyMatch(line ->
            line.startsWith("ERROR " + file + ":3:1: ") && line.contains("[unknown-command]"))
        .anyMatch(
            line -> line.startsWith("ERROR " + file + ":4:13: ") && line.contains("[bad-number]"))
        .anyMatch(
            line -> line.startsWith("ERROR " + file + ":5:6: ") && line.contains("[bad-address]"))
        .anyMatch(line ->
            line.contains("1 of 3 commands is valid") && line.contains("ipseckey -c " + file));
  }

  @Test
  void warningsOfALoadedFileAreLogged() throws Exception {
    load(GOOD.replace(" srcidtype", " replay 4 srcidtype"));
    assertThat(fixture.logged())
        .anyMatch(line ->
            line.startsWith("WARN ") && line.contains(":1:") && line.contains("[replay-manual]"))
        .anyMatch(line -> line.startsWith("INFO ") && line.contains("1 command loaded"));
  }

  @Test
  void errorIsLoggedHoweverManyWarningsPrecedeIt() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      text.append(
          GOOD.replace("0x5eed01", "0x" + Integer.toHexString(0x10000 + i))
              .replace(" srcidtype", " replay 4 srcidtype"));
    }
    ServiceStatus status = load(text + "bogus\nbogus\n");
    assertThat(status.state()).isEqualTo(ServiceState.MAINTENANCE);
    assertThat(status.reason()).contains(":2001:1: ", "[unknown-command]");
    assertThat(fixture.logged()).anyMatch(line -> line.contains(":2002:1: "));
  }

  @Test
  void logOfAFileFullOfErrorsIsShort() throws Exception {
    load("bogus\n".repeat(100_000));
    assertThat(fixture.logged()).hasSizeLessThan(200);
    assertThat(fixture.logged()).anyMatch(line -> line.contains("0 of 100000 commands are valid"));
  }

  @Test
  void refusalIsLoggedWithItsLineAndWithoutTheCommand() throws Exception {
    fixture.sadb.refusing(request -> isAdd(request, 0x5eed02), Errno.ENOMEM.code());
    load(GOOD + GOOD.replace("0x5eed01", "0x5eed02"));
    assertThat(fixture.logged())
        .contains(
            "ERROR " + fixture.keyFile + ":2: the SADB refused the command: not enough space",
            "ERROR " + fixture.keyFile + ": rolled back");
  }

  private static boolean isAdd(Message request, int from) {
    Sa sa = request.sa();
    return request.header().type() == MessageType.ADD && sa != null && sa.spi() >= from;
  }

  @Test
  void everyRefusalIsLoggedAndTheReasonHasTheNumberOfOthers() throws Exception {
    fixture.sadb.refusing(request -> isAdd(request, 0x5eed02), Errno.ENOMEM.code());
    ServiceStatus status =
        load(GOOD + GOOD.replace("0x5eed01", "0x5eed02") + GOOD.replace("0x5eed01", "0x5eed03"));
    assertThat(fixture.logged())
        .filteredOn(line -> line.contains("refused the command") && !line.contains("maintenance"))
        .extracting(line -> line.substring(line.indexOf("keys:"), line.indexOf(": the")))
        .containsExactly("keys:2", "keys:3");
    assertThat(status.reason()).contains(":2: ", "; 1 more refusal, see the log; rolled back");
  }
}
