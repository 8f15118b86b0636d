package org.manualkey.sadb.linux;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.Ends;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.LogName;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.SadbMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes SAs that reach their idle limits, which Linux does not do. An SA is asked of the kernel
 * only when its limit may be reached; if it was used meanwhile, it is put back.
 */
final class IdleExpiry {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SADB);

  /** How many SAs are asked together, and how long others are let do their work after that. */
  private static final int BATCH = 64;

  private static final Duration PAUSE = Duration.ofMillis(100);

  /** When an SA is asked again that could not be asked or deleted. */
  private static final Duration RETRY = Duration.ofSeconds(10);

  private final LinuxKernel kernel;
  private final KnownSas known;
  private final IdlePeriods periods;
  private final IdleEvents events;
  private long pauseEnds;

  /** Of the SAs of a kernel. */
  IdleExpiry(LinuxKernel kernel, KnownSas known, IdleEvents events) {
    this.kernel = kernel;
    this.known = known;
    this.events = events;
    periods = known.record().idle();
  }

  Optional<Duration> untilDue() {
    Duration pause = Duration.ofNanos(Math.max(0, pauseEnds - periods.now()));
    return periods.untilDue().map(due -> due.compareTo(pause) > 0 ? due : pause);
  }

  void age() {
    if (periods.now() < pauseEnds || periods.firstDue() == null) {
      return;
    }
    pause(RETRY); // if the kernel does not answer
    known.prune(); // what others replaced must not be deleted
    int asked = 0;
    for (IdlePeriod idle = periods.firstDue();
        idle != null && asked < BATCH;
        idle = periods.firstDue()) {
      ask(idle);
      asked++;
    }
    pause(PAUSE);
  }

  private void pause(Duration pause) {
    pauseEnds = periods.now() + pause.toNanos();
  }

  private void ask(IdlePeriod idle) {
    RecordedSa sa = idle.sa();
    periods.postpone(idle, RETRY);
    SaUse use = kernel.use(sa.id(), sa.source());
    if (use == null) {
      known.record().forget(sa.id());
    } else if (!periods.look(idle, use)) {
      expire(sa);
    }
  }

  private void expire(RecordedSa sa) {
    KnownSas.Known found = known.reconcile(sa.id(), sa.source());
    if (found == null) {
      return;
    }
    found.wipe();
    if (found.recorded() != sa) { // it is another program's now
      return;
    }
    events.expect(sa.id(), expired(found.shown()));
    LinuxReply reply;
    try {
      reply = kernel.delete(sa.id(), sa.source());
    } catch (SadbException e) {
      known.doubt();
      throw e;
    }
    if (reply.isDone()) {
      known.record().forget(sa.id());
      return;
    }
    events.withdraw(sa.id());
    if (reply.errno() == LinuxErrno.ESRCH) { // somebody else was faster, and that is reported
      known.record().forget(sa.id());
      return;
    }
    LOG.error(SadbMessage.EXPIRY_FAILED.with(LinuxRefusals.of(reply)));
  }

  /**
   * What is reported of an SA that was idle for too long, as of one that reaches another limit: it,
   * its counters, the limit and its ends.
   */
  private static Message expired(SecurityAssociation sa) {
    List<Extension> extensions = new ArrayList<>();
    extensions.add(sa.sa().withState(SaState.DEAD));
    addIfThere(sa.current(), extensions);
    addIfThere(sa.lifetimes().idle(), extensions);
    extensions.add(sa.outer().source());
    extensions.add(sa.outer().destination());
    Ends inner = sa.inner();
    if (inner != null) {
      extensions.add(inner.source());
      extensions.add(inner.destination());
    }
    if (sa.id().mark() != 0) {
      extensions.add(XfrmSettings.ofMark(sa.id().markValue(), sa.id().markMask()));
    }
    return new Message(Header.request(MessageType.EXPIRE, sa.type(), 0, 0), extensions);
  }

  private static void addIfThere(@Nullable Extension extension, List<Extension> to) {
    if (extension != null) {
      to.add(extension);
    }
  }
}
