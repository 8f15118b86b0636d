package org.manualkey.service;

import java.io.File;
import java.io.IOException;
import java.net.DatagramPacket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports the state of the service to systemd by sd_notify(3); does nothing without systemd.
 *
 * <p>A thread of its own sends: a supervisor that does not read must not hold up the database. Of
 * more messages than it takes the oldest are lost, but not that the service is ready: without that,
 * systemd would end it.
 */
public final class SdNotify {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVICE);

  /** Messages that wait to be sent. */
  private static final int WAITING = 64;

  /** How long the end of the process waits for a supervisor that does not read. */
  private static final Duration FAREWELL = Duration.ofMillis(500);

  private final @Nullable String socket;
  private final @Nullable Duration watchdog;
  private final @Nullable ThreadPoolExecutor sender;

  private volatile boolean ready;
  private volatile boolean reloading;

  private SdNotify(@Nullable String socket, @Nullable Duration watchdog) {
    this.socket = socket;
    this.watchdog = watchdog;
    sender = socket == null ? null : sender();
  }

  private static ThreadPoolExecutor sender() {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(WAITING),
        Thread.ofPlatform().daemon().name("notify").factory(),
        SdNotify::makeRoom);
  }

  /**
   * A message that waits.
   *
   * @param needed whether it is sent in any case
   */
  private record Notification(String text, String socket, boolean needed) implements Runnable {
    @Override
    public void run() {
      SdNotify.send(text, socket);
    }
  }

  /** Lets another message wait, in place of the oldest that is not needed. */
  private static void makeRoom(Runnable message, ThreadPoolExecutor sender) {
    for (Iterator<Runnable> waiting = sender.getQueue().iterator(); waiting.hasNext(); ) {
      if (waiting.next() instanceof Notification(_, _, boolean needed) && !needed) {
        waiting.remove();
        sender.execute(message);
        return;
      }
    }
  }

  /**
   * The notifier of a process.
   *
   * @param environment its variables; those of sd_notify(3) and sd_watchdog_enabled(3) count
   * @param pid its number
   */
  public static SdNotify of(Map<String, String> environment, long pid) {
    String watched = environment.getOrDefault("WATCHDOG_PID", String.valueOf(pid));
    String period = environment.getOrDefault("WATCHDOG_USEC", "");
    boolean isWatched = watched.equals(String.valueOf(pid)) && period.matches("[1-9]\\d{0,15}");
    String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
    return new SdNotify(
        socket.isEmpty() ? null : socket,
        isWatched ? Duration.of(Long.parseLong(period), ChronoUnit.MICROS) : null);
  }

  /** Whether there is somebody to notify. */
  public boolean isEnabled() {
    return socket != null;
  }

  /** How often {@link #alive} must be sent, or the process is killed; null: it need not be. */
  public @Nullable Duration watchdog() {
    return watchdog;
  }

  /** The process works. */
  public void alive() {
    send("WATCHDOG=1");
  }

  /** The start, a later load or the stop makes progress, and may take so much longer. */
  public void extendTimeout(Duration time) {
    send("EXTEND_TIMEOUT_USEC=" + TimeUnit.MICROSECONDS.convert(time));
  }

  /** The server listens, and the first load has ended, whether it succeeded or not. */
  public void ready(ServiceStatus status) {
    ready = true;
    send("READY=1\n" + text(status), true);
  }

  /** A later load begins. systemd compares the time with that of its request to reload. */
  public void reloading() {
    if (ready) {
      reloading = true;
      // The clock of nanoTime on Linux is CLOCK_MONOTONIC.
      send("RELOADING=1\nMONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
    }
  }

  /** Whether a later load runs, for whose end {@code systemctl reload} may wait. */
  public boolean isReloading() {
    return reloading;
  }

  /** The load has ended, whether it succeeded or not. */
  public void reloaded(ServiceStatus status) {
    reloading = false;
    if (ready) {
      send("READY=1\n" + text(status), true); // or the unit would be "reloading" for ever
    }
  }

  public void status(ServiceStatus status) {
    send(text(status));
  }

  /** The process begins to end; what was sent before has been taken then, if anybody takes it. */
  public void stopping() {
    if (socket == null || sender == null) {
      return;
    }
    CompletableFuture<Void> taken =
        CompletableFuture.runAsync(() -> send("STOPPING=1", socket), sender);
    taken.completeOnTimeout(null, FAREWELL.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  private static String text(ServiceStatus status) {
    return "STATUS="
        + status.state().word()
        + (status.reason().isEmpty() ? "" : ": " + status.reason())
        + (status.backend().protectsTraffic() ? "" : " (embedded SADB: protects no packet)");
  }

  private void send(String message) {
    send(message, false);
  }

  private void send(String message, boolean needed) {
    if (socket != null && sender != null) {
      sender.execute(new Notification(message, socket, needed));
    }
  }

  private static void send(String message, String socket) {
    try (AFUNIXDatagramSocket to = AFUNIXDatagramSocket.newInstance()) {
      to.connect(
          socket.startsWith("@")
              ? AFUNIXSocketAddress.inAbstractNamespace(socket.substring(1))
              : AFUNIXSocketAddress.of(new File(socket)));
      byte[] octets = message.getBytes(StandardCharsets.UTF_8);
      to.send(new DatagramPacket(octets, octets.length));
    } catch (IOException e) {
      LOG.warn(ServiceMessage.NOT_NOTIFIED.with(e.getMessage()));
    }
  }
}
