package org.manualkey.secret;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The slots of one length, in pages. A mapping for each key would take a system page and three
 * system calls; so keys of a length share {@link Page pages}, and what a key leaves is zeros that
 * the next one takes. Threads may take and give at the same time.
 */
final class Slots {
  /** Up to this length, slots are multiples of eight octets, as keys are. */
  private static final int FINE = 64;

  /** Up to this length, which is that of the longest key of RFC 2367, they are powers of two. */
  private static final int COARSE = 8192;

  private static final Slots[] BY_LENGTH = all();

  private final int length;

  /** The page that slots are taken from. */
  private @Nullable Page current;

  /** Others with free slots. They are kept by their keys alone: without any, a page can go. */
  private final Deque<WeakReference<Page>> others = new ArrayDeque<>();

  private Slots(int length) {
    this.length = length;
  }

  private static Slots[] all() {
    Slots[] all = new Slots[index(COARSE) + 1];
    for (int i = 0; i < all.length; i++) {
      int fine = FINE / Long.BYTES;
      all[i] = new Slots(i < fine ? (i + 1) * Long.BYTES : FINE << (i - fine + 1));
    }
    return all;
  }

  private static int index(int length) {
    return length <= FINE
        ? Math.max(0, (length - 1) / Long.BYTES)
        : FINE / Long.BYTES
            - 1
            + (Integer.SIZE - Integer.numberOfLeadingZeros((length - 1) / FINE));
  }

  /** The slots for keys of a length in octets. */
  static Slots of(int length) {
    return length <= COARSE ? BY_LENGTH[index(length)] : new Slots(length);
  }

  /** A key of zeros in a free slot. */
  synchronized KeyMaterial take(int octets) {
    Page page = current;
    if (page == null || !page.hasRoom()) {
      page = nextPage();
      current = page;
    }
    return new KeyMaterial(page, page.take() * length, octets);
  }

  private Page nextPage() {
    for (WeakReference<Page> next = others.poll(); next != null; next = others.poll()) {
      Page page = next.get();
      if (page != null) {
        return page;
      }
    }
    return new Page(this, length);
  }

  /** Takes back a slot, whose octets are zero again. */
  synchronized void give(Page page, int offset) {
    if (!page.hasRoom() && page != current) {
      remember(page);
    }
    page.give(offset / length);
  }

  /** Without memory for that, its free slots are lost until its last key is gone. */
  private void remember(Page page) {
    try {
      others.add(new WeakReference<>(page));
    } catch (OutOfMemoryError e) {
      // A key must be wiped in any case.
    }
  }
}
