package org.manualkey.server;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What the process holds: threads that serve clients, and descriptors. */
final class Resources {
  private static final long PATIENCE_NANOS = 20_000_000_000L;

  private Resources() {}

  static long clientThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("client"))
        .count();
  }

  /** What open descriptors lead to, without those of the virtual machine that come and go. */
  static List<String> descriptors() {
    List<String> targets = new ArrayList<>();
    String[] numbers = new File("/proc/self/fd").list();
    for (String number : numbers == null ? new String[0] : numbers) {
      try {
        String target = Files.readSymbolicLink(Path.of("/proc/self/fd", number)).toString();
        if (!target.contains("/proc/") && !target.endsWith(".jar") && !target.endsWith(".so")) {
          targets.add(target);
        }
      } catch (IOException e) {
        // the descriptor that listed the directory
      }
    }
    return targets;
  }

  /** Waits for a condition that other threads bring about; false when it does not come. */
  static boolean becomes(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(1_000_000);
    }
    return true;
  }
}
