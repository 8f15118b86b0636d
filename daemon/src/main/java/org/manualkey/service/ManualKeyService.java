package org.manualkey.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.manualkey.keyfile.KeyFileReader;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.LoadConditions;
import org.manualkey.sa.SaContents;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.SadbOwner;
import org.manualkey.secret.SecretText;

/**
 * The service itself. Every change runs on the thread of the database, one after another: of two
 * refreshes at once the second finds what the first left.
 *
 * <p>Each verb returns at once what will be when its work is done. Enabling and disabling exclude
 * each other up to there: what is kept for the next start is what is done last.
 */
public final class ManualKeyService {
  private final Configuration configuration;
  private final Enablement enablement;
  private final OwnedSas ownedSas;
  private final AeadKeys aeadKeys;
  private final CommandPipeline pipeline;
  private final SadbOwner owner;
  private final ConfiguredKeyFile keyFile;
  private final CurrentStatus status;
  private final SaWatcher changes;
  private final MovedPeers moved;
  private final LingeringSas lingering;
  private final SaRemoval removal;
  private final KeyFileLoads loads;

  /** Whether the service is enabled when all that was asked for is done. */
  private volatile boolean wanted;

  private volatile Supplier<List<PortWarning>> ports = List::of;

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
      AeadKeys aeadKeys,
      KeyFileReader reader,
      CommandPipeline pipeline,
      SadbOwner owner,
      InstantSource clock) {
    this.configuration = configuration;
    this.enablement = enablement;
    this.ownedSas = ownedSas;
    this.aeadKeys = aeadKeys;
    this.pipeline = pipeline;
    this.owner = owner;
    keyFile = new ConfiguredKeyFile(configuration, reader);
    status = new CurrentStatus(configuration, owner.backEnd(), clock);
    changes = new SaWatcher(configuration, keyFile, pipeline, owner, status);
    moved = new MovedPeers(configuration, ownedSas, owner, System::nanoTime);
    lingering = new LingeringSas(ownedSas, owner);
    removal = new SaRemoval(configuration, ownedSas, pipeline);
    loads =
        new KeyFileLoads(
            configuration,
            ownedSas,
            aeadKeys,
            pipeline,
            owner,
            keyFile,
            status,
            changes,
            lingering,
            new LoadHistory(clock));
  }

  public ServiceStatus status() {
    return status.get();
  }

  /** The instance of SMF that this is the daemon of, or null. */
  public @Nullable SmfInstance smf() {
    return configuration.smf();
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
    loads.follow(follower);
  }

  /** What came of the loads since the start. Any thread may ask. */
  public LoadHistory history() {
    return loads.history();
  }

  /** Whether a load is between its first change and its end, so that it must not be cut off. */
  public boolean isChanging() {
    return ownedSas.isUnderWay();
  }

  /** SAs of the key file that are missing, as far as is known. */
  public List<MissingSa> missingSas() {
    return changes.missing();
  }

  /**
   * What is to be known of ports, and of SAs of the key file that are there, as of the last regular
   * look.
   */
  public List<ServiceWarning> warnings() {
    List<ServiceWarning> known = new ArrayList<>(ports.get());
    if (hasSas()) {
      known.addAll(changes.warnings().current());
    }
    return known;
  }

  /**
   * Adds warnings of ports to those of SAs.
   *
   * @param warnings those of now, from any thread
   */
  public void warnOfPorts(Supplier<List<PortWarning>> warnings) {
    ports = warnings;
  }

  /** How many SAs of the key file no policy of the kernel uses; empty: not known. */
  public OptionalInt unusedSas() {
    return hasSas() ? changes.warnings().unused() : OptionalInt.empty();
  }

  /** In the other states nobody looks at them. */
  private boolean hasSas() {
    return switch (status.state()) {
      case ONLINE, DEGRADED -> true;
      case DISABLED, OFFLINE, MAINTENANCE -> false;
    };
  }

  /** Begins: loads the key file when the service is enabled. */
  public CompletableFuture<ServiceStatus> start() {
    changes.watch();
    moved.watch();
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
      return enabled ? loads.load(sadb) : status.enter(ServiceState.DISABLED, whatIsLeft());
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
      return was || status.isMarked() ? status.get() : loads.load(sadb);
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
    changes.expect(Set.of(), new SaContents());
    try {
      removal.run(sadb);
    } catch (UncheckedIOException | SadbException e) {
      return loads.failed(String.valueOf(e.getMessage()));
    } catch (OutOfMemoryError e) {
      return loads.failed(ServiceMessage.OUT_OF_MEMORY.text());
    }
    lingering.removed();
    loads.giveBackMemory();
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
              return mayLoad() ? loadAgain(sadb) : status.get();
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
              status.get().enabled()
                  ? loads.load(sadb)
                  : status.enter(ServiceState.DISABLED, whatIsLeft());
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
      ServiceStatus invalid = readProperties();
      if (invalid != null) {
        return invalid;
      }
      status.enter(ServiceState.OFFLINE, ServiceMessage.RESTARTING.text());
      return loads.load(sadb);
    });
  }

  /** A refresh by SMF is for its properties as well. */
  private ServiceStatus loadAgain(Sadb sadb) {
    ServiceStatus invalid = configuration.smf() == null ? null : readProperties();
    return invalid == null ? loads.load(sadb) : invalid;
  }

  /** Reads the properties again; the status to which invalid ones lead, or null. */
  private @Nullable ServiceStatus readProperties() {
    try {
      configuration.readAgain();
      return null;
    } catch (IOException e) {
      return status.maintenance(String.valueOf(e.getMessage()));
    }
  }

  /** Puts the service into maintenance by an administrator's word; only {@link #clear} ends it. */
  public CompletableFuture<ServiceStatus> markMaintenance() {
    return submit(_ -> status.mark(ServiceMessage.MARKED.text()));
  }

  /** Looks for missing SAs, and restores them if {@code config/repair} has become true. */
  public CompletableFuture<ServiceStatus> repair() {
    return changes.lookNow();
  }

  /** How a load would be done now. Any thread may ask. */
  public LoadConditions conditions() {
    return new LoadConditions(configuration.properties().policy(), ownedSas::owns);
  }

  /**
   * What a refresh would do.
   *
   * @param turn runs before each command, on the thread of the database; what it throws ends the
   *     work
   */
  public CompletableFuture<Preview> preview(Runnable turn) {
    return owner.submit(sadb -> {
      try {
        return keyFile.read(text -> preview(text, turn, sadb), Preview.Failure::new);
      } catch (UncheckedIOException e) { // nobody knows which keys a load would refuse
        return new Preview.Failure(String.valueOf(e.getMessage()));
      }
    });
  }

  private Preview preview(SecretText text, Runnable turn, Sadb sadb) {
    return Preview.of(
        text,
        pipeline.loader(CommandPipeline.NameLookup.ON, judge(sadb), turn),
        sadb,
        configuration.properties().policy(),
        ownedSas);
  }

  /** What a load would refuse, for a preview. */
  private @Nullable Judge judge(Sadb sadb) {
    return aeadKeys
        .begin(sadb, configuration.properties().refusesEarlierKeys())
        .judge(sadb.judge());
  }
}
