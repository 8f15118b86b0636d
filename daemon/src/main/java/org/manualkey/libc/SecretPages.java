package org.manualkey.libc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Memory for secrets: outside the heap, where no collector copies it, kept out of swap space and of
 * core dumps where the system allows that, and overwritten before it is given back.
 *
 * <p>As the heap is, it is one for the process: keys pass from one room to another, and it is the
 * memory of the process that is locked and searched, not that of an object.
 */
@SuppressWarnings("restricted") // this package is allowed to leave Java
public final class SecretPages {
  private static final Platform.Memory NUMBERS = Platform.HOST.memory();

  private static final AtomicBoolean UNLOCKED = new AtomicBoolean();
  private static volatile Runnable report = () -> {};

  private SecretPages() {}

  /**
   * Has it reported, once, that memory for secrets could not be locked, which may take a privilege
   * or a limit: it may be written to swap space.
   */
  public static void whenUnlocked(Runnable said) {
    report = said;
    if (UNLOCKED.get()) {
      said.run();
    }
  }

  /**
   * Maps memory, which the end of an arena overwrites and unmaps; mmap(2), mlock(2), madvise(2).
   *
   * @param length in octets, more than 0
   * @return octets of zero, which begin at a page of the system
   * @throws OutOfMemoryError if there is none
   */
  public static MemorySegment map(long length, Arena arena) {
    long address;
    try {
      address =
          PlainCalls.MMAP.pointer(
              0,
              length,
              NUMBERS.protRead() | NUMBERS.protWrite(),
              NUMBERS.mapPrivate() | NUMBERS.mapAnonymous(),
              -1,
              0);
    } catch (ErrnoException e) {
      throw outOfMemory(length, e);
    }
    MemorySegment octets =
        MemorySegment.ofAddress(address).reinterpret(length, arena, SecretPages::unmap);
    boolean _ = advise(octets, NUMBERS.dontDump());
    boolean _ = advise(octets, NUMBERS.dontFork());
    if (!lock(octets) && !UNLOCKED.getAndSet(true)) {
      report.run();
    }
    return octets;
  }

  private static OutOfMemoryError outOfMemory(long length, ErrnoException cause) {
    OutOfMemoryError failure = new OutOfMemoryError("cannot map " + length + " octets for secrets");
    failure.initCause(cause);
    return failure;
  }

  private static boolean lock(MemorySegment octets) {
    try {
      PlainCalls.MLOCK.call(octets.address(), octets.byteSize(), 0);
      return true;
    } catch (ErrnoException e) {
      return false;
    }
  }

  /** A kernel that does not know an advice does without it. */
  private static boolean advise(MemorySegment octets, OptionalInt advice) {
    if (advice.isEmpty()) {
      return false;
    }
    try {
      PlainCalls.MADVISE.call(octets.address(), octets.byteSize(), advice.getAsInt());
      return true;
    } catch (ErrnoException e) {
      return false;
    }
  }

  private static void unmap(MemorySegment octets) {
    octets.fill((byte) 0);
    try {
      PlainCalls.MUNMAP.call(octets.address(), octets.byteSize(), 0);
    } catch (ErrnoException e) {
      throw new IllegalStateException(e); // these are pages of ours
    }
  }
}
