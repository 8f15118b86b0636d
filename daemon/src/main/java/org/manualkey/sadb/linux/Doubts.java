package org.manualkey.sadb.linux;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaState;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.EventSink;

/**
 * Which SAs of the record may be gone, or others in their place. The events that tell so come on
 * another thread, and may be older than an SA that has the same identity now: the thread that owns
 * the record asks the kernel then, and settles the doubt.
 */
final class Doubts implements EventSink {
  private final int ownPid;
  private final Function<SaId, @Nullable RecordedSa> places;

  /** Those that somebody else deleted, or that expired. */
  private final Set<SaId> doubtful = ConcurrentHashMap.newKeySet();

  /** Those whose identity another program gave to an SA of its own since they were added. */
  private final Set<RecordedSa> replaced = ConcurrentHashMap.newKeySet();

  private volatile boolean ofAll;
  private long turns;

  /**
   * Up to which turn the events of ADDs have come; the thread of events owns it. Not all have
   * events, but they are in the order of the ADDs.
   */
  private long announced;

  /**
   * No doubt yet.
   *
   * @param ownPid process id of the events that this daemon itself makes happen
   * @param places what is recorded for an identity, or null; asked on the thread of events, too
   */
  Doubts(int ownPid, Function<SaId, @Nullable RecordedSa> places) {
    this.ownPid = ownPid;
    this.places = places;
  }

  /** This daemon is about to add an SA. */
  void willAdd(RecordedSa sa) {
    turns++;
    sa.turn(turns);
    replaced.remove(sa);
  }

  /** Whether only a dump can show what is left. */
  boolean areOfAll() {
    return ofAll;
  }

  /** Whether others may have put another SA in the place of one that was looked at before. */
  boolean isDoubtful(SaId id) {
    RecordedSa sa = places.apply(id);
    return ofAll || doubtful.contains(id) || (sa != null && replaced.contains(sa));
  }

  /** How many SAs may be gone. */
  int count() {
    return doubtful.size();
  }

  /** The SAs that may be gone. */
  Set<SaId> doubtful() {
    return doubtful.isEmpty() ? Set.of() : Set.copyOf(doubtful);
  }

  /** The SAs that others replaced by their own, each of them once. */
  Set<RecordedSa> takeReplaced() {
    if (replaced.isEmpty()) {
      return Set.of();
    }
    Set<RecordedSa> taken = Set.copyOf(replaced);
    replaced.removeAll(taken);
    return taken;
  }

  /** An SA is about to be looked at: what comes from now on is a new doubt. */
  void settle(SaId id) {
    doubtful.remove(id);
  }

  /** All SAs are about to be looked at. */
  void settleAll() {
    ofAll = false;
    doubtful.clear();
  }

  /** They could not be looked at. */
  void doubtAll() {
    ofAll = true;
  }

  // ---- on the thread of events

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
    RecordedSa sa = id == null ? null : places.apply(id);
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
      case FLUSH -> doubtAll();
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
      doubtAll();
    } else if (places.apply(id) != null) {
      doubtful.add(id);
    }
  }

  /** What was lost may have been any change. */
  @Override
  public void lost(long messages) {
    doubtAll();
  }

  @Override
  public void end() {}
}
