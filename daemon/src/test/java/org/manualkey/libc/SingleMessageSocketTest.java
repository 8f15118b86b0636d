package org.manualkey.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

/** One message with each call, as illumos has it. */
final class SingleMessageSocketTest extends MessageSocketContract {
  @Override
  SocketPair open(int near, int far) {
    return SocketPair.single(near, far);
  }

  @Override
  String sending() {
    return "write";
  }

  @Test
  void theEndOfTheOtherSideIsAFailureAndNoMessage() {
    SocketPair pair = SocketPair.single(64, 64);
    try (MessageSocket near = pair.near()) {
      pair.far().close();
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> assertThat(near.take()).isNegative())
          .withMessageStartingWith("read");
    }
  }
}
