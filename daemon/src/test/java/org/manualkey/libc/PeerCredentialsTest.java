package org.manualkey.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

/** What can be known of getpeerucred(3C) where it is missing. */
final class PeerCredentialsTest {
  @Test
  void linuxHasOtherMeans() {
    assertThat(PeerCredentials.areKnown()).isFalse();
  }

  @Test
  void systemWithoutTheFunctionIsAFailureThatNamesIt() {
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> assertThat(PeerCredentials.of(0)).isNull())
        .withMessage("this system has no function getpeerucred in the C library");
  }
}
