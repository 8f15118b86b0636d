package org.manualkey.sadb.illumos;

import java.time.Duration;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.ForwardingSadb;

/** A session over a kernel that is played for it alone, and ends with it. */
final class KernelAndSadb extends ForwardingSadb {
  private final EmulatedKernel kernel;

  private KernelAndSadb(EmulatedKernel kernel) {
    super(
        IllumosSadb.open(
            kernel, AlgorithmsFile.builtIn(), new Host(), Draft.PID, Duration.ofSeconds(30)));
    this.kernel = kernel;
  }

  static KernelAndSadb open() {
    return new KernelAndSadb(new EmulatedKernel(new Host()));
  }

  @Override
  public void close() {
    super.close();
    kernel.close();
  }
}
