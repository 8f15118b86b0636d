package org.manualkey.sadb.rules;

import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaState;
import org.manualkey.sa.Direction;
import org.manualkey.sa.Lifetimes;
import org.manualkey.sa.SaId;

/** An SA that a database holds, as far as the rules look at it. */
public interface Held {
  /** Which SA it is. */
  SaId id();

  /** Its outer source. */
  IpAddress source();

  /** The table that it is in; a clone is in both. */
  Direction direction();

  /** Whether it is used both ways: a copy of it is in the other table, too. */
  boolean isCloned();

  /** The SA extension as a GET shows it. */
  Sa sa();

  /** Its state. */
  default SaState state() {
    return sa().state();
  }

  /** SPI of the other half of its pair; 0: none. */
  int pairSpi();

  /** Where its replay counter was set to; 0: never. */
  int replayValue();

  /** Its limits. */
  Lifetimes lifetimes();

  /** Which key management made it; null: none is named. */
  @Nullable KmCookie cookie();

  /** Whether a request with this source, or null for none, means this SA: 0 stands for any. */
  default boolean matchesSource(@Nullable IpAddress asked) {
    return asked == null
        || asked.isUnspecified()
        || source().isUnspecified()
        || source().equals(asked);
  }
}
