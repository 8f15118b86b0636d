package org.manualkey.app;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
import org.manualkey.program.ExitStatus;
import org.manualkey.sadb.SadbOwner;
import org.manualkey.secret.RedactedFailure;
import org.manualkey.server.LockFile;
import org.manualkey.server.Server;
import org.manualkey.service.ManualKeyService;
import org.manualkey.service.SdNotify;
import org.manualkey.service.ServiceState;
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
  private final SmfReport smf;
  private final ReadyPipe starter;
  private final boolean flushes;
  private final CountDownLatch end = new CountDownLatch(1);

  private volatile boolean started;

  /** The status with which this process ends when it has served. */
  private volatile int exitStatus = ExitStatus.OK;

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
      EncapsulationPorts ports,
      SmfReport smf,
      ReadyPipe starter) {
    stateDirectory = options.stateDirectory();
    this.service = service;
    this.server = server;
    this.owner = owner;
    this.systemd = systemd;
    this.watchdog = watchdog;
    this.metrics = metrics;
    this.logFile = logFile;
    this.ports = ports;
    this.smf = smf;
    this.starter = starter;
    flushes = options.flush();
  }

  /**
   * Serves until stopped by a signal, or deletes the SAs and returns. The SAs stay when it is
   * stopped: a restart or an upgrade must not cut connections.
   *
   * @throws IOException if the state directory or the socket cannot be used
   */
  void run() throws IOException {
    boolean stopped;
    try (LockFile _ = lockState()) { // held until the last load has ended
      logFile.open();
      stopped = flushes ? flush() : serve();
    }
    if (stopped) {
      if (exitStatus != ExitStatus.OK) {
        starter.report(exitStatus);
      } else if (!flushes) {
        LOG.info(DaemonMessage.STOPPED.text());
      }
      System.exit(exitStatus);
    }
  }

  /**
   * Does once what {@code manual-keyadm disable} does, for a service manager that stops a service
   * whose daemon is dead. Nobody is served.
   */
  private boolean flush() {
    protectMemory();
    try {
      ServiceStatus after = service.disable(true).join();
      exitStatus = after.state() == ServiceState.DISABLED ? ExitStatus.OK : ExitStatus.FAILED;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      closeDatabase();
    }
    return true;
  }

  /** Serves, and returns whether a signal, or a first load under SMF, ended that. */
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
      service.follow(status -> {
        systemd.status(status);
        smf.status(status);
      });
      service.followLoads(
          new BothFollowers(ports, new BothFollowers(new ReloadReport(systemd), smf)));
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
      smf.close();
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

  /**
   * The first load has ended. systemd learns how, and keeps the daemon; SMF has no service that is
   * started and in maintenance, so the daemon ends, and the SAs stay.
   */
  private void ready(ServiceStatus status) {
    if (smf.isUnderSmf() && status.state() == ServiceState.MAINTENANCE) {
      exitStatus = ExitStatus.SMF_FATAL;
      end.countDown();
      return;
    }
    systemd.ready(status);
    watchdog.serving();
    starter.report(ExitStatus.OK);
    smf.ready(status);
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
      Path file = stateDirectory.resolve("lock");
      return smf.isUnderSmf()
          ? LockFile.takeOver(
              file, pid -> LOG.warn(DaemonMessage.ORPHAN_ENDED.with(String.valueOf(pid), file)))
          : LockFile.lock(file);
    } catch (IOException e) {
      String reason = switch (e) { // the message of these is a mere path
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "not a directory";
            case NoSuchFileException missing -> missing.getFile() + ": no such file or directory";
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
