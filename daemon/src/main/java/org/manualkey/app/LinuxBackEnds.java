package org.manualkey.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.manualkey.sadb.Capabilities;
import org.manualkey.sadb.linux.afkey.AfKeyCapabilities;
import org.manualkey.sadb.linux.xfrm.XfrmCapabilities;

/**
 * What is known of the back ends of Linux without opening one. It takes no logger: a check, which
 * has no log, would wait for Logback.
 */
final class LinuxBackEnds {
  static final String XFRM = "xfrm";
  static final String PFKEY = "pfkey";

  /** Is there while the module is loaded; one line for each socket. */
  static final Path PF_KEY_SOCKETS = Path.of("/proc/net/pfkey");

  private static final Path NETLINK_SOCKETS = Path.of("/proc/net/netlink");

  private LinuxBackEnds() {}

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
