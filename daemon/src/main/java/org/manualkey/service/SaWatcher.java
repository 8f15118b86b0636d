package org.manualkey.service;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.LoadResult;
import org.manualkey.load.Loader;
import org.manualkey.load.Plural;
import org.manualkey.pfkey.Message;
import org.manualkey.sa.SaContents;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.SadbOwner;
import org.manualkey.secret.RedactedFailure;
import org.manualkey.secret.SecretText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of the SAs of the key file between two loads: they expire, or another program
 * removes or replaces them. The service is degraded then, until they are there again; the property
 * {@code config/repair} restores what others deleted.
 */
final class SaWatcher {
  /** Its lines are the service's: who watches the log knows one name. */
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVICE);

  /** How long events are collected. */
  private static final Duration PAUSE = Duration.ofMillis(200);

  /** How often it is seen whether a regular look is due. */
  private static final Duration TICK = Duration.ofSeconds(1);

  /** Regular looks take at most this part of the time: 1 / 200, or 0.5 %. */
  private static final int LEAST_PAUSES = 200;

  private final Configuration configuration;
  private final ConfiguredKeyFile keyFile;
  private final CommandPipeline pipeline;
  private final SadbOwner owner;
  private final CurrentStatus status;
  private final ExpectedSas expected;
  private final SaWarnings warnings = new SaWarnings();
  private final AtomicBoolean lookIsDue = new AtomicBoolean();

  private volatile List<MissingSa> missing = List.of();

  /** When the last look ended, and how long it took; of the thread of the database. */
  private long lastLook = System.nanoTime();

  private Duration lookTook = Duration.ZERO;

  SaWatcher(
      Configuration configuration,
      ConfiguredKeyFile keyFile,
      CommandPipeline pipeline,
      SadbOwner owner,
      CurrentStatus status) {
    this.configuration = configuration;
    this.keyFile = keyFile;
    this.pipeline = pipeline;
    this.owner = owner;
    this.status = status;
    expected = new ExpectedSas((int) ProcessHandle.current().pid());
  }

  /** SAs of the key file that are missing, as far as is known; any thread may ask. */
  List<MissingSa> missing() {
    return missing;
  }

  /** What is known of those that are there. */
  SaWarnings warnings() {
    return warnings;
  }

  /**
   * A load was rolled back, and did not restore these.
   *
   * @param sas SAs of any program
   */
  void lost(List<SaId> sas) {
    missing = sas.stream().map(id -> new MissingSa(id, MissingSa.Cause.ROLLBACK)).toList();
  }

  /** From now on these should be there, with these contents. */
  void expect(Set<SaId> sas, SaContents contents) {
    expected.expect(sas, contents);
    missing = List.of();
    warnings.forget();
  }

  /** A change of our own is under way: events are ignored. */
  void pause() {
    expected.pause();
  }

  /** Our own change did not come about: what was expected before still is. */
  void resume() {
    expected.resume();
  }

  /** Listens to what happens in the database, until that is closed. */
  void watch() {
    try {
      var _ =
          owner.subscribe(
              EventScope.ORDINARY,
              new EventSink() {
                @Override
                public void onEvent(Message event) {
                  if (expected.observe(event)) {
                    lookSoon();
                  }
                }

                @Override
                public boolean wantsContents() {
                  return false;
                }

                @Override
                public void lost(long messages) {
                  lookSoon();
                }

                @Override
                public void end() {}
              });
    } catch (SadbException e) {
      LOG.warn(ServiceMessage.NOT_WATCHING.with(e.getMessage()));
    }
  }

  /**
   * Looks from time to time from now on: events may be lost, or be of a time when this process was
   * stopped.
   */
  void lookRegularly() {
    owner.repeat(TICK, this::lookIfDue);
  }

  private void lookIfDue(Sadb sadb) {
    Duration interval = configuration.properties().verifyInterval();
    Duration least = lookTook.multipliedBy(LEAST_PAUSES);
    Duration passed = Duration.ofNanos(System.nanoTime() - lastLook);
    boolean due =
        !interval.isZero() && passed.compareTo(interval) >= 0 && passed.compareTo(least) >= 0;
    if (due && expected.isAny()) {
      var _ = look(sadb, true);
    }
  }

  /** Looks before anything else that is submitted from now on. */
  CompletableFuture<ServiceStatus> lookNow() {
    return owner.submit(this::look);
  }

  /** Events come in bursts; one look is enough for all of them. */
  private void lookSoon() {
    if (lookIsDue.compareAndSet(false, true)) {
      boolean planned = false;
      try {
        owner.later(PAUSE, this::look);
        planned = true;
      } finally {
        if (!planned) {
          lookIsDue.set(false);
        }
      }
    }
  }

  /**
   * Looks whether everything is there that a load has just added: events during a load say nothing,
   * and may be lost. What a transaction has committed need not be looked for.
   */
  ServiceStatus verify(String name, Sadb sadb) {
    if (!expected.isAny() || sadb.hasTransactions()) {
      return status.get();
    }
    long start = System.nanoTime();
    ServiceStatus now = look(sadb);
    if (now.state() == ServiceState.ONLINE) {
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      LOG.info(ServiceMessage.VERIFIED.with(name, millis + " ms"));
    }
    return now;
  }

  private ServiceStatus look(Sadb sadb) {
    return look(sadb, false);
  }

  /**
   * Looks what is missing.
   *
   * @param regular whether to look at those that are there, too: it is not for an event or a load
   */
  private ServiceStatus look(Sadb sadb, boolean regular) {
    lookIsDue.set(false);
    long start = System.nanoTime();
    try {
      return switch (status.state()) {
        case ONLINE, DEGRADED -> judge(find(sadb, regular), sadb);
        case DISABLED, OFFLINE, MAINTENANCE -> status.get();
      };
    } catch (SadbException e) {
      LOG.error(ServiceMessage.SADB_FAILED.with(e.getMessage()));
      return status.get();
    } catch (RuntimeException | Error e) { // nobody waits for this look
      LOG.error(ServiceMessage.INTERNAL.text(), RedactedFailure.of(e));
      return status.get();
    } finally {
      lastLook = System.nanoTime();
      lookTook = Duration.ofNanos(lastLook - start);
    }
  }

  private List<MissingSa> find(Sadb sadb, boolean regular) {
    if (!regular) {
      return expected.look(sadb, _ -> {});
    }
    SaWarnings.Look look = warnings.begin(sadb);
    List<MissingSa> found = expected.look(sadb, look);
    look.end();
    return found;
  }

  private ServiceStatus judge(List<MissingSa> found, Sadb sadb) {
    String why = "";
    List<MissingSa> still = found;
    Set<SaId> taken = taken(found);
    boolean repairing = configuration.properties().repair() && !taken.isEmpty();
    if (repairing) {
      LOG.warn(ServiceMessage.REPAIRING.with(Plural.of(taken.size(), "SA")));
      why = keyFile.read(text -> restore(text, taken, sadb), unusable -> unusable);
      still = find(sadb, false);
      if (why.isEmpty() && !taken(still).isEmpty()) {
        lookSoon(); // they went during the repair, which heard no events
      }
    }
    if (status.state() == ServiceState.DEGRADED && still.equals(missing) && !repairing) {
      return status.get(); // nothing new
    }
    missing = still;
    if (still.isEmpty()) {
      return status.state() == ServiceState.DEGRADED || !taken.isEmpty()
          ? status.enter(ServiceState.ONLINE, ServiceMessage.PRESENT_AGAIN.text())
          : status.get();
    }
    String reason =
        (still.size() == 1
                ? ServiceMessage.ONE_MISSING.with(still.getFirst())
                : ServiceMessage.MISSING.with(still.size(), still.getFirst()))
            + (why.isEmpty() ? "" : "; could not be restored: " + why);
    LOG.warn(reason);
    return status.enter(ServiceState.DEGRADED, reason);
  }

  /** What another program deleted. */
  private static Set<SaId> taken(List<MissingSa> sas) {
    Set<SaId> taken = new HashSet<>();
    for (MissingSa sa : sas) {
      if (sa.cause() == MissingSa.Cause.OTHERS) {
        taken.add(sa.id());
      }
    }
    return taken;
  }

  /** Why SAs could not be restored, or an empty string. */
  private String restore(SecretText text, Set<SaId> taken, Sadb sadb) {
    expected.pause();
    try {
      Loader loader =
          pipeline.loader(
              CommandPipeline.NameLookup.ON,
              sadb.judge(),
              owner::step,
              expected.restored(taken::contains));
      return switch (loader.restore(text, sadb, taken)) {
        case LoadResult.Applied _ -> "";
        case LoadResult.Rejected rejected -> LoadLog.words(text.name(), rejected);
        case LoadResult.RolledBack rolledBack -> LoadLog.words(text.name(), rolledBack);
      };
    } finally {
      expected.resume();
    }
  }
}
