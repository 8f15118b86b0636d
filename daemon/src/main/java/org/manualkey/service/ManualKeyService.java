package org.manualkey.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.manualkey.keyfile.KeyFileReader;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.LoadPolicy;
import org.manualkey.load.LoadResult;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.request.Exchange;
import org.manualkey.request.Outcome;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.SadbOwner;
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
  private static final Logger LOG = LoggerFactory.getLogger(ManualKeyService.class);
  private static final long RETRY_SECONDS = 10;

  /** From so many commands on, what a load leaves behind is worth a collection. */
  private static final int LARGE_LOAD = 10_000;

  private final Configuration configuration;
  private final Enablement enablement;
  private final OwnedSas ownedSas;
  private final CommandPipeline loads;
  private final SadbOwner owner;
  private final ConfiguredKeyFile keyFile;
  private final CurrentStatus status;
  private final SaWatcher changes;

  /** Known to the thread of the database alone. */
  private boolean retryIsDue;

  /** A service that has not started: see {@link #start}. */
  public ManualKeyService(
      Configuration configuration,
      Enablement enablement,
      OwnedSas ownedSas,
      KeyFileReader reader,
      CommandPipeline loads,
      SadbOwner owner,
      InstantSource clock) {
    this.configuration = configuration;
    this.enablement = enablement;
    this.ownedSas = ownedSas;
    this.loads = loads;
    this.owner = owner;
    keyFile = new ConfiguredKeyFile(configuration, reader);
    status = new CurrentStatus(configuration, owner.features(), clock);
    changes = new SaWatcher(configuration, keyFile, loads, owner, status);
  }

  public ServiceStatus status() {
    return status.get();
  }

  /**
   * Tells every change of the state or of its reason from now on to one follower, on the thread of
   * the database.
   */
  public void follow(Consumer<ServiceStatus> follower) {
    status.follow(follower);
  }

  /** SAs of the key file that are missing, as far as is known. */
  public List<MissingSa> absences() {
    return changes.absences();
  }

  /** Begins: loads the key file when the service is enabled. */
  public CompletableFuture<ServiceStatus> start() {
    changes.watch();
    boolean enabled;
    try {
      enabled = enablement.isEnabled();
    } catch (IOException e) {
      return owner.submit(
          _ -> status.maintenance("cannot tell whether the service is enabled: " + e));
    }
    return owner.submit(sadb -> {
      status.want(enabled, false);
      return enabled ? load(sadb) : status.enter(ServiceState.DISABLED, "");
    });
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
    return owner.submit(sadb -> {
      boolean was = status.get().enabled();
      status.want(true, temporary);
      return was ? status.get() : load(sadb);
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
    return owner.submit(sadb -> {
      status.want(false, temporary);
      return status.state() == ServiceState.DISABLED ? status.get() : flush(sadb);
    });
  }

  private ServiceStatus flush(Sadb sadb) {
    changes.expect(Set.of());
    try {
      String refusal =
          switch (configuration.properties().policy().scope()) {
            case ALL -> flushAll(sadb);
            case OWNED -> removeOwned(sadb);
          };
      if (!refusal.isEmpty()) {
        return status.maintenance("the flush was refused: " + refusal);
      }
    } catch (SadbException e) {
      return status.maintenance("the flush failed: " + e.getMessage());
    } catch (UncheckedIOException e) {
      return status.maintenance(String.valueOf(e.getMessage()));
    }
    giveBackMemory();
    return status.enter(ServiceState.DISABLED, "");
  }

  /** Why it was refused, or an empty string. */
  private String flushAll(Sadb sadb) {
    Outcome flushed =
        Exchange.send(sadb, loads.requests(true).whole(MessageType.FLUSH, SaType.UNSPEC));
    if (flushed instanceof Outcome.Refused refused) {
      return Errno.text(refused.errno());
    }
    ownedSas.claim(Set.of(), Set.of());
    LOG.info("disabled; all SAs were flushed");
    return "";
  }

  /** What is left of owned SAs by a file that wants none. */
  private String removeOwned(Sadb sadb) {
    SecretText nothing = new SecretText("", new byte[0], 0);
    LoadPolicy policy = new LoadPolicy(LoadPolicy.Refresh.DELTA, LoadPolicy.Scope.OWNED);
    LoadResult result = loads.loader(true).load(nothing, sadb, policy, ownedSas);
    if (result instanceof LoadResult.Refused refused) {
      return Errno.text(refused.refusal().errno());
    }
    LOG.info("disabled; the SAs of the key file were removed");
    return "";
  }

  /** CommandPipeline the key file again, unless the service is disabled or in maintenance. */
  public CompletableFuture<ServiceStatus> refresh() {
    return owner.submit(sadb ->
        switch (status.state()) {
          case ONLINE, DEGRADED, OFFLINE -> load(sadb);
          case DISABLED, MAINTENANCE -> status.get();
        });
  }

  /**
   * Leaves maintenance or degraded by loading the key file again; a service that is not wanted is
   * disabled then.
   */
  public CompletableFuture<ServiceStatus> clear() {
    return owner.submit(sadb ->
        switch (status.state()) {
          case MAINTENANCE, DEGRADED ->
              status.get().enabled() ? load(sadb) : status.enter(ServiceState.DISABLED, "");
          case DISABLED, OFFLINE, ONLINE -> status.get();
        });
  }

  /**
   * Stops and starts the service within the daemon: reads its properties again, then its key file.
   * The SAs stay until that load changes them.
   */
  public CompletableFuture<ServiceStatus> restart() {
    return owner.submit(sadb ->
        switch (status.state()) {
          case ONLINE, DEGRADED, OFFLINE -> {
            try {
              configuration.readAgain();
            } catch (IOException e) {
              yield status.maintenance(String.valueOf(e.getMessage()));
            }
            status.enter(ServiceState.OFFLINE, "restarting");
            yield load(sadb);
          }
          case DISABLED, MAINTENANCE -> status.get();
        });
  }

  /** Puts the service into maintenance by an administrator's word. */
  public CompletableFuture<ServiceStatus> markMaintenance() {
    return owner.submit(_ -> status.maintenance("put there by an administrator"));
  }

  private ServiceStatus load(Sadb sadb) {
    if (status.state() != ServiceState.ONLINE) { // as in SMF, a refresh does not leave online
      status.enter(ServiceState.OFFLINE, "loading " + keyFile.path());
    }
    return keyFile.read(text -> load(text, sadb), status::maintenance);
  }

  private ServiceStatus load(SecretText text, Sadb sadb) {
    LoadResult result;
    changes.pause();
    try {
      result = loads.loader(false).load(text, sadb, configuration.properties().policy(), ownedSas);
    } catch (UncheckedIOException e) {
      return status.maintenance(String.valueOf(e.getMessage()));
    } catch (SadbException e) {
      return status.maintenance("the database failed: " + e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("an error in this program, please report it", withoutMessage(e));
      return status.maintenance("an error in this program: " + e.getClass().getName());
    }
    if (result instanceof LoadResult.Loaded loaded) {
      changes.expect(loaded.sas());
    } else {
      changes.resume();
    }
    LoadLog.tell(text.name(), result);
    tellPlan(text.name(), result);
    if (result.count().parsed() >= LARGE_LOAD) {
      giveBackMemory();
    }
    return switch (result) {
      case LoadResult.Loaded loaded ->
          status.enter(
              ServiceState.ONLINE,
              loaded.count().parsed() == 0
                  ? text.name() + " holds no command; no SA is loaded"
                  : loaded.count().valid() + " commands loaded from " + text.name());
      case LoadResult.Faulty faulty when faulty.retry() -> waitForNames(text.name());
      case LoadResult.Faulty faulty -> status.maintenance(LoadLog.words(text.name(), faulty));
      case LoadResult.Refused refused ->
          status.maintenance(LoadLog.words(text.name(), refused) + "; undone");
    };
  }

  private static void tellPlan(String name, LoadResult result) {
    if (result instanceof LoadResult.Loaded loaded && loaded.plan() != null) {
      LOG.info("{}: {}", name, loaded.plan().summary());
    }
  }

  /** What a refresh would do. */
  public CompletableFuture<Preview> preview() {
    return owner.submit(sadb ->
        keyFile.read(
            text ->
                Preview.of(
                    text, loads.loader(false), sadb, configuration.properties().policy(), ownedSas),
            Preview.Impossible::new));
  }

  /**
   * After a big load most of the heap is garbage that nothing would collect for days: the text, the
   * snapshot, what was there before. One full collection, while clients wait anyway, gives it back
   * to the system.
   */
  private static void giveBackMemory() {
    System.gc();
  }

  /** Where it came from; its message may tell what stands in the file. */
  private static Throwable withoutMessage(RuntimeException e) {
    Throwable shown = new IllegalStateException(e.getClass().getName());
    shown.setStackTrace(e.getStackTrace());
    return shown;
  }

  /** The name service is silent: nothing is wrong with the file, so the load is tried again. */
  private ServiceStatus waitForNames(String name) {
    if (!retryIsDue) { // or else every refresh in between would start one more chain of retries
      retryIsDue = true;
      CompletableFuture.delayedExecutor(RETRY_SECONDS, TimeUnit.SECONDS)
          .execute(() -> owner.submit(this::retry));
    }
    return status.enter(
        ServiceState.OFFLINE, name + ": the name service does not answer; trying again");
  }

  private ServiceStatus retry(Sadb sadb) {
    retryIsDue = false;
    return status.state() == ServiceState.OFFLINE ? load(sadb) : status.get();
  }
}
