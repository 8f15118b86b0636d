package org.manualkey.sa;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SocketAddress;

/**
 * What an ADD must say so that the SA of a dump is there again, as far as an ADD can say it.
 *
 * <p>Whoever puts SAs back, as requests or as commands, asks this for each SA in the order of the
 * dump: state, flags and pairs are not simply those that the dump tells. Keys are, but for {@link
 * KeyForm#asAdded}.
 *
 * <p>Not for concurrent use: it remembers which halves of pairs were put back.
 */
public final class Readding {
  private static final int DIRECTION = SaFlag.INBOUND.bit() | SaFlag.OUTBOUND.bit();

  /** What a kernel sets by itself and refuses in an ADD. A pair is told by its own extension. */
  private static final int KERNEL_FLAGS =
      SaFlag.USED.bit()
          | SaFlag.UNIQUE.bit()
          | SaFlag.PFS.bit()
          | SaFlag.KRES1.bit()
          | SaFlag.KRES2.bit()
          | SaFlag.PAIRED.bit();

  private final Directions directions;
  private final Set<Half> halves = new HashSet<>();

  /** How SAs are put back into a database with these directions. */
  public Readding(Directions directions) {
    this.directions = directions.now();
  }

  /** One half of a pair; the other half has the addresses the other way round. */
  private record Half(SaType type, int spi, SocketAddress source, SocketAddress destination) {}

  /**
   * The state to ask for. SAs are added mature, or held by another node; one on its way to or from
   * there starts anew.
   */
  public static SaState state(Sa dumped) {
    return dumped.state() == SaState.ACTIVE_ELSEWHERE ? SaState.ACTIVE_ELSEWHERE : SaState.MATURE;
  }

  /**
   * The flags to ask for: all that an ADD may carry, without {@link SaFlag#PAIRED}, and with a
   * direction only where the addresses do not lead to it.
   *
   * <p>A direction that they lead to is better not named, for it says less than they do: an SA from
   * an unspecified source to this host is used both ways, yet shows {@link SaFlag#INBOUND} alone.
   * Only a half of a pair never is used both ways.
   */
  public int flags(Message dumped, Sa sa) {
    int flags = sa.flags() & ~KERNEL_FLAGS;
    Directions.Given given = given(dumped);
    boolean follows =
        given != null
            && given.flags() == (flags & DIRECTION)
            && !(given.bothWays() && sa.has(SaFlag.PAIRED));
    return follows ? flags & ~DIRECTION : flags;
  }

  /** Whether it is known at all which direction the SA would get by its addresses. */
  public boolean knowsDirection(Message dumped) {
    return given(dumped) != null;
  }

  private Directions.@Nullable Given given(Message dumped) {
    Address source = dumped.source();
    Address destination = dumped.destination();
    return source == null || destination == null
        ? null
        : directions.between(source.socketAddress(), destination.socketAddress());
  }

  /** Whom to pair the SA with: the other half, once that is there. Null: nobody, or not yet. */
  public @Nullable Pair pair(Message dumped) {
    return dumped.find(ExtensionType.X_PAIR) instanceof Pair pair
            && halves.contains(half(dumped, pair.spi(), true))
        ? pair
        : null;
  }

  /** Remembers that an SA was put back: the other half of its pair can be paired with it. */
  public void isBack(Message dumped) {
    Sa sa = dumped.sa();
    if (sa != null && dumped.find(ExtensionType.X_PAIR) != null) {
      Half half = half(dumped, sa.spi(), false);
      if (half != null) {
        halves.add(half);
      }
    }
  }

  /** Without ports, which do not tell halves apart. */
  private static @Nullable Half half(Message dumped, int spi, boolean other) {
    Address source = dumped.source();
    Address destination = dumped.destination();
    if (source == null || destination == null) {
      return null;
    }
    SocketAddress from = source.socketAddress().withPort(0);
    SocketAddress to = destination.socketAddress().withPort(0);
    SaType type = dumped.header().saType();
    return other ? new Half(type, spi, to, from) : new Half(type, spi, from, to);
  }
}
