package org.manualkey.app;

import org.jspecify.annotations.Nullable;
import org.manualkey.sadb.illumos.IllumosSockets;

/**
 * The kernel of this host, whose database the daemon uses unless another one is asked for.
 *
 * @param name which one
 * @param illumos where the sockets of illumos come from; tests have others than those of the host
 */
record HostKernel(Name name, IllumosSockets illumos) {
  /** What differs between kernels. */
  enum Name {
    LINUX,
    ILLUMOS,
    /** Has no database that the daemon knows. */
    OTHER
  }

  /** The kernel on which this process runs. */
  static HostKernel ofHost() {
    return new HostKernel(named(System.getProperty("os.name")), IllumosSockets.ofHost());
  }

  /** By {@code os.name}. */
  static Name named(@Nullable String system) {
    return switch (system) {
      case "Linux" -> Name.LINUX;
      case "SunOS" -> Name.ILLUMOS;
      case null, default -> Name.OTHER;
    };
  }

  boolean isLinux() {
    return name == Name.LINUX;
  }

  boolean isIllumos() {
    return name == Name.ILLUMOS;
  }
}
