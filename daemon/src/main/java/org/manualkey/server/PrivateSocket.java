package org.manualkey.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.manualkey.program.Right;
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

  private static final ByteBuffer NOTHING_READ = ByteBuffer.allocate(0);

  private final SocketFile listener;
  private final Programs programs;
  private final Authority authority;
  private final NetworkNamespace namespace;
  private final Limits limits;
  private final DenialLog denials;
  private final Semaphore places;
  private final Semaphore sessions;
  private final RefusedClients refused = new RefusedClients();
  private final DescriptorBuffer descriptorBuffer = new DescriptorBuffer();
  private final ClientThreads threads;
  private final AcceptLoop loop;

  PrivateSocket(
      SocketFile listener,
      Programs programs,
      Authority authority,
      NetworkNamespace namespace,
      Limits limits,
      DenialLog denials,
      ClientThreads threads,
      EssentialThread kind) {
    this.listener = listener;
    this.programs = programs;
    this.authority = authority;
    this.namespace = namespace;
    this.limits = limits;
    this.denials = denials;
    this.threads = threads;
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
      Peer peer = authority.peer(socket);
      if (!peer.rights().include(Right.DATABASE)) { // whatever the mode of the socket is worth
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
      ClientConnection connection =
          new ClientConnection(socket, peer, namespace, limits, denials, NOTHING_READ);
      threads.start("client", connection, () -> serve(connection));
      running = true;
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
      places.release();
    }
  }

  /** Accepts no more clients. */
  @Override
  public void close() {
    loop.close();
    closeQuietly(listener::stop);
  }

  /** Closes what was refused. */
  void shutDown() {
    refused.close();
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      LOG.debug("closing: {}", e.getMessage());
    }
  }
}
