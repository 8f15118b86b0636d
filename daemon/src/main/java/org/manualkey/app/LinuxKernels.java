package org.manualkey.app;

import java.util.function.Supplier;
import org.manualkey.pfkey.Errno;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.linux.LinuxKernel;
import org.manualkey.sadb.linux.afkey.AfKeyKernel;
import org.manualkey.sadb.linux.xfrm.XfrmKernel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two interfaces to the SAs of a Linux kernel. Each opens, or throws a {@link SadbException}
 * whose message has a remedy.
 *
 * @param sha256With96Bits whether they truncate HMAC-SHA-256 to 96 bits
 */
record LinuxKernels(
    Supplier<LinuxKernel> xfrm, Supplier<LinuxKernel> pfkey, boolean sha256With96Bits) {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.DAEMON);

  /**
   * Those of this host.
   *
   * @param pid of this process
   * @param sha256With96Bits whether HMAC-SHA-256 is truncated to 96 bits
   */
  static LinuxKernels ofHost(int pid, boolean sha256With96Bits) {
    return new LinuxKernels(
        () -> XfrmKernel.open(pid, sha256With96Bits),
        () -> AfKeyKernel.open(pid, sha256With96Bits),
        sha256With96Bits);
  }

  /**
   * Opens the one that was asked for.
   *
   * @throws SadbException if it cannot be used; the message has a remedy
   */
  LinuxKernel open(Options.Backend asked) {
    LinuxKernel kernel =
        switch (asked) {
          case XFRM -> xfrm.get();
          case PFKEY -> pfkey.get();
          case AUTO -> open();
          case MEMORY -> throw new IllegalArgumentException("not of a kernel");
        };
    if (sha256With96Bits) {
      LOG.warn(DaemonMessage.SHORT_SHA256.text());
    }
    return kernel;
  }

  /** XFRM, which does more and will be there longer, or else PF_KEY. */
  private LinuxKernel open() {
    SadbException lack;
    try {
      return xfrm.get();
    } catch (SadbException e) {
      lack = e;
    }
    try {
      LinuxKernel kernel = pfkey.get();
      LOG.warn(DaemonMessage.USING_PF_KEY.with(String.valueOf(lack.getMessage())));
      return kernel;
    } catch (SadbException e) {
      throw new SadbException(
          DaemonMessage.NO_KERNEL.with(
              String.valueOf(lack.getMessage()), String.valueOf(e.getMessage())),
          lack.errno() == Errno.EPERM.code() ? lack.errno() : e.errno());
    }
  }
}
