package org.manualkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Errno;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.linux.FakeLinuxKernel;
import org.manualkey.sadb.linux.LinuxKernel;
import org.manualkey.sadb.linux.afkey.AfKeyCapabilities;
import org.manualkey.sadb.linux.xfrm.XfrmCapabilities;

/** Which interface to a kernel is used. */
final class LinuxKernelsTest {
  private final LinuxKernel xfrm = new FakeLinuxKernel(XfrmCapabilities.table(false), Draft.PID);
  private final LinuxKernel pfkey = new FakeLinuxKernel(AfKeyCapabilities.table(false), Draft.PID);

  private static Supplier<LinuxKernel> lacking(String reason, Errno errno) {
    return () -> {
      throw new SadbException(reason, errno.code());
    };
  }

  @Test
  void autoPrefersXfrmAndDoesNotTryPfKey() {
    LinuxKernels kernels = new LinuxKernels(() -> xfrm, lacking("it was tried", Errno.EOPNOTSUPP));
    assertThat(kernels.open(Options.Backend.AUTO)).isSameAs(xfrm);
  }

  @Test
  void autoUsesPfKeyWhereXfrmCannotBeUsed() {
    LinuxKernels kernels =
        new LinuxKernels(lacking("no ESP by XFRM", Errno.EOPNOTSUPP), () -> pfkey);
    assertThat(kernels.open(Options.Backend.AUTO)).isSameAs(pfkey);
  }

  @Test
  void withNeitherAutoFailsWithBothReasons() {
    LinuxKernels kernels =
        new LinuxKernels(
            lacking("no ESP by XFRM", Errno.EPERM), lacking("no af_key", Errno.EOPNOTSUPP));
    assertThatThrownBy(() -> kernels.open(Options.Backend.AUTO))
        .isInstanceOfSatisfying(
            SadbException.class,
            e -> {
              assertThat(e)
                  .hasMessageContaining("no ESP by XFRM")
                  .hasMessageContaining("no af_key");
              assertThat(e.errno()).isEqualTo(Errno.EPERM.code());
            });
  }

  @Test
  void aBackEndThatIsNamedIsNotReplacedByTheOther() {
    LinuxKernels kernels = new LinuxKernels(lacking("no ESP by XFRM", Errno.EPERM), () -> pfkey);
    assertThatThrownBy(() -> kernels.open(Options.Backend.XFRM)).hasMessage("no ESP by XFRM");
    assertThat(kernels.open(Options.Backend.PFKEY)).isSameAs(pfkey);
  }
}
