package org.manualkey.sadb.linux.afkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.MessageSocket;
import org.manualkey.pfkey.Errno;
import org.manualkey.sadb.linux.LinuxErrno;

/** Why there is no socket, and what to do. */
final class AfKeySocketsTest {
  private static final int NO_FAMILY = 45;
  private static final int SOCK_RAW = 3;

  @ParameterizedTest
  @CsvSource({"97,EPFNOSUPPORT,modprobe af_key", "1,EPERM,CAP_NET_ADMIN"})
  void refusalOfTheSystemIsReportedWithARemedy(int errno, Errno told, String hint) {
    var refused = AfKeySockets.refused(new ErrnoException("socket", errno));
    assertThat(refused.errno()).isEqualTo(told.code());
    assertThat(refused).hasMessageContaining(hint);
  }

  @Test
  void familyThatThisSystemLacksIsRefusedWithTheNumberThatIsTranslated() {
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> MessageSocket.open(NO_FAMILY, SOCK_RAW, 0, 64))
        .satisfies(e -> assertThat(e.errno()).isEqualTo(LinuxErrno.EAFNOSUPPORT));
  }
}
