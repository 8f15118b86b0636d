package org.manualkey.secret;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import org.manualkey.libc.SecretPages;

/**
 * Where the pages of keys and texts come from. As the heap is, it is one for the process: keys pass
 * from one room to another, and it is the memory of the process that is locked and searched, not
 * that of an object.
 */
public final class SecretMemory {
  private static final AtomicBoolean UNLOCKED = new AtomicBoolean();
  private static volatile Runnable report = () -> {};

  private SecretMemory() {}

  /**
   * Has it reported, once, that memory for secrets could not be locked: it may be written to swap
   * space.
   */
  public static void whenUnlocked(Runnable said) {
    report = said;
    if (UNLOCKED.get()) {
      said.run();
    }
  }

  /**
   * Memory that lives as long as its arena.
   *
   * @throws OutOfMemoryError if there is none
   */
  static MemorySegment map(long length, Arena arena) {
    SecretPages.Mapped mapped = SecretPages.map(length, arena);
    if (!mapped.locked() && !UNLOCKED.getAndSet(true)) {
      report.run();
    }
    return mapped.octets();
  }
}
