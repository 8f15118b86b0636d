package org.manualkey.sadb;

/** What is left of the heap of this process. */
public final class FreeHeap {
  private FreeHeap() {}

  /** Whether so many octets are free, after a collection where that is needed. */
  public static boolean has(long octets) {
    if (octets <= octets()) {
      return true;
    }
    System.gc(); // what is garbage counts as taken before
    return octets <= octets();
  }

  /** How many octets are free, garbage left aside. */
  public static long octets() {
    Runtime heap = Runtime.getRuntime();
    return heap.maxMemory() - heap.totalMemory() + heap.freeMemory();
  }
}
