package org.manualkey.sadb.memory;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.manualkey.sa.Direction;

/**
 * The SAs that are due some time, soonest first; of those due in the same second inbound ones
 * first. A binary heap whose elements know their places: every change takes logarithmic time.
 */
final class ExpiryQueue {
  /** The place of what is not in a queue. */
  static final int NOWHERE = -1;

  private static final int SMALLEST = 16;

  private @Nullable Aging[] heap = new @Nullable Aging[SMALLEST];
  private int size;

  /** When the first is due; {@link Time#NEVER} when none is. */
  int nextDue() {
    return size == 0 ? Time.NEVER : at(0).due();
  }

  /** The first, when it is due by then; null otherwise. It stays in the queue. */
  @Nullable Aging firstDue(int now) {
    return nextDue() <= now && size > 0 ? at(0) : null;
  }

  /** Puts it where it belongs by a new time, from wherever it was; removes it with NEVER. */
  void schedule(Aging aging, int due) {
    if (due == Time.NEVER) {
      remove(aging);
      return;
    }
    aging.due(due);
    if (aging.place() == NOWHERE) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, size + (size >> 1));
      }
      set(size, aging);
      size++;
    }
    settle(aging);
  }

  /** Removes it, if it is there. */
  void remove(Aging aging) {
    int place = aging.place();
    if (place == NOWHERE) {
      return;
    }
    aging.place(NOWHERE);
    size--;
    Aging last = at(size);
    heap[size] = null;
    if (last != aging) {
      set(place, last);
      settle(last);
    }
  }

  /** Removes all, and gives the memory back. */
  void clear() {
    for (int i = 0; i < size; i++) {
      at(i).place(NOWHERE);
    }
    heap = new @Nullable Aging[SMALLEST];
    size = 0;
  }

  private void settle(Aging aging) {
    rise(aging);
    sink(aging);
  }

  private void rise(Aging aging) {
    int place = aging.place();
    while (place > 0) {
      int above = (place - 1) / 2;
      if (!isSooner(aging, at(above))) {
        break;
      }
      set(place, at(above));
      place = above;
    }
    set(place, aging);
  }

  private void sink(Aging aging) {
    int place = aging.place();
    while (2 * place + 1 < size) {
      int below = 2 * place + 1;
      if (below + 1 < size && isSooner(at(below + 1), at(below))) {
        below++;
      }
      if (!isSooner(at(below), aging)) {
        break;
      }
      set(place, at(below));
      place = below;
    }
    set(place, aging);
  }

  private static boolean isSooner(Aging one, Aging other) {
    if (one.due() != other.due()) {
      return one.due() < other.due();
    }
    return one.sa().direction() == Direction.INBOUND
        && other.sa().direction() == Direction.OUTBOUND;
  }

  private Aging at(int place) {
    return Objects.requireNonNull(heap[place], "a heap has no holes");
  }

  private void set(int place, Aging aging) {
    heap[place] = aging;
    aging.place(place);
  }
}
