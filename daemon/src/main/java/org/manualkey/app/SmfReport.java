package org.manualkey.app;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.manualkey.libc.ServiceFacility;
import org.manualkey.service.LoadFollower;
import org.manualkey.service.ServiceState;
import org.manualkey.service.ServiceStatus;
import org.manualkey.service.SmfInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells SMF that the instance is degraded while the service is not online, and when it is again.
 * Without SMF it does nothing.
 *
 * <p>SMF answers no request, and not every restarter knows degraded: what it shows is read back. A
 * thread of its own calls it, since the repository may be slow.
 */
final class SmfReport implements LoadFollower, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.DAEMON);

  /** So often, and so many seconds apart, SMF is asked whether it has acted. */
  private static final int LOOKS = 5;

  private static final String DEGRADED = "degraded";

  private final @Nullable SmfInstance instance;
  private final @Nullable ScheduledExecutorService thread;

  /** Whether the start method has been told that the daemon is ready: SMF takes nothing before. */
  private volatile boolean ready;

  // Of the thread.
  private @Nullable ServiceFacility facility;
  private boolean degraded;

  private SmfReport(@Nullable SmfInstance instance) {
    this.instance = instance;
    thread =
        instance == null
            ? null
            : Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("smf").daemon().factory());
  }

  /** The report for an instance, or one that does nothing. */
  static SmfReport of(@Nullable SmfInstance instance) {
    return new SmfReport(instance);
  }

  /** Whether this is the daemon of an instance of SMF. */
  boolean isUnderSmf() {
    return instance != null;
  }

  /** The daemon is ready; the state may be another one than online by now. */
  void ready(ServiceStatus status) {
    ready = true;
    ended(status);
  }

  /** The state, or its reason, has changed. */
  void status(ServiceStatus status) {
    switch (status.state()) {
      case ONLINE, DEGRADED, MAINTENANCE -> report(status.state());
      case OFFLINE, DISABLED -> {} // a load begins, or SMF stops the service
    }
  }

  @Override
  public void begins() {}

  /** A load has ended: one that waits for a name service leaves the service offline. */
  @Override
  public void ended(ServiceStatus status) {
    if (status.state() == ServiceState.OFFLINE) {
      report(ServiceState.DEGRADED);
    } else {
      status(status);
    }
  }

  private void report(ServiceState state) {
    ScheduledExecutorService executor = thread;
    SmfInstance reported = instance;
    if (ready && executor != null && reported != null) {
      executor.execute(() -> report(state != ServiceState.ONLINE, reported, executor));
    }
  }

  /** A request costs a transaction of the repository: nothing is asked for twice. */
  private void report(boolean isDegraded, SmfInstance of, ScheduledExecutorService executor) {
    if (degraded == isDegraded) {
      return;
    }
    degraded = isDegraded;
    try {
      ServiceFacility smf = facility();
      if (smf == null) {
        return;
      }
      if (isDegraded) {
        smf.degrade(of.fmri());
        look(smf, of, executor, LOOKS);
      } else {
        smf.restore(of.fmri());
      }
    } catch (IOException e) {
      String state = isDegraded ? DEGRADED : "online again";
      LOG.warn(DaemonMessage.NOT_MARKED.with(state, String.valueOf(e.getMessage())));
    }
  }

  private @Nullable ServiceFacility facility() {
    if (facility == null) {
      try {
        facility = ServiceFacility.open();
      } catch (IOException e) {
        LOG.warn(DaemonMessage.NO_LIBSCF.with(String.valueOf(e.getMessage())));
      }
    }
    return facility;
  }

  /** SMF acts when the method that runs now has ended. */
  private void look(
      ServiceFacility smf, SmfInstance of, ScheduledExecutorService executor, int looks) {
    var _ =
        executor.schedule(
            () -> {
              String shown = smf.state(of.fmri());
              if (!degraded || DEGRADED.equals(shown)) {
                return;
              }
              if (looks > 1) {
                look(smf, of, executor, looks - 1);
              } else {
                LOG.warn(DaemonMessage.NOT_DEGRADED.with(String.valueOf(shown)));
              }
            },
            1,
            TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    if (thread != null) {
      thread.shutdownNow();
    }
  }
}
