package org.manualkey.sadb.linux;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.Direction;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.rules.Holdings;

/**
 * What is known beside the kernel of the SAs that this daemon added. It holds no key.
 *
 * <p>The thread of the session owns it. What events say of others raises {@link Doubts}.
 */
final class SaRecord implements Holdings<RecordedSa> {
  /** In place of a dump. */
  private static final int NOT_SEEN = 0;

  /** The thread of events looks up here, too. */
  private final ConcurrentMap<SaId, RecordedSa> sas = new ConcurrentHashMap<>();

  private final Doubts doubts;
  private final IdlePeriods idle;
  private int dump;

  /** How many SAs are there, as far as is known. */
  private int there;

  /** How many of them came in the dump. */
  private int came;

  /** How many keep places for SAs that may be added later. */
  private int keepers;

  /**
   * An empty record.
   *
   * @param ownPid process id of the events that this daemon itself makes happen
   */
  SaRecord(int ownPid, IdlePeriods idle) {
    doubts = new Doubts(ownPid, sas::get);
    this.idle = idle;
  }

  /** Which of them may be gone, or others in their place. */
  Doubts doubts() {
    return doubts;
  }

  /** How long the SAs with idle limits have been idle. */
  IdlePeriods idle() {
    return idle;
  }

  @Override
  public @Nullable RecordedSa get(Direction direction, SaId id) {
    RecordedSa sa = get(id);
    return sa != null && (sa.isCloned() || sa.direction() == direction) ? sa : null;
  }

  /** The record of an SA, or null. */
  @Nullable RecordedSa get(SaId id) {
    RecordedSa sa = sas.get(id);
    return sa != null && sa.isPresent() ? sa : null;
  }

  void put(RecordedSa sa) {
    var _ = place(sa);
  }

  /** Puts a record in its place; what was there of another SA of its identity, or null. */
  private @Nullable RecordedSa place(RecordedSa sa) {
    RecordedSa before = sa.isPlaced() ? null : sas.put(sa.id(), sa);
    boolean replaces = false;
    if (before != null) {
      before.placed(false);
      replaces = before.isPresent();
      if (replaces) {
        absent(before);
      }
    }
    sa.placed(true);
    there++;
    sa.present(true);
    idle.begin(sa, SaUse.NONE);
    return replaces ? before : null;
  }

  /** Forgets an SA; the other half of its pair is a pair no more. */
  void forget(SaId id) {
    leave(id);
    RecordedSa gone = keepers == 0 ? removed(id) : sas.get(id);
    if (gone != null && gone.seen() == dump) {
      came--;
      gone.seen(NOT_SEEN);
    }
  }

  private @Nullable RecordedSa removed(SaId id) {
    RecordedSa gone = sas.remove(id);
    if (gone != null) {
      gone.placed(false);
    }
    return gone;
  }

  // ---- without memory: places for SAs are there before they are added, and after they are deleted

  /** Somebody begins to prepare additions: no place is given up until all have ended. */
  void keepPlaces() {
    keepers++;
  }

  /** They are done, or not made any more: all places are given up in which there is no SA. */
  void releasePlaces() {
    keepers--;
    giveUpPlaces();
  }

  private void giveUpPlaces() {
    if (keepers > 0) {
      return;
    }
    for (RecordedSa sa : sas.values()) {
      if (!sa.isPresent()) {
        var _ = removed(sa.id());
      }
    }
  }

  /**
   * Has a place for an SA that may be added later.
   *
   * @return its record: where the same SA is there already, one that shares what does not change
   */
  RecordedSa reserve(RecordedSa sa) {
    RecordedSa before = sas.putIfAbsent(sa.id(), sa);
    sa.placed(before == null);
    return before != null && before.isSame(sa) ? before.again() : sa;
  }

  /**
   * An SA for which there is a place is about to be added, and has no other half yet.
   *
   * @return what was there of this identity, as far as was known, perhaps this one; or null
   */
  @Nullable RecordedSa enter(RecordedSa sa) {
    if (sa.isPresent() && sa.isPlaced()) {
      return sa;
    }
    sa.pairWith(null);
    return place(sa);
  }

  /** Forgets an SA, whose place stays. */
  void leave(SaId id) {
    RecordedSa sa = get(id);
    if (sa != null) {
      unlinkPartner(sa);
      absent(sa);
    }
  }

  private void absent(RecordedSa sa) {
    there--;
    sa.present(false);
    idle.end(sa);
  }

  /** Forgets all SAs of these types; their places stay. */
  void leaveAll(List<SaType> types) {
    for (RecordedSa sa : sas.values()) {
      if (sa.isPresent() && isOf(types, sa)) {
        absent(sa);
      }
    }
  }

  private static boolean isOf(List<SaType> types, RecordedSa sa) {
    for (int i = 0; i < types.size(); i++) {
      if (types.get(i).code() == sa.id().type()) {
        return true;
      }
    }
    return false;
  }

  /** Forgets all SAs of a type. */
  void clear(SaType type) {
    leaveAll(List.of(type));
    giveUpPlaces();
  }

  /** Links an SA to an SPI that was found fit for it; a link to another one is undone. */
  void link(RecordedSa sa, int pairSpi) {
    RecordedSa partner = pairTarget(sa.direction(), sa.id(), sa.source(), pairSpi);
    if (partner == null) {
      throw new IllegalStateException("nothing to pair with");
    }
    link(sa, partner);
  }

  /** Links two SAs that were found fit for it. */
  void link(RecordedSa sa, RecordedSa partner) {
    unlinkPartner(sa);
    sa.pairWith(partner.id());
    partner.pairWith(sa.id());
  }

  private void unlinkPartner(RecordedSa sa) {
    SaId other = sa.otherHalf();
    RecordedSa partner = other == null ? null : partner(sa, other);
    if (partner != null) {
      partner.pairWith(null);
    }
  }

  /** The SA that another one is, or would be, paired with; or null. */
  @Nullable RecordedSa partner(RecordedSa sa, SaId other) {
    RecordedSa partner = get(sa.direction().opposite(), other);
    return partner != null && sa.id().isTo(partner.source()) ? partner : null;
  }

  /** How many SAs are there, as far as is known. */
  int size() {
    return there;
  }

  /** The same, with the places of those that are not. */
  int places() {
    return sas.size();
  }

  // ---- dumps

  /** A dump of the kernel begins. */
  void beginDump() {
    dump++;
    came = 0;
  }

  /** An SA came in the dump. */
  void saw(RecordedSa sa) {
    came += sa.seen() == dump ? 0 : 1;
    sa.seen(dump);
  }

  /** The dump of types is over: what did not come in it is not there. */
  void endDump(List<SaType> types) {
    if (came == there) {
      return;
    }
    for (RecordedSa sa : sas.values()) {
      if (sa.seen() != dump && isOf(types, sa)) {
        forget(sa.id());
      }
    }
  }

  // ---- what others may have changed

  /** Forgets the SAs that others replaced by their own. */
  void forgetReplaced() {
    for (RecordedSa sa : doubts.takeReplaced()) {
      if (sas.get(sa.id()) == sa) {
        forget(sa.id());
      }
    }
  }

  /** Whether an SA is there as far as is known, which is nothing when only a dump can tell. */
  boolean isThere(SaId id) {
    return !doubts.areOfAll() && get(id) != null;
  }
}
