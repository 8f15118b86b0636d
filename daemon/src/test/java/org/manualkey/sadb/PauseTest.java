package org.manualkey.sadb;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PauseTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final Pause pause = new Pause(nanos::get);

  @Test
  void oneOfWhatHappensWithinAMinuteIsLetThrough() {
    assertThat(pause.isOver()).isTrue();
    assertThat(pause.isOver()).isFalse();
    nanos.addAndGet(Duration.ofSeconds(59).toNanos()); // the clock may overflow
    assertThat(pause.isOver()).isFalse();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(pause.isOver()).isTrue();
    assertThat(pause.isOver()).isFalse();
  }
}
