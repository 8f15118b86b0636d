package org.manualkey.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.manualkey.command.Exchange;
import org.manualkey.command.Outcome;
import org.manualkey.keyfile.Fault;
import org.manualkey.keyfile.KeyFileReader;
import org.manualkey.keyfile.KeyText;
import org.manualkey.load.LoadPolicy;
import org.manualkey.load.LoadResult;
import org.manualkey.load.SaId;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.Hearing;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.SadbOwner;
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
  private static final long LOOK_MILLIS = 200;

  /** From so many commands on, what a load leaves behind is worth a collection. */
  private static final int LARGE_LOAD = 10_000;

  private final Configuration configuration;
  private final Enablement enablement;
  private final OwnedSas ownedSas;
  private final KeyFileReader reader;
  private final Loads loads;
  private final SadbOwner owner;
  private final InstantSource clock;

  private final Guard guard;
  private final AtomicBoolean lookIsDue = new AtomicBoolean();

  private volatile List<Absence> absences = List.of();
  private volatile ServiceStatus status;

  /** Known to the thread of the database alone. */
  private boolean retryIsDue;

  /** A service that has not started: see {@link #start}. */
  public ManualKeyService(
      Configuration configuration,
      Enablement enablement,
      OwnedSas ownedSas,
      KeyFileReader reader,
      Loads loads,
      SadbOwner owner,
      InstantSource clock) {
    this.configuration = configuration;
    this.enablement = enablement;
    this.ownedSas = ownedSas;
    this.reader = reader;
    this.loads = loads;
    this.owner = owner;
    this.clock = clock;
    guard = new Guard(loads.pid());
    status =
        new ServiceStatus(
            ServiceState.OFFLINE,
            clock.instant(),
            "starting",
            false,
            false,
            configuration.properties().keyFile(),
            owner.features());
  }

  public ServiceStatus status() {
    return status;
  }

  /** SAs of the key file that are missing, as far as is known. */
  public List<Absence> absences() {
    return absences;
  }

  /** Begins: loads the key file when the service is enabled. */
  public CompletableFuture<ServiceStatus> start() {
    watch();
    boolean enabled;
    try {
      enabled = enablement.isEnabled();
    } catch (IOException e) {
      return owner.submit(_ -> maintenance("cannot tell whether the service is enabled: " + e));
    }
    return owner.submit(sadb -> {
      want(enabled, false);
      return enabled ? load(sadb) : enter(ServiceState.DISABLED, "");
    });
  }

  /** Listens to what happens in the database, until that is closed. */
  private void watch() {
    try {
      var _ =
          owner.subscribe(
              Hearing.ORDINARY,
              new EventSink() {
                @Override
                public void tell(Message event) {
                  if (guard.tell(event)) {
                    lookSoon();
                  }
                }

                @Override
                public void end() {}
              });
    } catch (SadbException e) {
      LOG.warn("what others do to the database will not be seen: {}", e.getMessage());
    }
  }

  /** Events come in bursts; one look is enough for all of them. */
  private void lookSoon() {
    if (lookIsDue.compareAndSet(false, true)) {
      CompletableFuture.delayedExecutor(LOOK_MILLIS, TimeUnit.MILLISECONDS)
          .execute(() -> owner.submit(this::look));
    }
  }

  private ServiceStatus look(Sadb sadb) {
    lookIsDue.set(false);
    return switch (status.state()) {
      case ONLINE, DEGRADED -> {
        try {
          yield judge(guard.look(sadb, loads.requests(true)), sadb);
        } catch (SadbException e) {
          LOG.error("the database failed: {}", e.getMessage());
          yield status;
        }
      }
      case DISABLED, OFFLINE, MAINTENANCE -> status;
    };
  }

  private ServiceStatus judge(List<Absence> found, Sadb sadb) {
    String why = "";
    List<Absence> missing = found;
    Set<SaId> taken = new HashSet<>();
    for (Absence absence : found) {
      if (absence.cause() == Absence.Cause.OTHERS) {
        taken.add(absence.id());
      }
    }
    if (configuration.properties().repair() && !taken.isEmpty()) {
      LOG.warn("{} SAs were removed by another program: putting them back", taken.size());
      why = putBack(taken, sadb);
      missing = guard.look(sadb, loads.requests(true));
    }
    absences = missing;
    if (missing.isEmpty()) {
      return status.state() == ServiceState.DEGRADED || !taken.isEmpty()
          ? enter(ServiceState.ONLINE, "all SAs of the key file are there again")
          : status;
    }
    String reason =
        missing.size() + " SAs of the key file are missing, the first: " + missing.getFirst() + why;
    LOG.warn("{}", reason);
    return enter(ServiceState.DEGRADED, reason);
  }

  /** Why SAs could not be put back, behind a semicolon; or an empty string. */
  private String putBack(Set<SaId> taken, Sadb sadb) {
    Path keyFile = configuration.properties().keyFile();
    return switch (reader.read(keyFile)) {
      case KeyFileReader.Result.Unreadable unreadable -> "; not put back: " + unreadable.reason();
      case KeyFileReader.Result.Read(KeyText text, List<String> doubts) -> {
        try (text) {
          yield doubts.isEmpty()
              ? putBack(text, taken, sadb)
              : "; not put back: " + String.join("; ", doubts);
        }
      }
    };
  }

  private String putBack(KeyText text, Set<SaId> taken, Sadb sadb) {
    guard.lookAway();
    try {
      return switch (loads.loader(false).putBack(text, sadb, taken)) {
        case LoadResult.Loaded _ -> "";
        case LoadResult.Faulty faulty -> "; not put back: " + reason(text.name(), faulty);
        case LoadResult.Refused refused ->
            "; not put back: "
                + text.name()
                + ":"
                + refused.line()
                + ": "
                + FaultLog.words(refused);
      };
    } finally {
      guard.lookAgain();
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
    return owner.submit(sadb -> {
      boolean was = status.enabled();
      want(true, temporary);
      return was ? status : load(sadb);
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
      want(false, temporary);
      return status.state() == ServiceState.DISABLED ? status : flush(sadb);
    });
  }

  private ServiceStatus flush(Sadb sadb) {
    guard.expect(Set.of());
    absences = List.of();
    try {
      String refusal =
          switch (configuration.properties().policy().scope()) {
            case ALL -> flushAll(sadb);
            case OWNED -> removeOwned(sadb);
          };
      if (!refusal.isEmpty()) {
        return maintenance("the flush was refused: " + refusal);
      }
    } catch (SadbException e) {
      return maintenance("the flush failed: " + e.getMessage());
    } catch (UncheckedIOException e) {
      return maintenance(String.valueOf(e.getMessage()));
    }
    giveBackMemory();
    return enter(ServiceState.DISABLED, "");
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
    KeyText nothing = new KeyText("", new byte[0], 0);
    LoadPolicy policy = new LoadPolicy(LoadPolicy.Refresh.DELTA, LoadPolicy.Scope.OWNED);
    LoadResult result = loads.loader(true).load(nothing, sadb, policy, ownedSas);
    if (result instanceof LoadResult.Refused refused) {
      return Errno.text(refused.refusal().errno());
    }
    LOG.info("disabled; the SAs of the key file were removed");
    return "";
  }

  /** Loads the key file again, unless the service is disabled or in maintenance. */
  public CompletableFuture<ServiceStatus> refresh() {
    return owner.submit(sadb ->
        switch (status.state()) {
          case ONLINE, DEGRADED, OFFLINE -> load(sadb);
          case DISABLED, MAINTENANCE -> status;
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
              status.enabled() ? load(sadb) : enter(ServiceState.DISABLED, "");
          case DISABLED, OFFLINE, ONLINE -> status;
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
              yield maintenance(String.valueOf(e.getMessage()));
            }
            enter(ServiceState.OFFLINE, "restarting");
            yield load(sadb);
          }
          case DISABLED, MAINTENANCE -> status;
        });
  }

  /** Puts the service into maintenance by an administrator's word. */
  public CompletableFuture<ServiceStatus> markMaintenance() {
    return owner.submit(_ -> maintenance("put there by an administrator"));
  }

  private ServiceStatus load(Sadb sadb) {
    Path keyFile = configuration.properties().keyFile();
    if (status.state() != ServiceState.ONLINE) { // as in SMF, a refresh does not leave online
      enter(ServiceState.OFFLINE, "loading " + keyFile);
    }
    return switch (reader.read(keyFile)) {
      case KeyFileReader.Result.Unreadable unreadable -> maintenance(unreadable.reason());
      case KeyFileReader.Result.Read(KeyText text, List<String> doubts) -> {
        try (text) {
          yield doubts.isEmpty() ? load(text, sadb) : maintenance(String.join("; ", doubts));
        }
      }
    };
  }

  private ServiceStatus load(KeyText text, Sadb sadb) {
    LoadResult result;
    guard.lookAway();
    try {
      result = loads.loader(false).load(text, sadb, configuration.properties().policy(), ownedSas);
    } catch (UncheckedIOException e) {
      return maintenance(String.valueOf(e.getMessage()));
    } catch (SadbException e) {
      return maintenance("the database failed: " + e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("an error in this program, please report it", withoutMessage(e));
      return maintenance("an error in this program: " + e.getClass().getName());
    }
    if (result instanceof LoadResult.Loaded loaded) {
      guard.expect(loaded.sas());
      absences = List.of();
    } else {
      guard.lookAgain();
    }
    FaultLog.tell(text.name(), result);
    tellPlan(text.name(), result);
    if (result.count().parsed() >= LARGE_LOAD) {
      giveBackMemory();
    }
    return switch (result) {
      case LoadResult.Loaded loaded ->
          enter(
              ServiceState.ONLINE,
              loaded.count().parsed() == 0
                  ? text.name() + " holds no command; no SA is loaded"
                  : loaded.count().valid() + " commands loaded from " + text.name());
      case LoadResult.Faulty faulty when faulty.retry() -> waitForNames(text.name());
      case LoadResult.Faulty faulty -> maintenance(reason(text.name(), faulty));
      case LoadResult.Refused refused ->
          maintenance(
              text.name() + ":" + refused.line() + ": " + FaultLog.words(refused) + "; undone");
    };
  }

  private static void tellPlan(String name, LoadResult result) {
    if (result instanceof LoadResult.Loaded loaded && loaded.plan() != null) {
      LOG.info("{}: {}", name, loaded.plan().summary());
    }
  }

  /** What a refresh would do. */
  public CompletableFuture<Preview> preview() {
    return owner.submit(this::preview);
  }

  private Preview preview(Sadb sadb) {
    ServiceProperties now = configuration.properties();
    return switch (reader.read(now.keyFile())) {
      case KeyFileReader.Result.Unreadable unreadable ->
          new Preview.Impossible(unreadable.reason());
      case KeyFileReader.Result.Read(KeyText text, List<String> doubts) -> {
        try (text) {
          yield doubts.isEmpty()
              ? preview(text, now, sadb)
              : new Preview.Impossible(String.join("; ", doubts));
        }
      }
    };
  }

  private Preview preview(KeyText text, ServiceProperties now, Sadb sadb) {
    try {
      return switch (loads.loader(false).plan(text, sadb, now.policy(), ownedSas)) {
        case LoadResult.Loaded loaded when loaded.plan() != null ->
            new Preview.Planned(loaded.plan());
        case LoadResult.Loaded _ -> throw new IllegalStateException("a plan without a plan");
        case LoadResult.Faulty faulty -> new Preview.Impossible(reason(text.name(), faulty));
        case LoadResult.Refused refused ->
            new Preview.Impossible(
                text.name() + ":" + refused.line() + ": " + FaultLog.words(refused));
      };
    } catch (SadbException e) {
      return new Preview.Impossible("the database failed: " + e.getMessage());
    } catch (UncheckedIOException e) {
      return new Preview.Impossible(String.valueOf(e.getMessage()));
    }
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
    return enter(ServiceState.OFFLINE, name + ": the name service does not answer; trying again");
  }

  private ServiceStatus retry(Sadb sadb) {
    retryIsDue = false;
    return status.state() == ServiceState.OFFLINE ? load(sadb) : status;
  }

  private static String reason(String name, LoadResult.Faulty faulty) {
    Fault first = faulty.faults().stream().filter(Fault::isError).findFirst().orElseThrow();
    int more = faulty.count().faulty() - 1;
    return name
        + ":"
        + first.line()
        + ":"
        + first.column()
        + ": "
        + first.code().text()
        + " ["
        + first.code().id()
        + "]"
        + (more == 0 ? "" : " and " + more + " more commands with errors")
        + "; valid "
        + faulty.count().valid()
        + " of "
        + faulty.count().parsed()
        + " commands; nothing was changed";
  }

  private ServiceStatus maintenance(String reason) {
    LOG.error("maintenance: {}", reason);
    return enter(ServiceState.MAINTENANCE, reason);
  }

  private void want(boolean enabled, boolean temporary) {
    ServiceStatus now = status;
    status =
        new ServiceStatus(
            now.state(),
            now.since(),
            now.reason(),
            enabled,
            temporary,
            now.keyFile(),
            now.backend());
  }

  private ServiceStatus enter(ServiceState state, String reason) {
    ServiceStatus now = status;
    Path keyFile = configuration.properties().keyFile();
    Instant since = now.state() == state ? now.since() : clock.instant();
    status =
        new ServiceStatus(
            state, since, reason, now.enabled(), now.temporary(), keyFile, now.backend());
    if (now.state() != state) {
      LOG.info("{} -> {}", now.state().word(), state.word());
    }
    return status;
  }
}
