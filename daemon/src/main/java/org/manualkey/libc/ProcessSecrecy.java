package org.manualkey.libc;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Keeps the memory of this process from other processes of its user, and from the disk. */
public final class ProcessSecrecy {
  private static final Platform.Memory NUMBERS = Platform.HOST.memory();

  private ProcessSecrecy() {}

  /**
   * Makes this process undumpable: it leaves no core file, and only a process with CAP_SYS_PTRACE
   * reads its memory or attaches to it. The core limit is 0 as well, for programs that it starts,
   * and where a process cannot be undumpable: on illumos, where one without all privileges of this
   * process cannot attach to it anyway.
   *
   * @throws ErrnoException if the system does not know that
   */
  public static void begin() throws ErrnoException {
    if (NUMBERS.setDumpable().isPresent()) {
      PlainCalls.PRCTL.call(NUMBERS.setDumpable().getAsInt(), 0, 0);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment none = arena.allocate(JAVA_LONG, 2); // struct rlimit: soft and hard limit
      PlainCalls.SETRLIMIT.call(NUMBERS.limitOfCore(), none.address(), 0);
    }
  }
}
