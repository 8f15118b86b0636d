package org.manualkey.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The name service of the host that runs the tests, which may have no name server. */
@Timeout(60)
final class NameServiceTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration BRIEF = Duration.ofMillis(50);
  private static final int LOOKUPS = 2;

  private final NameService names = new NameService(LOOKUPS);
  private final CountDownLatch release = new CountDownLatch(1);

  private NameAnswer<String> hang() {
    try {
      release.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return new NameAnswer.Found<>("late");
  }

  @Test
  void localhostHasTheLoopbackAddress() {
    NameAnswer<List<InetAddress>> answer = names.addresses("localhost", LIMIT);
    assertThat(answer).isInstanceOf(NameAnswer.Found.class);
    assertThat(((NameAnswer.Found<List<InetAddress>>) answer).value())
        .allMatch(InetAddress::isLoopbackAddress)
        .doesNotHaveDuplicates()
        .isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.7", "2001:db8::7"})
  void literalIsItsOwnAddress(String literal) {
    assertThat(names.addresses(literal, LIMIT))
        .isEqualTo(new NameAnswer.Found<>(List.of(InetAddress.ofLiteral(literal))));
  }

  @Test
  void loopbackAddressHasAName() {
    NameAnswer<String> answer = names.name(InetAddress.ofLiteral("127.0.0.1"), LIMIT);
    assertThat(answer).isInstanceOf(NameAnswer.Found.class);
    assertThat(((NameAnswer.Found<String>) answer).value()).isNotBlank();
  }

  @Test
  void nameThatCannotExistIsNotFound() {
    assertThat(names.addresses("no.such.host.invalid", LIMIT))
        .isNotInstanceOf(NameAnswer.Found.class);
    assertThat(names.addresses("a..b", LIMIT)).isEqualTo(new NameAnswer.None<>());
  }

  @Test
  void onlySomeErrorsSayThatThereIsNoSuchName() {
    for (int none : new int[] {-2, -5, -9}) {
      assertThat(HostNames.failure(none)).isEqualTo(new NameAnswer.None<>());
    }
    // EAI_AGAIN, EAI_FAIL, EAI_MEMORY, EAI_SYSTEM and one that is not known.
    for (int silent : new int[] {-3, -4, -10, -11, -99}) {
      assertThat(HostNames.failure(silent)).isEqualTo(new NameAnswer.Silent<>());
    }
  }

  @Test
  void callerDoesNotWaitForALookUpThatHangs() {
    assertThat(names.ask(this::hang, BRIEF)).isEqualTo(new NameAnswer.Silent<>());
    assertThat(names.addresses("localhost", LIMIT)).isInstanceOf(NameAnswer.Found.class);
    release.countDown();
  }

  @Test
  void lookUpsThatHangHoldAFewThreadsAndNoMore() {
    for (int i = 0; i < 20; i++) {
      assertThat(names.ask(this::hang, BRIEF)).isEqualTo(new NameAnswer.Silent<>());
    }
    assertThat(hanging()).isEqualTo(LOOKUPS);
    assertThat(names.addresses("localhost", BRIEF)).isEqualTo(new NameAnswer.Silent<>());
    release.countDown();
    assertThat(names.addresses("localhost", LIMIT)).isInstanceOf(NameAnswer.Found.class);
  }

  /** Threads that are in {@link #hang}. */
  private static long hanging() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(each -> each.getKey().getName().equals("names"))
        .filter(each -> List.of(each.getValue()).toString().contains("NameServiceTest.hang"))
        .count();
  }

  @Test
  void failureOfALookUpIsNoAnswerOfTheNameService() {
    for (int i = 0; i <= LOOKUPS; i++) {
      assertThatIllegalStateException()
          .isThrownBy(() ->
              names.ask(
                  () -> {
                    throw new IllegalArgumentException("a bug");
                  },
                  LIMIT));
    }
  }
}
