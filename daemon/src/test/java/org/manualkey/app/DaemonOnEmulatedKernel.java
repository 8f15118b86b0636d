package org.manualkey.app;

import java.nio.file.Path;
import java.util.Objects;
import org.manualkey.sadb.illumos.RemoteKernel;

/**
 * The whole daemon with the kernel of illumos that a {@link
 * org.manualkey.sadb.illumos.KernelServer} plays on the path in {@code EMULATED_KERNEL}. Its
 * arguments are those of {@code manual-keyd}.
 */
public final class DaemonOnEmulatedKernel {
  private DaemonOnEmulatedKernel() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    Path kernel = Path.of(Objects.requireNonNull(System.getenv("EMULATED_KERNEL")));
    ManualKeyd.run(arguments, new HostKernel(HostKernel.Name.ILLUMOS, new RemoteKernel(kernel)));
  }
}
