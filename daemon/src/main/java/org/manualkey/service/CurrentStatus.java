package org.manualkey.service;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.manualkey.sadb.BackEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the service is doing now. Any thread may ask; only the thread of the database changes it, and
 * changes are reported on that thread.
 */
final class CurrentStatus {
  /** Its lines are the service's: who watches the log knows one name. */
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVICE);

  /** Characters of a reason, at most: it may have paths and words of files of any length. */
  private static final int LONGEST = 4096;

  private final Configuration configuration;
  private final InstantSource clock;

  private volatile ServiceStatus status;

  /** Whether an administrator put the service into maintenance; only {@code clear} ends that. */
  private volatile boolean marked;

  private volatile Consumer<ServiceStatus> follower = _ -> {};

  /** The status of a service that has not started. */
  CurrentStatus(Configuration configuration, BackEnd backend, InstantSource clock) {
    this.configuration = configuration;
    this.clock = clock;
    status =
        new ServiceStatus(
            ServiceState.OFFLINE,
            clock.instant(),
            "starting",
            false,
            false,
            configuration.properties().keyFile(),
            backend);
  }

  ServiceStatus get() {
    return status;
  }

  /** Whether the service is in maintenance because an administrator wanted it. */
  boolean isMarked() {
    return marked;
  }

  ServiceState state() {
    return status.state();
  }

  /** Tells every change of the state or of its reason from now on to one follower. */
  void follow(Consumer<ServiceStatus> changes) {
    follower = changes;
  }

  /** Keeps what the administrator wants; the state is as it was. */
  void want(boolean enabled, boolean temporary) {
    ServiceStatus was = status;
    status =
        new ServiceStatus(
            was.state(),
            was.since(),
            was.reason(),
            enabled,
            temporary,
            was.keyFile(),
            was.backend());
  }

  /** Enters a state, or stays in it for another reason, of which every user sees the beginning. */
  ServiceStatus enter(ServiceState state, String why) {
    String reason = why.length() <= LONGEST ? why : why.substring(0, LONGEST) + "...";
    ServiceStatus was = status;
    boolean same = was.state() == state;
    Instant since = same ? was.since() : clock.instant();
    ServiceStatus now =
        new ServiceStatus(
            state,
            since,
            reason,
            was.enabled(),
            was.temporary(),
            configuration.properties().keyFile(),
            was.backend());
    status = now;
    marked = false;
    if (!same) {
      LOG.atInfo()
          .addKeyValue("event", "state")
          .addKeyValue("from", was.state().word())
          .addKeyValue("to", state.word())
          .log(ServiceMessage.STATE.with(was.state().word(), state.word()));
    }
    if (!same || !reason.equals(was.reason())) {
      follower.accept(now);
    }
    return now;
  }

  /** Enters maintenance by an administrator's word. */
  ServiceStatus mark(String reason) {
    ServiceStatus now = maintenance(reason);
    marked = true;
    return now;
  }

  /** Enters maintenance, and logs the reason. */
  ServiceStatus maintenance(String reason) {
    try {
      LOG.atError()
          .addKeyValue("event", "maintenance")
          .addKeyValue("reason", reason)
          .log(ServiceMessage.MAINTENANCE.with(reason));
    } finally { // even when memory is short
      enter(ServiceState.MAINTENANCE, reason);
    }
    return status;
  }
}
