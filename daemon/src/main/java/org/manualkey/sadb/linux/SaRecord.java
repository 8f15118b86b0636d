package org.manualkey.sadb.linux;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.Direction;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.rules.Holdings;

/**
 * What is known beside the kernel of the SAs that this daemon added. It holds no key.
 *
 * <p>The thread of the session owns it. Events come on another thread: an SA that somebody else
 * deleted, or that expired, is only noted as doubtful, because the event may be older than an SA
 * that has the same identity now; the owner then asks the kernel.
 */
final class SaRecord implements Holdings<RecordedSa>, EventSink {
  /** In place of a dump. */
  private static final int NOT_SEEN = 0;

  /** The thread of events looks up here, too. */
  private final ConcurrentMap<SaId, RecordedSa> sas = new ConcurrentHashMap<>();

  private final int ownPid;
  private final Set<SaId> doubtful = ConcurrentHashMap.newKeySet();

  /** Those whose identity another program gave to an SA of its own since they were added. */
  private final Set<RecordedSa> replaced = ConcurrentHashMap.newKeySet();

  private volatile boolean flushed;
  private final IdlePeriods idle;
  private int dump;

  /** How many SAs are there, as far as is known. */
  private int there;

  /** How many of them came in the dump. */
  private int came;

  /** How many keep places for SAs that may be added later. */
  private int keepers;

  private long turns;

  /**
   * Up to which turn the events of ADDs have come; the thread of events owns it. Not all have
   * events, but they are in the order of the ADDs.
   */
  private long announced;

  /**
   * An empty record.
   *
   * @param ownPid process id of the events that this daemon itself makes happen
   */
  SaRecord(int ownPid, IdlePeriods idle) {
    this.ownPid = ownPid;
    this.idle = idle;
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

  /** This daemon is about to add an SA. */
  void willAdd(RecordedSa sa) {
    turns++;
    sa.turn(turns);
    replaced.remove(sa);
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

  // ---- events, on their own thread

  @Override
  public boolean wantsContents() {
    return false;
  }

  @Override
  public void onEvent(Message event) {
    if (event.header().errno() != 0) {
      return;
    }
    if (event.header().type() == MessageType.ADD) {
      added(event);
    } else if (event.header().pid() != ownPid) {
      changedByOthers(event);
    }
  }

  /**
   * An SA was added. When that was another program, after this daemon added one of this identity,
   * the record is of an SA that is gone, whose keys may be those of the new one.
   */
  private void added(Message event) {
    SaId id = SaId.of(event);
    RecordedSa sa = id == null ? null : sas.get(id);
    if (sa == null) {
      return;
    }
    long turn = sa.turn();
    if (event.header().pid() == ownPid) {
      announced = turn == RecordedSa.NEVER ? announced : Math.max(announced, turn);
      replaced.remove(sa);
    } else if (turn <= announced) {
      replaced.add(sa);
    }
  }

  private void changedByOthers(Message event) {
    switch (event.header().type()) {
      case FLUSH -> flushed = true;
      case DELETE -> doubt(event);
      case EXPIRE -> {
        if (event.sa() == null || event.sa().state() != SaState.DYING) { // not the soft limit
          doubt(event);
        }
      }
      default -> {}
    }
  }

  private void doubt(Message event) {
    SaId id = SaId.of(event);
    if (id == null) {
      flushed = true;
    } else if (sas.containsKey(id)) {
      doubtful.add(id);
    }
  }

  /** What was lost may have been any change. */
  @Override
  public void lost(long messages) {
    flushed = true;
  }

  @Override
  public void end() {}

  /** Forgets the SAs that others replaced by their own. */
  void forgetReplaced() {
    if (replaced.isEmpty()) {
      return;
    }
    for (RecordedSa sa : Set.copyOf(replaced)) {
      replaced.remove(sa);
      if (sas.get(sa.id()) == sa) {
        forget(sa.id());
      }
    }
  }

  /** Whether an SA is there as far as is known, which is nothing when only a dump can tell. */
  boolean isThere(SaId id) {
    return !flushed && get(id) != null;
  }

  /** Whether only a dump can show what is left. */
  boolean wasFlushed() {
    return flushed;
  }

  /** Whether others may have put another SA in the place of one that was looked at before. */
  boolean isDoubtful(SaId id) {
    RecordedSa sa = sas.get(id);
    return flushed || doubtful.contains(id) || (sa != null && replaced.contains(sa));
  }

  /** How many SAs may be gone. */
  int doubts() {
    return doubtful.size();
  }

  /** The SAs that may be gone. */
  Set<SaId> doubtful() {
    return doubtful.isEmpty() ? Set.of() : Set.copyOf(doubtful);
  }

  /** An SA is about to be looked at: what comes from now on is a new doubt. */
  void settle(SaId id) {
    doubtful.remove(id);
  }

  /** All SAs are about to be looked at. */
  void settleAll() {
    flushed = false;
    doubtful.clear();
  }

  /** They could not be looked at. */
  void doubtAll() {
    flushed = true;
  }
}
