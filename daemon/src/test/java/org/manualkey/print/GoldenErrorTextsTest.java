package org.manualkey.print;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.manualkey.golden.GoldenCase;
import org.manualkey.golden.GoldenFiles;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;

/** The words for errors and diagnostics, where the original was seen to say them. */
class GoldenErrorTextsTest {
  private static final Pattern DIAGNOSTIC = Pattern.compile("Diagnostic code (\\d+): +(.*)\\.\n");
  private static final Pattern ERRNO_CASE = Pattern.compile("cli-\\d+-dump-errno-(\\d+)");
  private static final Pattern ERRNO = Pattern.compile("Dump failed: (.*)\n");

  private final ErrorTexts texts = ErrorTexts.builtIn();

  @Test
  void diagnosticsAreAsRecorded() throws Exception {
    GoldenFiles.assumePresent();
    for (String group : GoldenFiles.groups()) {
      for (GoldenCase golden : GoldenFiles.cases(group)) {
        String said = golden.stdout() + golden.stderr();
        Matcher matcher = DIAGNOSTIC.matcher(said);
        while (matcher.find()) {
          assertThat(texts.diagnostic(Integer.parseInt(matcher.group(1))))
              .isEqualTo(matcher.group(2));
        }
      }
    }
  }

  @Test
  void errorsAreAsRecorded() throws Exception {
    GoldenFiles.assumePresent();
    for (GoldenCase golden : GoldenFiles.cases("cli")) {
      Matcher errno = ERRNO_CASE.matcher(golden.id());
      Matcher said = ERRNO.matcher(golden.stderr());
      if (errno.matches() && said.find()) {
        assertThat(texts.errno(Integer.parseInt(errno.group(1)))).isEqualTo(said.group(1));
      }
    }
  }

  @Test
  void aRefusalNamesItsDiagnostic() {
    Header reply = Header.request(MessageType.ADD, SaType.ESP, 1, 1).withError(22, 47);
    assertThat(texts.refusal(reply))
        .isEqualTo("Invalid argument. PF_KEY Diagnostic code 47: Weak encryption key.");
  }

  @Test
  void numbersWithoutWords() {
    assertThat(texts.errno(92)).isEqualTo("Error 92");
    assertThat(texts.errno(151)).isEqualTo("Stale NFS file handle");
    assertThat(texts.errno(152)).isEqualTo("Unknown error");
    assertThat(texts.diagnostic(83)).isEqualTo("Unknown diagnostic code");
  }
}
