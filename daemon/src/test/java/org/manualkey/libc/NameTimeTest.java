package org.manualkey.libc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class NameTimeTest {
  private final AtomicLong clock = new AtomicLong();
  private final NameTime time = new NameTime(clock::get);
  private final List<Duration> limits = new ArrayList<>();

  private String ask(long millis) {
    return time.ask(
        left -> {
          limits.add(left);
          clock.addAndGet(Duration.ofMillis(millis).toNanos());
          return "answer";
        },
        "none");
  }

  @Test
  void silentNamesCostOneLimitTogether() {
    ask(5000);
    for (int i = 0; i < 1000; i++) {
      assertThat(ask(5000)).isEqualTo("none");
    }
    assertThat(limits).containsExactly(Duration.ofSeconds(5));
  }

  @Test
  void laterNamesHaveTheTimeThatEarlierOnesLeft() {
    assertThat(ask(2000)).isEqualTo("answer");
    assertThat(ask(2000)).isEqualTo("answer");
    assertThat(ask(2000)).isEqualTo("answer");
    assertThat(ask(1)).isEqualTo("none");
    assertThat(limits)
        .containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofSeconds(1));
  }

  @Test
  void manyNamesWithPromptAnswersAreAllAskedFor() {
    for (int i = 0; i < 10_000; i++) {
      assertThat(ask(30)).isEqualTo("answer");
    }
  }
}
