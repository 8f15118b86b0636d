package org.manualkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.pfkey.Errno;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.linux.FakeLinuxKernel;
import org.manualkey.sadb.linux.LinuxKernel;
import org.manualkey.sadb.linux.afkey.AfKeyCapabilities;
import org.manualkey.sadb.linux.xfrm.XfrmCapabilities;
import org.slf4j.LoggerFactory;

/** Which interface to a kernel is used. */
final class LinuxKernelsTest {
  private final LinuxKernel xfrm = new FakeLinuxKernel(XfrmCapabilities.table(false), Draft.PID);
  private final LinuxKernel pfkey = new FakeLinuxKernel(AfKeyCapabilities.table(false), Draft.PID);

  private static Supplier<LinuxKernel> lacking(String reason, Errno errno) {
    return () -> {
      throw new SadbException(reason, errno.code());
    };
  }

  private static LinuxKernels kernels(Supplier<LinuxKernel> xfrm, Supplier<LinuxKernel> pfkey) {
    return new LinuxKernels(xfrm, pfkey, false);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void checkValuesThatNoOtherSystemHasAreAWarning(boolean sha256With96Bits) {
    Logger logger = (Logger) LoggerFactory.getLogger(LogName.DAEMON);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      LinuxKernels kernels = new LinuxKernels(() -> xfrm, () -> pfkey, sha256With96Bits);
      assertThat(kernels.open(Options.Backend.XFRM)).isSameAs(xfrm);
    } finally {
      logger.detachAppender(log);
    }
    assertThat(
            log.list.stream()
                .map(line -> line.getLevel() + " " + line.getFormattedMessage())
                .toList())
        .isEqualTo(
            sha256With96Bits ? List.of("WARN " + DaemonMessage.SHORT_SHA256.text()) : List.of());
  }

  @Test
  void autoPrefersXfrmAndDoesNotTryPfKey() {
    LinuxKernels kernels = kernels(() -> xfrm, lacking("it was tried", Errno.EOPNOTSUPP));
    assertThat(kernels.open(Options.Backend.AUTO)).isSameAs(xfrm);
  }

  @Test
  void autoUsesPfKeyWhereXfrmCannotBeUsed() {
    LinuxKernels kernels = kernels(lacking("no ESP by XFRM", Errno.EOPNOTSUPP), () -> pfkey);
    assertThat(kernels.open(Options.Backend.AUTO)).isSameAs(pfkey);
  }

  @Test
  void withNeitherAutoFailsWithBothReasons() {
    LinuxKernels kernels =
        kernels(lacking("no ESP by XFRM", Errno.EPERM), lacking("no af_key", Errno.EOPNOTSUPP));
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
    LinuxKernels kernels = kernels(lacking("no ESP by XFRM", Errno.EPERM), () -> pfkey);
    assertThatThrownBy(() -> kernels.open(Options.Backend.XFRM)).hasMessage("no ESP by XFRM");
    assertThat(kernels.open(Options.Backend.PFKEY)).isSameAs(pfkey);
  }
}
