package org.manualkey.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.manualkey.wire.DaemonFrame;
import org.newsclub.net.unix.AFUNIXSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clients that are refused before anything was read from them. Their connections stay for a while:
 * a client sends its command first, and if that failed because the connection was closed, many
 * would report the failure instead of the reason.
 */
final class RefusedClients implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVER);

  /** How long a client may take until it has sent its command. */
  private static final Duration TIME = Duration.ofSeconds(5);

  /** Connections that are kept at once; for another one, the oldest is closed. */
  static final int MOST = 256;

  private final Deque<AFUNIXSocket> kept = new ArrayDeque<>();
  private final ScheduledThreadPoolExecutor closer;

  RefusedClients() {
    closer =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("refused").factory());
    closer.setKeepAliveTime(TIME.toMillis(), TimeUnit.MILLISECONDS);
    closer.allowCoreThreadTimeOut(true);
  }

  /** Sends a client the reason, and closes its connection later, or at once if it is gone. */
  void refuse(AFUNIXSocket socket, ServerMessage reason) {
    boolean stays = false;
    try {
      new Replies(new DirectOutput(socket.getChannel()))
          .last(new DaemonFrame.Refused(reason.text()));
      socket.getChannel().shutdownOutput(); // the end, for a client that reads on
      stays = keep(socket);
    } catch (IOException e) {
      LOG.debug("refused client is gone: {}", e.getMessage());
    } finally {
      if (!stays) {
        close(socket);
      }
    }
  }

  /** Whether a connection is closed later. */
  private synchronized boolean keep(AFUNIXSocket socket) {
    if (kept.size() >= MOST) {
      close(kept.remove());
    }
    try {
      var _ = closer.schedule(() -> end(socket), TIME.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException | OutOfMemoryError e) { // closing, or no thread
      return false;
    }
    kept.add(socket);
    return true;
  }

  private synchronized void end(AFUNIXSocket socket) {
    if (kept.remove(socket)) {
      close(socket);
    }
  }

  private static void close(AFUNIXSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("closing: {}", e.getMessage());
    }
  }

  /** Closes all connections. */
  @Override
  public synchronized void close() {
    closer.shutdownNow();
    kept.forEach(RefusedClients::close);
    kept.clear();
  }
}
