package org.manualkey.sadb.illumos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.MessageType;

final class SequenceNumbersTest {
  private static final int LAST_CHANGE = (1 << 30) - 1;

  private final SequenceNumbers numbers = new SequenceNumbers();

  @Test
  void changesAreNumberedWithoutGapsWhateverIsAskedBetweenThem() {
    assertThat(numbers.next(MessageType.ADD)).isEqualTo(1);
    assertThat(numbers.next(MessageType.GET)).isGreaterThan(LAST_CHANGE);
    assertThat(numbers.next(MessageType.DUMP)).isGreaterThan(LAST_CHANGE);
    assertThat(numbers.next(MessageType.FLUSH)).isEqualTo(2);
  }

  @Test
  void noNumberIsZeroOrOneOfTheKernels() {
    assertThat(SequenceNumbers.after(LAST_CHANGE)).isEqualTo(1);
  }

  @Test
  void gapsAreCountedAcrossTheEndOfTheNumbers() {
    assertThat(SequenceNumbers.between(0, 1)).isZero();
    assertThat(SequenceNumbers.between(7, 8)).isZero();
    assertThat(SequenceNumbers.between(7, 10)).isEqualTo(2);
    assertThat(SequenceNumbers.between(LAST_CHANGE, 1)).isZero();
    assertThat(SequenceNumbers.between(LAST_CHANGE, 3)).isEqualTo(2);
  }
}
