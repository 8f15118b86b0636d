package org.manualkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Errno;
import org.manualkey.sadb.SadbException;

final class HostKernelTest {
  @Test
  void kernelIsKnownByTheNameThatJavaHasForIt() {
    assertThat(HostKernel.named("Linux")).isEqualTo(HostKernel.Name.LINUX);
    assertThat(HostKernel.named("SunOS")).isEqualTo(HostKernel.Name.ILLUMOS);
    assertThat(HostKernel.named("Plan 9")).isEqualTo(HostKernel.Name.OTHER);
    assertThat(HostKernel.named(null)).isEqualTo(HostKernel.Name.OTHER);
  }

  @Test
  void statusUnderSmfSaysWhetherAnotherAttemptMayHelp() {
    assertThat(ManualKeyd.status(failure(Errno.EPERM), true)).isEqualTo(100);
    assertThat(ManualKeyd.status(failure(Errno.EPFNOSUPPORT), true)).isEqualTo(95);
    assertThat(ManualKeyd.status(failure(Errno.ENOMEM), true)).isEqualTo(1);
    assertThat(ManualKeyd.status(failure(Errno.EPERM), false)).isEqualTo(1);
  }

  private static SadbException failure(Errno errno) {
    return new SadbException("because", errno.code());
  }
}
