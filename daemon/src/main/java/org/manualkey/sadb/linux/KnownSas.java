package org.manualkey.sadb.linux;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.Ends;
import org.manualkey.sa.KeyDigest;
import org.manualkey.sa.Keys;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.rules.IllumosJudge;
import org.manualkey.sadb.rules.Placement;

/** The SAs of the kernel together with what is recorded of them. */
final class KnownSas {
  /** So many doubtful SAs are looked at one by one, however few SAs there are. */
  private static final int WORTH_A_LOOK = 64;

  /** How many SAs of a dump cost as much as a look at one. */
  private static final int DUMPED_PER_LOOK = 4;

  private final LinuxKernel kernel;
  private final SaRecord record;
  private final LinuxRules rules;
  private final KeyDigest digests = new KeyDigest();

  /** Keeps the record listening, until the kernel is closed. */
  KnownSas(LinuxKernel kernel, SaRecord record, LinuxRules rules) {
    this.kernel = kernel;
    this.record = record;
    this.rules = rules;
    var _ = kernel.subscribe(record.doubts());
  }

  SaRecord record() {
    return record;
  }

  KeyDigest digests() {
    return digests;
  }

  /** An SA of the kernel and its record. */
  record Known(SecurityAssociation held, RecordedSa recorded) {
    SecurityAssociation shown() {
      return recorded.shown(held);
    }

    /** Overwrites the keys, which are copies of the kernel's. */
    void wipe() {
      held.keys().wipe();
    }
  }

  /**
   * Brings record and kernel together for one SA: what the kernel does not hold is forgotten, what
   * others put there is recorded.
   *
   * @return the SA, with keys; null when the kernel does not hold it
   */
  @Nullable Known reconcile(SaId id, @Nullable IpAddress source) {
    SecurityAssociation held = kernel.get(id, source);
    if (held == null) {
      record.forget(id);
      return null;
    }
    RecordedSa recorded = recordOf(held);
    if (recorded == null) {
      recorded = adopted(held);
      record.put(recorded);
    }
    return new Known(held, recorded);
  }

  /**
   * The SA of an identity and a source.
   *
   * @param source null: any
   * @return it, with keys; null when the kernel does not hold it, or one from elsewhere
   */
  @Nullable Known find(SaId id, @Nullable IpAddress source) {
    Known sa = reconcile(id, source);
    if (sa == null || sa.recorded().matchesSource(source)) {
      return sa;
    }
    sa.wipe();
    return null;
  }

  /** Whether there is an SA of an identity and a source; source null: any. */
  boolean holds(SaId id, @Nullable IpAddress source) {
    Known sa = find(id, source);
    if (sa != null) {
      sa.wipe();
    }
    return sa != null;
  }

  /** The record of an SA of the kernel; null when there is none, or it is of an earlier SA. */
  private @Nullable RecordedSa recordOf(SecurityAssociation held) {
    RecordedSa recorded = record.get(held.id());
    if (recorded == null) {
      return null;
    }
    if (recorded.isOf(held, digests.of(held))) {
      recorded.become(held.sa().state());
      recorded.limitHeld(held.lifetimes());
      return recorded;
    }
    record.forget(held.id());
    return null;
  }

  /**
   * The record that an SA gets which others made: its direction follows from its addresses. PF_KEY
   * of Linux does not show what a tunnel carries, and the kernel does not look at it: anything.
   */
  private RecordedSa adopted(SecurityAssociation held) {
    IpAddress source = IpAddress.of(held.outer().source().socketAddress());
    IpAddress from = source == null ? held.id().ip() : source;
    Placement placement = rules.add().placement(held.sa(), from, held.id().ip());
    SecurityAssociation keyless = held.withKeys(Keys.NONE);
    if (keyless.isTunnel() && keyless.inner() == null) {
      keyless = keyless.withInner(Ends.anything(held.outer().destination()));
    }
    return new RecordedSa(keyless, placement, from, placement.flags(), digests.of(held));
  }

  /** Hands over each SA as illumos would show it, and forgets what is not there any more. */
  LinuxReply dump(List<SaType> types, Consumer<? super SecurityAssociation> sink) {
    if (!types.containsAll(IllumosJudge.SA_TYPES)) {
      prune();
      return show(types, sink);
    }
    record.forgetReplaced();
    record.doubts().settleAll(); // a dump of all is itself what settles doubts
    boolean done = false;
    try {
      LinuxReply end = show(types, sink);
      done = end.isDone();
      return end;
    } finally {
      if (!done) {
        doubt();
      }
    }
  }

  private LinuxReply show(List<SaType> types, Consumer<? super SecurityAssociation> sink) {
    record.beginDump();
    for (SaType type : types) {
      LinuxReply end = kernel.dump(type, held -> show(held, sink));
      if (!end.isDone()) {
        return end;
      }
    }
    record.endDump(types);
    return LinuxReply.DONE;
  }

  private void show(SecurityAssociation held, Consumer<? super SecurityAssociation> sink) {
    RecordedSa recorded = recordOf(held);
    if (recorded == null) {
      sink.accept(adopted(held).shown(held));
    } else {
      record.saw(recorded);
      sink.accept(recorded.shown(held));
    }
  }

  /** Nobody knows which of the changes that were asked for the kernel made: the next dump will. */
  void doubt() {
    record.doubts().doubtAll();
  }

  /** Forgets what others deleted or replaced and what expired since it was asked last. */
  void prune() {
    record.forgetReplaced();
    if (record.size() == 0) {
      record.doubts().settleAll();
      return;
    }
    int looks = Math.max(WORTH_A_LOOK, record.size() / DUMPED_PER_LOOK);
    if (record.doubts().areOfAll() || record.doubts().count() > looks) {
      var _ = dump(IllumosJudge.SA_TYPES, sa -> sa.keys().wipe());
    } else {
      record.doubts().doubtful().forEach(this::prune);
    }
  }

  private void prune(SaId id) {
    record.doubts().settle(id);
    RecordedSa recorded = record.get(id);
    if (recorded == null) {
      return;
    }
    SecurityAssociation held;
    try {
      held = kernel.get(id, recorded.source());
    } catch (SadbException e) {
      record.doubts().doubtAll();
      throw e;
    }
    if (held == null) {
      record.forget(id);
    } else {
      recordOf(held);
      held.keys().wipe();
    }
  }
}
