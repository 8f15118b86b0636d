package org.manualkey.app;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.ProcessSecrecy;
import org.manualkey.libc.SecretPages;
import org.manualkey.sadb.SadbOwner;
import org.manualkey.secret.RedactedFailure;
import org.manualkey.server.LockFile;
import org.manualkey.server.Server;
import org.manualkey.service.ManualKeyService;
import org.manualkey.service.SdNotify;
import org.manualkey.service.ServiceStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the daemon: SIGHUP refreshes, SIGTERM and SIGINT stop it. */
final class Daemon {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.DAEMON);

  private static final FileAttribute<Set<PosixFilePermission>> OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path stateDirectory;
  private final ManualKeyService service;
  private final Server server;
  private final SadbOwner owner;
  private final SdNotify systemd;
  private final Watchdog watchdog;
  private final MetricsFile metrics;
  private final LogFile logFile;
  private final EncapsulationPorts ports;
  private final CountDownLatch end = new CountDownLatch(1);

  private volatile boolean started;

  @Inject
  Daemon(
      Options options,
      ManualKeyService service,
      Server server,
      SadbOwner owner,
      SdNotify systemd,
      Watchdog watchdog,
      MetricsFile metrics,
      LogFile logFile,
      EncapsulationPorts ports) {
    stateDirectory = options.stateDirectory();
    this.service = service;
    this.server = server;
    this.owner = owner;
    this.systemd = systemd;
    this.watchdog = watchdog;
    this.metrics = metrics;
    this.logFile = logFile;
    this.ports = ports;
  }

  /**
   * Serves until stopped by a signal. The SAs stay: a restart or an upgrade must not cut
   * connections.
   *
   * @throws IOException if the state directory or the socket cannot be used
   */
  void run() throws IOException {
    boolean stopped;
    try (LockFile _ = lockState()) { // held until the last load has ended
      logFile.open();
      stopped = serve();
    }
    if (stopped) {
      LOG.info(DaemonMessage.STOPPED.text());
      System.exit(0);
    }
  }

  /** Serves, and returns whether a signal ended that. */
  private boolean serve() throws IOException {
    protectMemory();
    try {
      openJars();
      // Handlers first: any of these signals kills a process without them.
      Signals.on("TERM", end::countDown);
      Signals.on("INT", end::countDown);
      Signals.on("HUP", this::refresh);
      server.listen();
      if (!owner.backEnd().protectsTraffic()) {
        LOG.warn(DaemonMessage.EMBEDDED_DATABASE.text());
      }
      ports.open();
      service.warnOfPorts(ports::warnings);
      service.follow(systemd::status);
      service.followLoads(new ReloadReport(systemd));
      // Before the first client: the database does work in the order of submission.
      CompletableFuture<ServiceStatus> first = service.start();
      started = true;
      server.start();
      watchdog.start();
      metrics.start();
      // Units ordered after this one need the SAs, not only a daemon that answers.
      logFailure(first.thenAccept(this::ready));
      end.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      watchdog.stopping();
      systemd.stopping();
      server.close();
      metrics.close();
      closeDatabase();
      ports.close();
      watchdog.close();
    }
  }

  /**
   * Looks for a class where there is none, which opens every jar of the class path: a class that is
   * needed for the first time while descriptors are short would be missing until a restart.
   */
  private static void openJars() {
    if (ClassLoader.getSystemResource("nothing") != null) {
      LOG.debug("a resource of this name is in a jar");
    }
  }

  private void ready(ServiceStatus status) {
    systemd.ready(status);
    watchdog.serving();
  }

  /** Before the first key is read. */
  private static void protectMemory() {
    SecretPages.whenUnlocked(() -> LOG.warn(DaemonMessage.UNLOCKED.text()));
    try {
      ProcessSecrecy.begin();
    } catch (ErrnoException e) {
      LOG.warn(DaemonMessage.DUMPABLE.with(String.valueOf(e.getMessage())));
    }
  }

  /** A load that has begun to change the database ends first, by its commit or its undo. */
  private void closeDatabase() {
    try {
      owner.close(service::isChanging);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Two daemons would overwrite what the other one keeps. */
  private LockFile lockState() throws IOException {
    try {
      Files.createDirectories(stateDirectory, OWNER);
      return LockFile.lock(stateDirectory.resolve("lock"));
    } catch (IOException e) {
      String reason = switch (e) { // the message of these is a mere path
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "not a directory";
            default -> String.valueOf(e.getMessage());
          };
      throw new IOException(DaemonMessage.STATE_UNUSABLE.with(stateDirectory, reason), e);
    }
  }

  private void refresh() {
    if (!started) { // the first load reads the file anyway
      return;
    }
    switch (service.obstacle()) {
      case DISABLED -> LOG.warn(DaemonMessage.NOT_REFRESHED.with("is disabled"));
      case MARKED ->
          LOG.warn(
              DaemonMessage.NOT_REFRESHED.with("was put into maintenance by 'manual-keyadm mark'"));
      case null -> {
        LOG.info(DaemonMessage.REFRESHING.text());
        logFailure(service.refresh());
      }
    }
  }

  /** Logs the failure of work that has no caller to report it. */
  private static <T> void logFailure(CompletableFuture<T> work) {
    var _ =
        work.whenComplete((_, failure) -> {
          if (failure != null) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            LOG.error(DaemonMessage.INTERNAL_ERROR.with(RedactedFailure.summary(cause)));
          }
        });
  }
}
