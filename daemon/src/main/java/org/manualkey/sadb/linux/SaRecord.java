package org.manualkey.sadb.linux;

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
  /** The thread of events looks up here, too. */
  private volatile ConcurrentMap<SaId, RecordedSa> sas = new ConcurrentHashMap<>();

  private final int ownPid;
  private final Set<SaId> doubtful = ConcurrentHashMap.newKeySet();

  /** Those whose identity another program gave to an SA of its own since they were added. */
  private final Set<RecordedSa> replaced = ConcurrentHashMap.newKeySet();

  private volatile boolean flushed;
  private int dump;

  /**
   * An empty record.
   *
   * @param ownPid process id of the events that this daemon itself makes happen
   */
  SaRecord(int ownPid) {
    this.ownPid = ownPid;
  }

  @Override
  public @Nullable RecordedSa get(Direction direction, SaId id) {
    RecordedSa sa = sas.get(id);
    return sa != null && (sa.isCloned() || sa.direction() == direction) ? sa : null;
  }

  /** The record of an SA, or null. */
  @Nullable RecordedSa get(SaId id) {
    return sas.get(id);
  }

  void put(RecordedSa sa) {
    sas.put(sa.id(), sa);
  }

  /** Records again an SA that is there, if it was forgotten meanwhile. */
  void keep(RecordedSa sa) {
    if (sas.get(sa.id()) != sa) {
      sas.put(sa.id(), sa);
    }
  }

  /** All SAs are gone, and these will be there. */
  void become(ConcurrentMap<SaId, RecordedSa> prepared) {
    sas = prepared;
  }

  /** Forgets an SA; the other half of its pair is a pair no more. */
  void forget(SaId id) {
    RecordedSa sa = sas.remove(id);
    if (sa != null) {
      unlinkPartner(sa);
    }
  }

  /** Forgets all SAs of a type. */
  void clear(SaType type) {
    sas.keySet().removeIf(id -> id.type() == type.code());
  }

  /** Links an SA to an SPI that was found fit for it; a link to another one is undone. */
  void link(RecordedSa sa, int pairSpi) {
    unlinkPartner(sa);
    sa.pairWith(pairSpi);
    RecordedSa partner = partner(sa);
    if (partner == null) {
      throw new IllegalStateException("nothing to pair with");
    }
    partner.pairWith(sa.id().spi());
  }

  private void unlinkPartner(RecordedSa sa) {
    if (sa.pairSpi() != 0) {
      RecordedSa partner = partner(sa);
      if (partner != null) {
        partner.pairWith(0);
      }
    }
  }

  /** How many SAs it knows. */
  int size() {
    return sas.size();
  }

  // ---- dumps

  /** A dump of the kernel begins. */
  void beginDump() {
    dump++;
  }

  /** An SA came in the dump. */
  void saw(RecordedSa sa) {
    sa.seen(dump);
  }

  /** The dump of a type is over: what did not come in it is not there. */
  void endDump(SaType type) {
    for (RecordedSa sa : sas.values().stream().filter(sa -> isMissing(sa, type)).toList()) {
      forget(sa.id());
    }
  }

  private boolean isMissing(RecordedSa sa, SaType type) {
    return sa.seen() != dump && sa.id().type() == type.code();
  }

  // ---- events, on their own thread

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
    if (event.header().pid() == ownPid) {
      sa.announced();
      replaced.remove(sa);
    } else if (sa.wasAnnounced()) {
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

  /** Whether only a dump can show what is left. */
  boolean wasFlushed() {
    return flushed;
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
