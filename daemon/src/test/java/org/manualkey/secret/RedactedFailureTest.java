package org.manualkey.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class RedactedFailureTest {
  private static final String WORDS = "words of a key file";

  private static String printed(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  @Test
  void theStackTraceHasNoMessageOfAnyCause() {
    Throwable root = new NumberFormatException(WORDS);
    Throwable failure = new IllegalStateException(WORDS, new IllegalArgumentException(root));
    assertThat(printed(failure)).contains(WORDS);

    assertThat(printed(RedactedFailure.of(failure)))
        .doesNotContain(WORDS)
        .contains("java.lang.IllegalStateException")
        .contains("Caused by: ")
        .contains("java.lang.IllegalArgumentException")
        .contains("java.lang.NumberFormatException")
        .contains("RedactedFailureTest.theStackTraceHasNoMessageOfAnyCause");
  }

  @Test
  void suppressedFailuresAreLeftOut() {
    Throwable failure = new IllegalStateException();
    failure.addSuppressed(new IllegalArgumentException(WORDS));
    assertThat(printed(RedactedFailure.of(failure))).doesNotContain(WORDS);
  }

  @Test
  void causesThatFormACircleEnd() {
    Throwable first = new IllegalStateException(WORDS);
    first.initCause(new IllegalArgumentException(WORDS, first));
    Throwable redacted = RedactedFailure.of(first);
    assertThat(redacted.getCause()).hasMessage("java.lang.IllegalArgumentException").hasNoCause();
  }

  @Test
  void theSummaryIsClassAndPlace() {
    assertThat(RedactedFailure.summary(new IllegalStateException(WORDS)))
        .startsWith(
            "java.lang.IllegalStateException at "
                + "org.manualkey.secret.RedactedFailureTest.theSummaryIsClassAndPlace(")
        .doesNotContain(WORDS);
  }

  @Test
  void theSummaryOfAFailureWithoutStackTraceHasNoPlace() {
    Throwable failure = new IllegalStateException(WORDS);
    failure.setStackTrace(new StackTraceElement[0]);
    assertThat(RedactedFailure.summary(failure))
        .isEqualTo("java.lang.IllegalStateException at an unknown place");
  }
}
