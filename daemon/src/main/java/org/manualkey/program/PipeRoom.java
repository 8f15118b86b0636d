package org.manualkey.program;

import java.util.function.LongConsumer;
import org.manualkey.sadb.FreeHeap;
import org.manualkey.sadb.NotEnoughMemoryException;
import org.manualkey.sadb.SadbMessage;

/**
 * Ends the reading of a pipe as soon as it is known that the heap has no room for its commands. Is
 * told how much was read.
 */
final class PipeRoom implements LongConsumer {
  private static final int MEBI = 20;

  /** A look at a heap that is nearly full costs a collection. */
  private static final long SMALLEST_STEP = 1 << MEBI;

  private final FileMemory memory;
  private long next = SMALLEST_STEP;

  PipeRoom(FileMemory memory) {
    this.memory = memory;
  }

  @Override
  public void accept(long length) {
    if (length < next) {
      return;
    }
    next = length + Math.max(SMALLEST_STEP, length / 8);
    long heap = memory.ofHeap(length);
    if (!FreeHeap.has(heap)) {
      throw new NotEnoughMemoryException(
          SadbMessage.PIPE_NEEDS_MEMORY.with(heap >> MEBI, FreeHeap.octets() >> MEBI));
    }
  }
}
