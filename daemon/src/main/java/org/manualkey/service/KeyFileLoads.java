package org.manualkey.service;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.manualkey.load.ChangePlan;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.ContentsOfLoad;
import org.manualkey.load.LoadPolicy;
import org.manualkey.load.LoadResult;
import org.manualkey.load.Loader;
import org.manualkey.load.Planned;
import org.manualkey.load.Plural;
import org.manualkey.sa.SaContents;
import org.manualkey.sadb.NotEnoughMemoryException;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.SadbOwner;
import org.manualkey.secret.RedactedFailure;
import org.manualkey.secret.SecretText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads of the key file, and the state of the service that each of them leaves. Belongs to the
 * thread of the database.
 */
final class KeyFileLoads {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVICE);
  private static final Duration RETRY = Duration.ofSeconds(10);

  /** From so many commands on, what a load leaves behind is worth a collection. */
  private static final int LARGE_LOAD = 10_000;

  private final Configuration configuration;
  private final OwnedSas ownedSas;
  private final AeadKeys aeadKeys;
  private final CommandPipeline pipeline;
  private final SadbOwner owner;
  private final ConfiguredKeyFile keyFile;
  private final CurrentStatus status;
  private final SaWatcher changes;
  private final LingeringSas lingering;
  private final LoadHistory history;

  private boolean retryIsDue;
  private volatile LoadFollower follower = LoadFollower.NONE;

  /** What came of the load under way, as far as it is known. */
  private @Nullable LoadResult result;

  /** Whether the load under way reads what the last one read. */
  private boolean oldCopy;

  /** How many loads had come to their commit before the last one. */
  private int commitsBefore;

  KeyFileLoads(
      Configuration configuration,
      OwnedSas ownedSas,
      AeadKeys aeadKeys,
      CommandPipeline pipeline,
      SadbOwner owner,
      ConfiguredKeyFile keyFile,
      CurrentStatus status,
      SaWatcher changes,
      LingeringSas lingering,
      LoadHistory history) {
    this.configuration = configuration;
    this.ownedSas = ownedSas;
    this.aeadKeys = aeadKeys;
    this.pipeline = pipeline;
    this.owner = owner;
    this.keyFile = keyFile;
    this.status = status;
    this.changes = changes;
    this.lingering = lingering;
    this.history = history;
  }

  /** What came of the loads since the start. Any thread may ask. */
  LoadHistory history() {
    return history;
  }

  /** Reports the beginning and the end of every load to one follower. From any thread. */
  void follow(LoadFollower toReport) {
    follower = toReport;
  }

  /** Loads the key file; the state that this leaves. */
  ServiceStatus load(Sadb sadb) {
    follower.begins();
    long start = System.nanoTime();
    result = null;
    try {
      return loadKeyFile(sadb);
    } finally {
      try {
        String file = keyFile.path().toString();
        history.add(file, result, Duration.ofNanos(System.nanoTime() - start));
        result = null;
      } finally { // even when memory is short
        follower.ended(status.get());
      }
    }
  }

  private ServiceStatus loadKeyFile(Sadb sadb) {
    oldCopy = keyFile.isOldCopy();
    if (status.state() != ServiceState.ONLINE) { // as in SMF, a refresh does not leave online
      status.enter(ServiceState.OFFLINE, ServiceMessage.LOADING.with(keyFile.path()));
    }
    try {
      return keyFile.read(text -> load(text, sadb), this::failed);
    } catch (UncheckedIOException e) {
      return failed(String.valueOf(e.getMessage()));
    } catch (NotEnoughMemoryException e) {
      return failed(String.valueOf(e.getMessage()));
    } catch (SadbException e) {
      return failed(ServiceMessage.SADB_FAILED.with(e.getMessage()));
    } catch (OutOfMemoryError e) { // what was in use is garbage now: there is memory for this
      return failed(outcome());
    } catch (RuntimeException | Error e) {
      LOG.error(ServiceMessage.INTERNAL.text(), RedactedFailure.of(e));
      return failed(ServiceMessage.INTERNAL.text() + ": " + e.getClass().getName());
    }
  }

  private ServiceStatus load(SecretText text, Sadb sadb) {
    changes.pause();
    commitsBefore = ownedSas.commits();
    SaContents contents = new SaContents();
    AeadLoad keys = aeadKeys.begin(sadb, configuration.properties().refusesEarlierKeys());
    Loader loader =
        pipeline.loader(
            CommandPipeline.NameLookup.ON,
            keys.judge(sadb.judge()),
            owner::step,
            new ContentsOfLoad(contents));
    LoadResult ended = load(text, loader, sadb, keys, contents);
    result = ended;
    if (ended instanceof LoadResult.Applied applied) {
      ownedSas.contain(contents);
      changes.expect(applied.sas(), contents);
      lingering.loaded(applied.plan());
    } else {
      changes.resume();
    }
    LoadLog.log(text.name(), ended);
    if (ended.count().parsed() >= LARGE_LOAD) {
      giveBackMemory();
    }
    return enter(text.name(), ended, sadb);
  }

  /** What the SADB holds when memory ran out in a load. */
  private String outcome() {
    if (ownedSas.cutOff() != null) {
      return ServiceMessage.OUT_OF_MEMORY.text(); // and that a load was cut off
    }
    return ownedSas.commits() > commitsBefore
        ? ServiceMessage.LOADED_WITHOUT_MEMORY.with(keyFile.path())
        : ServiceMessage.NO_MEMORY.text();
  }

  /** A load, or the removal of SAs, ended in maintenance. */
  ServiceStatus failed(String reason) {
    ownedSas.giveUp(); // a stop need not wait for it any more
    return status.maintenance(withCutOff(reason));
  }

  private ServiceStatus enter(String name, LoadResult result, Sadb sadb) {
    return switch (result) {
      case LoadResult.Applied applied -> {
        status.enter(
            ServiceState.ONLINE,
            applied.count().parsed() == 0
                ? ServiceMessage.NO_COMMANDS.with(name)
                : withCopy(
                    ServiceMessage.LOADED_FROM.with(
                        Plural.of(applied.count().valid(), "command"), name)));
        yield changes.verify(name, sadb);
      }
      case LoadResult.Rejected rejected when rejected.retry() -> waitForNames(name);
      case LoadResult.Rejected rejected -> failed(withCopy(LoadLog.words(name, rejected)));
      case LoadResult.RolledBack rolledBack -> {
        changes.lost(rolledBack.lost());
        yield failed(withCopy(LoadLog.words(name, rolledBack)));
      }
    };
  }

  /** A reason, and that a change of the key file has not arrived, if it cannot have. */
  private String withCopy(String reason) {
    return oldCopy ? ServiceMessage.OLD_COPY.with(reason) : reason;
  }

  /** A reason, and that an earlier load did not come to its end, if that is so. */
  private String withCutOff(String reason) {
    Instant cutOff = ownedSas.cutOff();
    return cutOff == null ? reason : ServiceMessage.CUT_OFF.with(reason, cutOff);
  }

  private LoadResult load(
      SecretText text, Loader loader, Sadb sadb, AeadLoad keys, SaContents contents) {
    LoadPolicy policy = configuration.properties().policy();
    return switch (loader.plan(text, sadb, policy, ownedSas::owns)) {
      case LoadResult.Rejected rejected -> rejected;
      case Planned planned -> apply(planned, text.name(), loader, sadb, keys, contents);
    };
  }

  /** The keys are remembered before the first change: a crash in between is on the safe side. */
  private LoadResult apply(
      Planned planned, String name, Loader loader, Sadb sadb, AeadLoad keys, SaContents contents) {
    boolean ready = false;
    try {
      note(planned, name, contents);
      keys.remember(planned, name);
      ready = true;
    } finally {
      if (!ready) {
        planned.close();
      }
    }
    return loader.apply(planned, sadb, ownedSas);
  }

  /** Logs what a load will do to SAs of others, and notes what stays for a while. */
  private static void note(Planned planned, String name, SaContents contents) {
    if (planned instanceof ChangePlan changes) { // as they are now, with their keys
      changes.plan().lingering().forEach(deletion -> contents.add(deletion.sa()));
    }
    SaRemoval.logForeign(planned.foreign(), "loading " + name);
    if (planned.unrestorable() > 0) {
      LOG.warn(ServiceMessage.UNRESTORABLE.with(name, Plural.of(planned.unrestorable(), "SA")));
    }
  }

  /**
   * After a big load most of the heap is garbage that nothing would collect for days: the text, the
   * snapshot, what was there before. One full collection gives it back to the system, once those
   * who wait for the load have their answer.
   */
  void giveBackMemory() {
    owner.later(Duration.ZERO, _ -> System.gc());
  }

  /** The name service is silent: nothing is wrong with the file, so the load is tried again. */
  private ServiceStatus waitForNames(String name) {
    if (!retryIsDue) { // or else every refresh in between would start one more chain of retries
      owner.later(RETRY, this::retry);
      retryIsDue = true;
    }
    return status.enter(ServiceState.OFFLINE, withCutOff(ServiceMessage.NO_ANSWER.with(name)));
  }

  private void retry(Sadb sadb) {
    retryIsDue = false;
    if (status.state() == ServiceState.OFFLINE) {
      var _ = load(sadb);
    }
  }
}
