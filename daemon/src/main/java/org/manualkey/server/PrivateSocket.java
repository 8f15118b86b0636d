package org.manualkey.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.manualkey.thread.EssentialThread;
import org.newsclub.net.unix.AFUNIXSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket for users with privilege. Each client has a thread, runs what it likes, and may hold
 * up that thread only.
 */
final class PrivateSocket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVER);

  private final SocketFile listener;
  private final Programs programs;
  private final LongPredicate privileged;
  private final NetworkNamespace namespace;
  private final Limits limits;
  private final DenialLog denials;
  private final Semaphore places;
  private final Semaphore sessions;
  private final RefusedClients refused = new RefusedClients();
  private final DescriptorBuffer descriptorBuffer = new DescriptorBuffer();
  private final Map<ClientConnection, Thread> connections = new ConcurrentHashMap<>();
  private final AcceptLoop loop;
  private volatile boolean closed;

  PrivateSocket(
      SocketFile listener,
      Programs programs,
      LongPredicate privileged,
      NetworkNamespace namespace,
      Limits limits,
      DenialLog denials,
      EssentialThread kind) {
    this.listener = listener;
    this.programs = programs;
    this.privileged = privileged;
    this.namespace = namespace;
    this.limits = limits;
    this.denials = denials;
    places = new Semaphore(limits.connections());
    sessions = new Semaphore(limits.sessions());
    loop = new AcceptLoop(kind, () -> admit(listener.accept()));
  }

  void start() {
    loop.start();
  }

  Thread thread() {
    return loop.thread();
  }

  /** How many turns its thread has taken. */
  long turns() {
    return loop.turns();
  }

  private void admit(AFUNIXSocket socket) throws InterruptedException {
    boolean left = false; // to what closes it
    try {
      Peer peer = Peer.of(socket.getPeerCredentials(), privileged);
      if (!peer.privileged()) { // whatever the mode of the socket is worth
        denials.denied(peer, "private socket");
        refused.refuse(socket, ServerMessage.PRIVATE);
        left = true;
      } else if (places.tryAcquire(limits.patience().toMillis(), TimeUnit.MILLISECONDS)) {
        left = serve(socket, peer);
      } else {
        denials.deniedConnection(peer);
        refused.refuse(socket, ServerMessage.TOO_MANY_CONNECTIONS);
        left = true;
      }
    } catch (IOException e) {
      LOG.debug("cannot serve client: {}", e.getMessage());
    } finally {
      if (!left) {
        closeQuietly(socket);
      }
    }
  }

  /** Starts a thread for an admitted client, or refuses it; whether the socket is taken care of. */
  private boolean serve(AFUNIXSocket socket, Peer peer) throws IOException {
    boolean running = false;
    try {
      descriptorBuffer.enlarge(socket);
      ClientConnection connection = new ClientConnection(socket, peer, namespace, limits, denials);
      Thread thread = Thread.ofPlatform().name("client").unstarted(() -> serve(connection));
      connections.put(connection, thread);
      try {
        thread.start();
        running = true;
      } finally {
        if (!running) {
          connections.remove(connection);
        }
      }
      if (closed) { // by a close that may have missed this one
        connection.stop(ServerMessage.STOPPING.text());
      }
    } catch (OutOfMemoryError e) { // the sign of a lack of threads, too
      denials.lacksThread(peer);
      refused.refuse(socket, ServerMessage.OUT_OF_THREADS);
      return true;
    } finally {
      if (!running) {
        places.release();
      }
    }
    return running;
  }

  private void serve(ClientConnection connection) {
    try {
      connection.serve(programs, sessions);
    } finally {
      connections.remove(connection);
      places.release();
    }
  }

  /** Accepts no more clients. */
  @Override
  public void close() {
    closed = true;
    loop.close();
    closeQuietly(listener::stop);
  }

  /** Refuses all clients concurrently, so that one that does not read cannot delay the others. */
  void shutDown() {
    refused.close();
    List<Thread> refusals = new ArrayList<>();
    for (ClientConnection connection : connections.keySet()) {
      refusals.add(
          Thread.ofPlatform()
              .name("shutdown")
              .start(() -> connection.stop(ServerMessage.STOPPING.text())));
    }
    await(refusals, limits.shutdown());
    connections.keySet().forEach(ClientConnection::cut);
    await(List.copyOf(connections.values()), limits.shutdown());
  }

  /** Waits for the end of threads. */
  static void await(List<Thread> threads, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    try {
      for (Thread thread : threads) {
        thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      LOG.debug("closing: {}", e.getMessage());
    }
  }
}
