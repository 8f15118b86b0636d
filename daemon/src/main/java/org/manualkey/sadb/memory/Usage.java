package org.manualkey.sadb.memory;

/** What an SA was used for; those that never were have none. */
final class Usage {
  /** Seconds since 1970. */
  private final long firstUse;

  private final int firstUsedAt;
  private int lastUsedAt;
  private long octets;

  /** Of the first use, now. */
  Usage(Time time) {
    firstUse = time.epochSeconds();
    firstUsedAt = time.startOfLimit();
    lastUsedAt = time.seconds();
  }

  private Usage(Usage original) {
    firstUse = original.firstUse;
    firstUsedAt = original.firstUsedAt;
    lastUsedAt = original.lastUsedAt;
    octets = original.octets;
  }

  Usage copy() {
    return new Usage(this);
  }

  /** Seconds since 1970. */
  long firstUse() {
    return firstUse;
  }

  /** From when limits of use time count, in seconds of {@link Time}. */
  int firstUsedAt() {
    return firstUsedAt;
  }

  /** In seconds of {@link Time}. */
  int lastUsedAt() {
    return lastUsedAt;
  }

  long octets() {
    return octets;
  }

  void usedAt(int second) {
    lastUsedAt = second;
  }

  void octets(long all) {
    octets = all;
  }
}
