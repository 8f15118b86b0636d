package org.manualkey.sa;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SocketAddress;

/** Which direction an SA gets whose ADD names none. May be asked by any thread. */
@FunctionalInterface
public interface Directions {
  /** For databases that have no directions, or do not report them. */
  Directions UNKNOWN = (source, destination) -> null;

  /** The direction of a new SA between these addresses, or null when it is not known. */
  @Nullable Given between(SocketAddress source, SocketAddress destination);

  /** What this says now, for who asks often and wants it all by the same addresses. */
  default Directions now() {
    return this;
  }

  /**
   * A direction that follows from addresses.
   *
   * @param flags {@link SaFlag#INBOUND}, {@link SaFlag#OUTBOUND} or both: what the SA shows
   * @param bothWays whether it is used both ways, which SAs to this host do not always show
   */
  record Given(int flags, boolean bothWays) {}
}
