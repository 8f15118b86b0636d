package org.manualkey.sa;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Address;

/**
 * The ends of the UDP encapsulation of an SA (RFC 3948).
 *
 * @param local this side; null: not given
 * @param remote the other side; null: not given
 */
public record Natt(@Nullable Address local, @Nullable Address remote) {
  /** No encapsulation. */
  public static final Natt NONE = new Natt(null, null);

  boolean isSame(Natt other) {
    return isSame(local, other.local) && isSame(remote, other.remote);
  }

  private static boolean isSame(@Nullable Address one, @Nullable Address other) {
    if (one == null) {
      return other == null;
    }
    return other != null
        && one.socketAddress().port() == other.socketAddress().port()
        && Ends.isSameAddress(one.socketAddress(), other.socketAddress());
  }
}
