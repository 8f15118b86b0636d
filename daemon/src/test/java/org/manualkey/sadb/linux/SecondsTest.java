package org.manualkey.sadb.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.sa.Lifetimes;

/** Limits of time that Linux would take for a time before the SA was added. */
final class SecondsTest {
  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1, -2, -1})
  void longestTimes_neverEnd_andAreNoDifferenceToWhatTheKernelShows(long limit) {
    long asked = Seconds.asked(limit);
    assertThat(asked).isEqualTo(Long.MAX_VALUE);
    assertThat(hard(Seconds.shown(asked)).isSame(hard(limit))).isTrue();
  }

  @Test
  void longestTimeThatLinuxCounts_isItself() {
    long limit = Long.MAX_VALUE - 1;
    assertThat(Seconds.asked(limit)).isEqualTo(limit);
    assertThat(Seconds.shown(limit)).isEqualTo(limit);
    assertThat(hard(limit).isSame(hard(-1))).isFalse();
  }

  private static Lifetimes hard(long seconds) {
    return Lifetimes.of(new Lifetime(Lifetime.Kind.HARD, 0, 0, seconds, seconds), null, null);
  }
}
