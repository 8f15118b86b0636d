package org.manualkey.sa;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.XfrmSettings;

/**
 * One SA as a value (RFC 4301, section 4.4.2.1), as an ADD asks for it or as a GET or DUMP shows
 * it.
 *
 * <p>Two of them are compared by what they mean ({@link #isSame}), not by {@code equals}: what a
 * database computes (flags of use, of tunnels and of kinds of ciphers, prefixes of outer addresses,
 * the protocol around a tunnel) and what no request sets (counters, when the SA was added) does not
 * count.
 *
 * <p>It holds the keys of the message that it comes from, not copies; whoever owns that message
 * wipes them.
 *
 * @param id which SA it is
 * @param sa SPI, replay window, state, algorithms and flags
 * @param outer its ends
 * @param inner the ends inside of its tunnel; null: transport, or a tunnel that shows none
 * @param natt the ends of its UDP encapsulation
 * @param keys its keys
 * @param lifetimes its limits
 * @param current its counters; null in an ADD
 * @param identities who its ends are
 * @param cookie which key management made it; null: none is named
 * @param pairSpi SPI of the other half of its pair; 0: none
 * @param replayValue where its replay counter stands, 64 bits; 0: at the start
 * @param others what else was said, of which this program knows nothing more
 */
public record SecurityAssociation(
    SaId id,
    Sa sa,
    Ends outer,
    @Nullable Ends inner,
    Natt natt,
    Keys keys,
    Lifetimes lifetimes,
    @Nullable Lifetime current,
    Identities identities,
    @Nullable KmCookie cookie,
    int pairSpi,
    long replayValue,
    List<Extension> others) {
  /** What a database sets by itself, or what follows from the other extensions. */
  private static final int COMPUTED_FLAGS =
      Direction.FLAGS
          | SaFlag.USED.bit()
          | SaFlag.UNIQUE.bit()
          | SaFlag.PFS.bit()
          | SaFlag.KRES1.bit()
          | SaFlag.KRES2.bit()
          | SaFlag.PAIRED.bit()
          | SaFlag.TUNNEL.bit()
          | SaFlag.EALG1.bit()
          | SaFlag.EALG2.bit()
          | SaFlag.NATT_LOC.bit()
          | SaFlag.NATT_REM.bit();

  /** What a kernel sets by itself and refuses in an ADD. A pair has an extension of its own. */
  private static final int KERNEL_FLAGS =
      SaFlag.USED.bit()
          | SaFlag.UNIQUE.bit()
          | SaFlag.PFS.bit()
          | SaFlag.KRES1.bit()
          | SaFlag.KRES2.bit()
          | SaFlag.PAIRED.bit();

  /** What an ADD asks for; null when it does not name an SA with both ends. */
  public static @Nullable SecurityAssociation requested(Message add) {
    return new SaReader(add).read(false);
  }

  /** What a GET or a DUMP shows; null when it does not name an SA with both ends. */
  public static @Nullable SecurityAssociation shown(Message reply) {
    return new SaReader(reply).read(true);
  }

  /** Its SA type. */
  public SaType type() {
    return SaType.of(id.type());
  }

  /** Larval SAs belong to a negotiation that is lost anyway; dead ones are on their way out. */
  public boolean isLive() {
    return switch (sa.state()) {
      case MATURE, DYING, ACTIVE_ELSEWHERE, IDLE -> true;
      case LARVAL, DEAD, ACTIVE, UNKNOWN -> false;
    };
  }

  /** Whether it is in tunnel mode: it has inner ends, or shows so without them. */
  public boolean isTunnel() {
    return inner != null || sa.has(SaFlag.TUNNEL);
  }

  /**
   * The flags that it has and that follow from nothing else, neither from what a database does with
   * it nor from its other parts.
   */
  public int flagsOfItsOwn() {
    return sa.flags() & ~COMPUTED_FLAGS;
  }

  /**
   * The other half of its pair, which has the ends the other way round; null when there is none.
   */
  public @Nullable SaId partner() {
    SaId partner = pairSpi == 0 ? null : SaId.of(type(), pairSpi, outer.source().socketAddress());
    return partner == null ? null : partner.withMark(id.mark());
  }

  /** What XFRM alone has of it. */
  public XfrmSettings settings() {
    for (Extension other : others) {
      if (other instanceof XfrmSettings settings) {
        return settings;
      }
    }
    return XfrmSettings.NONE;
  }

  /** Whether nothing else was said of it than what this program knows. */
  public boolean hasOnlySettings() {
    for (Extension other : others) {
      if (!(other instanceof XfrmSettings)) {
        return false;
      }
    }
    return true;
  }

  // ---- direction

  /**
   * The flag of the one direction that a kernel takes it for, or is to take it for: where an ADD
   * names exactly one. 0: any.
   */
  public int oneWay() {
    int flags = settings().direction();
    if (flags == 0 && current == null) {
      flags = namedDirection();
    }
    return flags == Direction.FLAGS ? 0 : flags;
  }

  /** The flags of directions that are named. */
  public int namedDirection() {
    return sa.flags() & Direction.FLAGS;
  }

  /**
   * The flags of its direction: those named, else those that follow from its ends.
   *
   * @param unknown when neither is known
   */
  public int direction(Directions directions, int unknown) {
    int named = namedDirection();
    if (named != 0) {
      return named;
    }
    Directions.Given given = givenDirection(directions);
    return given == null ? unknown : given.flags();
  }

  /** The direction that follows from its ends; null: unknown. */
  public Directions.@Nullable Given givenDirection(Directions directions) {
    return directions.between(outer.source().socketAddress(), outer.destination().socketAddress());
  }

  /** Whether it is used both ways, which an SA to this host does not always show. */
  public boolean isBothWays(Directions directions) {
    Directions.Given given = givenDirection(directions);
    return direction(directions, 0) == Direction.FLAGS || (given != null && given.bothWays());
  }

  // ---- comparison

  /**
   * Whether this SA, as it is there, is the same as another one, as it is wanted; lifetimes and
   * counters aside. A replay counter goes on by itself: one that has come as far as is wanted, or
   * further, is no difference.
   *
   * @param directions of the database; an unknown direction is no difference
   */
  public boolean isSame(SecurityAssociation other, Directions directions) {
    return pairSpi == other.pairSpi && difference(other, directions) == null;
  }

  /**
   * In which part another SA differs, its pair, lifetimes and counters aside; null: in none. Keys
   * are looked at last.
   *
   * @param directions of the database; an unknown direction is no difference
   */
  public @Nullable Part difference(SecurityAssociation other, Directions directions) {
    return new Comparison(this, other, directions).difference();
  }

  // ---- to an ADD again

  /**
   * The state that an ADD asks for to bring it again. SAs are added mature, or held by another
   * node; one on its way to or from there starts anew.
   */
  public SaState restoredState() {
    return restoredState(sa);
  }

  /** The same for an SA of which no more is known. */
  public static SaState restoredState(Sa sa) {
    return sa.state() == SaState.ACTIVE_ELSEWHERE ? SaState.ACTIVE_ELSEWHERE : SaState.MATURE;
  }

  /**
   * The flags that an ADD asks for to bring it again: all that an ADD may carry, without {@link
   * SaFlag#PAIRED}, and with a direction only where its ends do not lead to it.
   *
   * <p>A direction that they lead to is better not named, for it says less than they do: an SA from
   * an unspecified source to this host is used both ways, yet shows {@link SaFlag#INBOUND} alone.
   * Only a half of a pair never is used both ways.
   */
  public int restoredFlags(Directions directions) {
    int flags = sa.flags() & ~KERNEL_FLAGS;
    Directions.Given given = givenDirection(directions);
    boolean follows =
        given != null
            && given.flags() == (flags & Direction.FLAGS)
            && !(given.bothWays() && sa.has(SaFlag.PAIRED));
    return follows ? flags & ~Direction.FLAGS : flags;
  }

  /**
   * What an ADD asks for that brings it again, as far as an ADD can say it: counters start anew.
   * Its keys stay in their form.
   *
   * @param directions of the database
   * @param paired whether to pair it: its other half must be there
   */
  public SecurityAssociation asAdded(Directions directions, boolean paired) {
    int flags = restoredFlags(directions);
    List<Extension> asked = others;
    if (current != null && settings().direction() == 0 && isOneFlag(flags)) {
      // What it shows was worked out, perhaps from addresses that this host has no more.
      asked = new ArrayList<>(others);
      asked.removeIf(each -> each instanceof XfrmSettings);
      asked.add(settings().withDirection(Direction.FLAGS));
    }
    return new SecurityAssociation(
        id,
        sa.withState(restoredState()).withFlags(flags),
        outer,
        inner,
        natt,
        keys,
        lifetimes,
        null,
        identities,
        cookie,
        paired ? pairSpi : 0,
        replayValue,
        asked);
  }

  /**
   * The ADD that brings it again, as far as an ADD can say it: counters start anew. Its keys are
   * copies where their form in an ADD is another one ({@link #wipeCopies}).
   *
   * @param header of the ADD
   * @param directions of the database
   * @param paired whether to pair it: its other half must be there
   */
  public Message toAdd(Header header, Directions directions, boolean paired) {
    return new SaWriter(asAdded(directions, paired)).request(header);
  }

  /** Overwrites the copies of its keys that an ADD brings: its own may be needed again. */
  public void wipeCopies(Message add) {
    wipeCopy(add.key(Key.Kind.AUTH), keys.auth());
    wipeCopy(add.key(Key.Kind.ENCRYPT), keys.encrypt());
  }

  @SuppressWarnings("ReferenceEquality") // an equal key is a copy, the same one is not
  private static void wipeCopy(@Nullable Key copy, @Nullable Key original) {
    if (copy != null && copy != original) {
      copy.material().wipe();
    }
  }

  private static boolean isOneFlag(int flags) {
    int named = flags & Direction.FLAGS;
    return named != 0 && named != Direction.FLAGS;
  }

  /**
   * The message that shows it, as a GET or DUMP of illumos does ({@code sadb_sa2msg()}).
   *
   * @param header of the message
   */
  public Message toReply(Header header) {
    return new SaWriter(this).reply(header);
  }

  /** The same with other flags. */
  public SecurityAssociation withFlags(int flags) {
    return with(sa.withFlags(flags), inner, natt, keys, lifetimes, cookie);
  }

  /** The same with other lifetimes. */
  public SecurityAssociation withLifetimes(Lifetimes changed) {
    return with(sa, inner, natt, keys, changed, cookie);
  }

  /** The same with other lifetimes and another UDP encapsulation. */
  public SecurityAssociation with(Lifetimes changed, Natt encapsulation) {
    return changed.equals(lifetimes) && encapsulation.equals(natt)
        ? this
        : with(sa, inner, encapsulation, keys, changed, cookie);
  }

  /** The same with other keys. */
  public SecurityAssociation withKeys(Keys changed) {
    return with(sa, inner, natt, changed, lifetimes, cookie);
  }

  /** The same as another key management made it. */
  public SecurityAssociation withCookie(@Nullable KmCookie changed) {
    return Objects.equals(cookie, changed) ? this : with(sa, inner, natt, keys, lifetimes, changed);
  }

  /** The same as a tunnel with other inner ends. */
  public SecurityAssociation withInner(Ends changed) {
    return with(sa, changed, natt, keys, lifetimes, cookie);
  }

  private SecurityAssociation with(
      Sa newSa,
      @Nullable Ends newInner,
      Natt newNatt,
      Keys newKeys,
      Lifetimes newLifetimes,
      @Nullable KmCookie newCookie) {
    return new SecurityAssociation(
        id,
        newSa,
        outer,
        newInner,
        newNatt,
        newKeys,
        newLifetimes,
        current,
        identities,
        newCookie,
        pairSpi,
        replayValue,
        others);
  }

  /** Which SA it is; keys stay out of it by their own types. */
  @Override
  public String toString() {
    return id.toString();
  }
}
