package org.manualkey.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.manualkey.keyfile.KeyFileReader;
import org.manualkey.load.Checked;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.LoadConditions;
import org.manualkey.load.LoadPolicy;
import org.manualkey.load.LoadResult;
import org.manualkey.load.Loader;
import org.manualkey.load.Planned;
import org.manualkey.load.Plural;
import org.manualkey.sadb.NotEnoughMemoryException;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.SadbOwner;
import org.manualkey.secret.RedactedFailure;
import org.manualkey.secret.SecretText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service itself. Every change runs on the thread of the database, one after another: of two
 * refreshes at once the second finds what the first left.
 *
 * <p>Each verb returns at once what will be when its work is done. Enabling and disabling exclude
 * each other up to there: what is kept for the next start is what is done last.
 */
public final class ManualKeyService {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVICE);
  private static final Duration RETRY = Duration.ofSeconds(10);

  /** From so many commands on, what a load leaves behind is worth a collection. */
  private static final int LARGE_LOAD = 10_000;

  private final Configuration configuration;
  private final Enablement enablement;
  private final OwnedSas ownedSas;
  private final CommandPipeline pipeline;
  private final SadbOwner owner;
  private final ConfiguredKeyFile keyFile;
  private final CurrentStatus status;
  private final SaWatcher changes;
  private final SaRemoval removal;

  /** Known to the thread of the database alone. */
  private boolean retryIsDue;

  private volatile LoadFollower loads = LoadFollower.NONE;

  private final LoadHistory history;

  /** What came of the load under way, as far as it is known; known to that thread alone. */
  private @Nullable LoadResult result;

  /** Whether the load under way reads what the last one read; known to that thread alone. */
  private boolean oldCopy;

  /** How many loads had come to their commit before the last one; known to that thread alone. */
  private int commitsBefore;

  /** Whether the service is enabled when all that was asked for is done. */
  private volatile boolean wanted;

  private final Object order = new Object();

  /** The refresh that no other work follows yet, while it waits; guarded by {@code order}. */
  private @Nullable CompletableFuture<ServiceStatus> waitingRefresh;

  /** Why the key file cannot be loaded again. */
  public enum Obstacle {
    DISABLED,
    /** An administrator put the service into maintenance. */
    MARKED
  }

  /** A service that has not started: see {@link #start}. */
  public ManualKeyService(
      Configuration configuration,
      Enablement enablement,
      OwnedSas ownedSas,
      KeyFileReader reader,
      CommandPipeline pipeline,
      SadbOwner owner,
      InstantSource clock) {
    this.configuration = configuration;
    this.enablement = enablement;
    this.ownedSas = ownedSas;
    this.pipeline = pipeline;
    this.owner = owner;
    keyFile = new ConfiguredKeyFile(configuration, reader);
    status = new CurrentStatus(configuration, owner.backEnd(), clock);
    changes = new SaWatcher(configuration, keyFile, pipeline, owner, status);
    history = new LoadHistory(clock);
    removal = new SaRemoval(configuration, ownedSas, pipeline);
  }

  public ServiceStatus status() {
    return status.get();
  }

  /**
   * Reports every change of the state or of its reason from now on to one follower, on the thread
   * of the database.
   */
  public void follow(Consumer<ServiceStatus> follower) {
    status.follow(follower);
  }

  /** Reports the beginning and the end of every load to one follower, on the same thread. */
  public void followLoads(LoadFollower follower) {
    loads = follower;
  }

  /** What came of the loads since the start. Any thread may ask. */
  public LoadHistory history() {
    return history;
  }

  /** Whether a load is between its first change and its end, so that it must not be cut off. */
  public boolean isChanging() {
    return ownedSas.isUnderWay();
  }

  /** SAs of the key file that are missing, as far as is known. */
  public List<MissingSa> missingSas() {
    return changes.missing();
  }

  /** Begins: loads the key file when the service is enabled. */
  public CompletableFuture<ServiceStatus> start() {
    changes.watch();
    changes.lookRegularly();
    boolean enabled;
    try {
      enabled = enablement.isEnabled();
    } catch (IOException e) {
      return owner.submit(
          _ -> status.maintenance(ServiceMessage.NO_ENABLEMENT.with(e.getMessage())));
    }
    wanted = enabled;
    return owner.submit(sadb -> {
      status.want(enabled, false);
      return enabled ? load(sadb) : status.enter(ServiceState.DISABLED, whatIsLeft());
    });
  }

  /** A daemon that ended before its 'disable' did, or that was enabled for its time only. */
  private String whatIsLeft() {
    try {
      return ownedSas.owned().isEmpty() ? "" : ServiceMessage.STILL_THERE.text();
    } catch (UncheckedIOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /**
   * Enables the service and loads the key file; an enabled one stays as it is.
   *
   * @param temporary until the daemon ends
   * @throws IOException when that cannot be kept for the next start
   */
  public synchronized CompletableFuture<ServiceStatus> enable(boolean temporary)
      throws IOException {
    if (!temporary) {
      enablement.keep(true);
    }
    wanted = true;
    return submit(sadb -> {
      boolean was = status.get().enabled();
      status.want(true, temporary);
      return was || status.isMarked() ? status.get() : load(sadb);
    });
  }

  /**
   * Disables the service and flushes the database.
   *
   * @param temporary until the daemon ends
   * @throws IOException when that cannot be kept for the next start
   */
  public synchronized CompletableFuture<ServiceStatus> disable(boolean temporary)
      throws IOException {
    if (!temporary) {
      enablement.keep(false);
    }
    wanted = false;
    return submit(sadb -> {
      status.want(false, temporary);
      boolean isDone = status.state() == ServiceState.DISABLED && whatIsLeft().isEmpty();
      return isDone ? status.get() : flush(sadb);
    });
  }

  private ServiceStatus flush(Sadb sadb) {
    changes.expect(Set.of());
    try {
      removal.run(sadb);
    } catch (UncheckedIOException | SadbException e) {
      return failed(String.valueOf(e.getMessage()));
    } catch (OutOfMemoryError e) {
      return failed(ServiceMessage.OUT_OF_MEMORY.text());
    }
    giveBackMemory();
    return status.enter(ServiceState.DISABLED, "");
  }

  /** Whether the service is enabled, or will be when what was asked for before is done. */
  public boolean isWanted() {
    return wanted;
  }

  /** Why a refresh or a restart that is asked for now would change nothing, or null. */
  public @Nullable Obstacle obstacle() {
    return status.isMarked() ? Obstacle.MARKED : wanted ? null : Obstacle.DISABLED;
  }

  /** Whether the key file may be loaded; known to the thread of the database alone. */
  private boolean mayLoad() {
    return !status.isMarked() && status.get().enabled();
  }

  /**
   * Loads the key file again, in maintenance as well; changes nothing if there is an {@link
   * #obstacle}. One load serves all that ask for it before it begins.
   */
  public CompletableFuture<ServiceStatus> refresh() {
    synchronized (order) {
      CompletableFuture<ServiceStatus> result = waitingRefresh;
      if (result == null || result.isDone()) {
        result =
            owner.submit(sadb -> {
              synchronized (order) {
                waitingRefresh = null;
              }
              return mayLoad() ? load(sadb) : status.get();
            });
        waitingRefresh = result;
      }
      return result;
    }
  }

  /** Submits other work: a refresh that is asked for later comes after it. */
  private CompletableFuture<ServiceStatus> submit(Function<Sadb, ServiceStatus> work) {
    synchronized (order) {
      waitingRefresh = null;
      return owner.submit(work);
    }
  }

  /**
   * Leaves maintenance or degraded by loading the key file again; a service that is not wanted is
   * disabled then.
   */
  public CompletableFuture<ServiceStatus> clear() {
    return submit(sadb ->
        switch (status.state()) {
          case MAINTENANCE, DEGRADED ->
              status.get().enabled() ? load(sadb) : status.enter(ServiceState.DISABLED, "");
          case DISABLED, OFFLINE, ONLINE -> status.get();
        });
  }

  /**
   * Stops and starts the service within the daemon: reads its properties again, then its key file.
   * The SAs stay until that load changes them. Changes nothing if there is an {@link #obstacle}.
   */
  public CompletableFuture<ServiceStatus> restart() {
    return submit(sadb -> {
      if (!mayLoad()) {
        return status.get();
      }
      try {
        configuration.readAgain();
      } catch (IOException e) {
        return status.maintenance(String.valueOf(e.getMessage()));
      }
      status.enter(ServiceState.OFFLINE, ServiceMessage.RESTARTING.text());
      return load(sadb);
    });
  }

  /** Puts the service into maintenance by an administrator's word; only {@link #clear} ends it. */
  public CompletableFuture<ServiceStatus> markMaintenance() {
    return submit(_ -> status.mark(ServiceMessage.MARKED.text()));
  }

  /** Looks for missing SAs, and restores them if {@code config/repair} has become true. */
  public void repair() {
    changes.lookNow();
  }

  private ServiceStatus load(Sadb sadb) {
    loads.begins();
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
        loads.ended(status.get());
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
    Loader loader = pipeline.loader(CommandPipeline.NameLookup.ON, sadb.judge(), owner::step);
    LoadResult ended = load(text, loader, sadb);
    result = ended;
    if (ended instanceof LoadResult.Applied applied) {
      changes.expect(applied.sas());
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
  private ServiceStatus failed(String reason) {
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

  private LoadResult load(SecretText text, Loader loader, Sadb sadb) {
    return switch (loader.check(text)) {
      case LoadResult.Rejected rejected -> rejected;
      case Checked checked -> {
        LoadPolicy policy = configuration.properties().policy();
        yield switch (loader.plan(checked, sadb, policy, ownedSas.owned())) {
          case LoadResult.Rejected rejected -> rejected;
          case Planned planned -> {
            SaRemoval.logForeign(planned.foreign(), "loading " + text.name());
            if (planned.unrestorable() > 0) {
              LOG.warn(
                  ServiceMessage.UNRESTORABLE.with(
                      text.name(), Plural.of(planned.unrestorable(), "SA")));
            }
            yield loader.apply(planned, sadb, ownedSas);
          }
        };
      }
    };
  }

  /** How a load would be done now. Any thread may ask. */
  public LoadConditions conditions() {
    return new LoadConditions(configuration.properties().policy(), ownedSas.owned());
  }

  /**
   * What a refresh would do.
   *
   * @param turn runs before each command, on the thread of the database; what it throws ends the
   *     work
   */
  public CompletableFuture<Preview> preview(Runnable turn) {
    return owner.submit(sadb ->
        keyFile.read(
            text ->
                Preview.of(
                    text,
                    pipeline.loader(CommandPipeline.NameLookup.ON, sadb.judge(), turn),
                    sadb,
                    configuration.properties().policy(),
                    ownedSas),
            Preview.Failure::new));
  }

  /**
   * After a big load most of the heap is garbage that nothing would collect for days: the text, the
   * snapshot, what was there before. One full collection, while clients wait anyway, gives it back
   * to the system.
   */
  private static void giveBackMemory() {
    System.gc();
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
