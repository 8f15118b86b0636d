package org.manualkey.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Errno;
import org.manualkey.sadb.Capabilities;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.linux.LinuxKernel;
import org.manualkey.sadb.linux.afkey.AfKeyCapabilities;
import org.manualkey.sadb.linux.afkey.AfKeyKernel;
import org.manualkey.sadb.linux.xfrm.XfrmCapabilities;
import org.manualkey.sadb.linux.xfrm.XfrmKernel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two interfaces to the SAs of a Linux kernel.
 *
 * @param pid of this process
 * @param sha256With96Bits whether HMAC-SHA-256 is truncated to 96 bits
 */
record LinuxKernels(int pid, boolean sha256With96Bits) {
  static final String XFRM = "xfrm";
  static final String PFKEY = "pfkey";

  /** Is there while the module is loaded; one line for each socket. */
  static final Path PF_KEY_SOCKETS = Path.of("/proc/net/pfkey");

  private static final Path NETLINK_SOCKETS = Path.of("/proc/net/netlink");
  private static final Logger LOG = LoggerFactory.getLogger("manual-key.daemon");

  /**
   * Opens the one that was asked for.
   *
   * @throws SadbException if it cannot be used; the message has a remedy
   */
  LinuxKernel open(Options.Backend asked) {
    return switch (asked) {
      case XFRM -> XfrmKernel.open(pid, sha256With96Bits);
      case PFKEY -> AfKeyKernel.open(pid, sha256With96Bits);
      case AUTO -> open();
      case MEMORY -> throw new IllegalArgumentException("not of a kernel");
    };
  }

  /** XFRM, which does more and will be there longer, or else PF_KEY. */
  private LinuxKernel open() {
    SadbException lack;
    try {
      return XfrmKernel.open(pid, sha256With96Bits);
    } catch (SadbException e) {
      lack = e;
    }
    try {
      LinuxKernel kernel = AfKeyKernel.open(pid, sha256With96Bits);
      LOG.warn(DaemonMessage.USING_PF_KEY.with(String.valueOf(lack.getMessage())));
      return kernel;
    } catch (SadbException e) {
      throw new SadbException(
          DaemonMessage.NO_KERNEL.with(
              String.valueOf(lack.getMessage()), String.valueOf(e.getMessage())),
          lack.errno() == Errno.EPERM.code() ? lack.errno() : e.errno());
    }
  }

  /** The table of a back end; null: it is not one of Linux. */
  static @Nullable Capabilities table(String backEnd, boolean sha256With96Bits) {
    return switch (backEnd) {
      case XFRM -> XfrmCapabilities.table(sha256With96Bits);
      case PFKEY -> AfKeyCapabilities.table(sha256With96Bits);
      default -> null;
    };
  }

  /**
   * The name of the one that a daemon would choose here, as far as every user can see: XFRM, unless
   * only the module of PF_KEY is loaded.
   */
  static String expected() {
    return Files.exists(PF_KEY_SOCKETS) && !hasXfrm() ? PFKEY : XFRM;
  }

  /** Whether the kernel has its own socket of XFRM: the protocol 6 and the port 0. */
  private static boolean hasXfrm() {
    try (Stream<String> lines = Files.lines(NETLINK_SOCKETS)) {
      return lines.anyMatch(line -> line.matches("\\S+\\s+6\\s+0\\s.*"));
    } catch (IOException e) {
      return true;
    }
  }
}
