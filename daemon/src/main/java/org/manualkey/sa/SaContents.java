package org.manualkey.sa;

/**
 * What SAs of a key file contain, by keyed digests under a secret of their own: whether an SA that
 * is there is one of them, or another one with the identity of one of them. No key is in it, and 11
 * to 22 octets for each SA.
 *
 * <p>May be used by several threads.
 */
public final class SaContents {
  private static final int SMALLEST = 16;

  private final ContentsDigest digests = new ContentsDigest();

  /** Digests, each at its own place or at the next that was free; 0: free. A quarter is. */
  private long[] slots = new long[SMALLEST];

  private int size;

  /**
   * Adds an SA as it is wanted.
   *
   * @return its {@link #digest}
   */
  public synchronized long add(SecurityAssociation wanted) {
    long digest = digest(wanted);
    if (add(digest, slots)) {
      size++;
      if (size > slots.length - (slots.length >> 2)) {
        grow();
      }
    }
    return digest;
  }

  /**
   * Whether an SA that is there contains what is wanted of it. Its keys must not be overwritten
   * yet. True, if nothing is known of any SA.
   */
  public synchronized boolean has(SecurityAssociation there) {
    return size == 0 || slots[slot(digest(there), slots)] != 0;
  }

  /** From now on, nothing is known of any SA. */
  public synchronized void clear() {
    slots = new long[SMALLEST];
    size = 0;
  }

  /**
   * The digest of an SA, under the secret of these; never 0. Its keys must not be overwritten yet.
   * With the same digest, an SA that is there is the one that is wanted, but for what {@link
   * Undigested} has; two others have the same with a probability of 2<sup>-64</sup>, since nobody
   * knows the secret.
   */
  public synchronized long digest(SecurityAssociation sa) {
    long digest = digests.of(sa);
    return digest == 0 ? 1 : digest;
  }

  private static boolean add(long digest, long[] to) {
    int slot = slot(digest, to);
    boolean isNew = to[slot] == 0;
    to[slot] = digest;
    return isNew;
  }

  private static int slot(long digest, long[] in) {
    int slot = (int) digest & in.length - 1;
    while (in[slot] != 0 && in[slot] != digest) {
      slot = slot + 1 & in.length - 1;
    }
    return slot;
  }

  private void grow() {
    long[] larger = new long[Math.multiplyExact(slots.length, 2)];
    for (long digest : slots) {
      if (digest != 0) {
        add(digest, larger);
      }
    }
    slots = larger;
  }
}
