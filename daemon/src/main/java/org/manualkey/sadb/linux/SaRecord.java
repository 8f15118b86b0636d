package org.manualkey.sadb.linux;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Message;
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
  private final Map<SaId, RecordedSa> sas = new ConcurrentHashMap<>();

  private final int ownPid;
  private final Set<SaId> doubtful = ConcurrentHashMap.newKeySet();
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
    if (event.header().pid() == ownPid || event.header().errno() != 0) {
      return;
    }
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

  @Override
  public void end() {}

  /** Whether so much happened that only a dump can tell what is left; asked once. */
  boolean wasFlushed() {
    boolean was = flushed;
    flushed = false;
    if (was) {
      doubtful.clear();
    }
    return was;
  }

  /** The SAs that may be gone; each is named once. */
  Set<SaId> doubtful() {
    if (doubtful.isEmpty()) {
      return Set.of();
    }
    Set<SaId> taken = new HashSet<>(doubtful);
    doubtful.removeAll(taken);
    return taken;
  }
}
