package org.manualkey.sadb;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Message;

/**
 * What a database would refuse whatever it holds, known before it is asked. Judging changes
 * nothing; any thread may do it.
 */
@FunctionalInterface
public interface Judge {
  /** Why a request would be refused by any database of this kind, or null. */
  @Nullable Refusal judge(Message request);

  /**
   * The same, with the addresses and the algorithms that this host has now: for the many requests
   * of one text.
   */
  default Judge now() {
    return this;
  }

  /** Whether it refuses whatever another one refuses. */
  default boolean covers(Judge other) {
    return equals(other);
  }
}
