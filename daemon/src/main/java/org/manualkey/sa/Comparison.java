package org.manualkey.sa;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.XfrmSettings;

/**
 * An SA that is there and one that is wanted, by what they mean: their pairs, lifetimes and
 * counters aside. A replay counter goes on by itself: one that has come as far as is wanted, or
 * further, is no difference.
 *
 * @param directions of the database; an unknown direction is no difference
 */
record Comparison(SecurityAssociation there, SecurityAssociation wanted, Directions directions) {
  /** In which part they differ; null: in none. Keys are looked at last. */
  @Nullable Part difference() {
    if (!there.id().equals(wanted.id())) {
      return Part.ID;
    }
    if (there.sa().auth() != wanted.sa().auth() || there.sa().encrypt() != wanted.sa().encrypt()) {
      return Part.ALGORITHMS;
    }
    Part ofEnds = differenceOfEnds();
    if (ofEnds != null) {
      return ofEnds;
    }
    Part ofSettings = differenceOfSettings();
    if (ofSettings != null) {
      return ofSettings;
    }
    return there.keys().isSame(wanted.keys(), there.sa().encrypt()) ? null : Part.KEYS;
  }

  private @Nullable Part differenceOfEnds() {
    boolean bothShowInner = (there.inner() == null) == (wanted.inner() == null);
    if (there.isTunnel() != wanted.isTunnel() || !bothShowInner) {
      return Part.TUNNEL;
    }
    if (!haveSameEnds()) {
      return Part.ENDS;
    }
    if (!isSameDirection(there, wanted.namedDirection(), wanted.oneWay(), directions)) {
      return Part.DIRECTION;
    }
    return there.natt().isSame(wanted.natt()) ? null : Part.NATT;
  }

  /**
   * Whether an SA has the directions that another one with its ends is wanted with.
   *
   * @param named flags of those that are named
   * @param oneWay flag of the only one; 0: any
   */
  static boolean isSameDirection(
      SecurityAssociation there, int named, int oneWay, Directions directions) {
    // Not every kernel takes an SA for one direction only, and not every way to load it says so.
    if (there.oneWay() != 0 && there.oneWay() != oneWay) {
      return false;
    }
    int shown = there.namedDirection();
    if (shown == named) {
      return true;
    }
    Directions.Given given = there.givenDirection(directions);
    int unnamed = given == null ? shown | named : given.flags();
    return (shown == 0 ? unnamed : shown) == (named == 0 ? unnamed : named);
  }

  /** Of two tunnels or two transports. */
  private boolean haveSameEnds() {
    Ends inner = there.inner();
    Ends innerWanted = wanted.inner();
    return (inner == null || innerWanted == null)
        ? there.outer().isSameTransport(wanted.outer())
        : there.outer().isSameTunnel(wanted.outer()) && inner.isSameSelector(innerWanted);
  }

  private @Nullable Part differenceOfSettings() {
    if (!isSameWindow(there, wanted.sa().replay())) {
      return Part.REPLAY_WINDOW;
    }
    if (!haveSameSettings()) {
      return Part.SETTINGS;
    }
    if (there.restoredState() != wanted.restoredState()) {
      return Part.STATE;
    }
    if (there.flagsOfItsOwn() != wanted.flagsOfItsOwn()) {
      return Part.FLAGS;
    }
    if (Long.compareUnsigned(there.replayValue(), wanted.replayValue()) < 0) {
      return Part.REPLAY_VALUE;
    }
    if (!there.identities().isSame(wanted.identities())) {
      return Part.IDENTITIES;
    }
    return Objects.equals(there.cookie(), wanted.cookie()) ? null : Part.COOKIE;
  }

  private boolean haveSameSettings() {
    XfrmSettings settings = there.settings();
    XfrmSettings others = wanted.settings();
    return settings.requestId() == others.requestId()
        && settings.interfaceId() == others.interfaceId()
        && settings.longNumbers() == others.longNumbers()
        && CheckBits.isSame(settings, others.checkBits(), there.sa().auth());
  }

  /**
   * Whether an SA has the replay window that another one with its ends is wanted with. There is
   * none where many senders share no counter.
   */
  static boolean isSameWindow(SecurityAssociation there, int wanted) {
    // A kernel that takes an SA for outbound alone keeps no window of it.
    return there.settings().direction() == SaFlag.OUTBOUND.bit()
        || there.sa().replay() == wanted
        || Ends.isUnspecified(there.outer().source());
  }
}
