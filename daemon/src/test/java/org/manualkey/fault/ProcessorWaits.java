package org.manualkey.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long the threads of a process, and of this one that watches it, were ready to run but had no
 * processor: on a busy machine most of what looks like slowness. The kernel counts it for each
 * thread (Linux, Documentation/scheduler/sched-stats.rst); where it does not, this is zero.
 */
final class ProcessorWaits {
  private final List<Path> processes;
  private final Map<String, Long> before;

  /** The newest of each thread, of those that have ended as well. */
  private final Map<String, Long> now;

  /** Counts from now on. */
  ProcessorWaits(long pid) {
    processes = List.of(Path.of("/proc/" + pid), Path.of("/proc/self"));
    before = read();
    now = new HashMap<>(before);
  }

  /** Looks at the counters: those of a thread are gone when it has ended. */
  void look() {
    now.putAll(read());
  }

  /** What was counted up to the last look. */
  long nanos() {
    return now.entrySet().stream()
        .mapToLong(entry -> entry.getValue() - before.getOrDefault(entry.getKey(), 0L))
        .sum();
  }

  private Map<String, Long> read() {
    Map<String, Long> waits = new HashMap<>();
    for (Path process : processes) {
      String[] threads = process.resolve("task").toFile().list();
      for (String thread : threads == null ? new String[0] : threads) {
        Path counters = process.resolve("task/" + thread + "/schedstat");
        try {
          waits.put(
              counters.toString(), Long.valueOf(Files.readString(counters).split(" ", -1)[1]));
        } catch (IOException | IndexOutOfBoundsException e) {
          // the thread has ended
        }
      }
    }
    return waits;
  }
}
