package org.manualkey.server;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.AFUNIXSocketCredentials;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on the socket.
 *
 * <p>Every user may connect (mode 0666), for {@code status} and {@code help}; all other commands
 * depend on the credentials of the client.
 */
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVER);

  /** The pause after a failed accept, which is usually due to a lack of descriptors. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private static final int S_IFMT = 0xf000;
  private static final int S_IFSOCK = 0xc000;

  private final Path path;
  private final Programs programs;
  private final LongPredicate privileged;
  private final Limits limits;
  private final ConnectionLimits connectionLimits;
  private final DenialLog denials = new DenialLog(System::nanoTime);
  private final DescriptorBuffer descriptorBuffer = new DescriptorBuffer();
  private final Map<ClientConnection, Thread> connections = new ConcurrentHashMap<>();

  private @Nullable LockFile lock;
  private @Nullable AFUNIXServerSocket listener;
  private @Nullable Thread acceptor;
  private volatile boolean closed;

  /**
   * Creates a server that does not listen yet.
   *
   * @param path of the socket
   * @param privileged uids whose clients may use the database
   */
  public Server(Path path, Programs programs, LongPredicate privileged) {
    this(path, programs, privileged, Limits.DEFAULT);
  }

  Server(Path path, Programs programs, LongPredicate privileged, Limits limits) {
    this.path = path;
    this.programs = programs;
    this.privileged = privileged;
    this.limits = limits;
    connectionLimits = new ConnectionLimits(limits);
  }

  /**
   * Binds the socket, replacing a stale one. Clients can connect, but are not served before {@link
   * #start}.
   *
   * @throws IOException if it is in use or cannot be created; the message has its path
   */
  public void listen() throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    try {
      if (directory != null && !Files.isDirectory(directory)) {
        Files.createDirectories(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
      }
      lock = LockFile.lock(path.resolveSibling(path.getFileName() + ".lock"));
      listener = bind();
    } catch (IOException e) {
      release();
      throw new IOException(ServerMessage.CANNOT_LISTEN.with(path, reason(e)), e);
    }
  }

  /** The message of a file system exception is a mere path. */
  private static String reason(IOException e) {
    return e instanceof AccessDeniedException
        ? "permission denied: " + e.getMessage()
        : String.valueOf(e.getMessage());
  }

  private AFUNIXServerSocket bind() throws IOException {
    // JUnixSocket replaces any kind of file but a socket in use.
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isSocket()) {
      throw new IOException("not a socket");
    }
    AFUNIXServerSocket socket = AFUNIXServerSocket.newInstance();
    // By default JUnixSocket takes over the path of a socket in use.
    socket.setReuseAddress(false);
    try {
      socket.bind(AFUNIXSocketAddress.of(path), limits.all());
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private boolean isSocket() throws IOException {
    Integer mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return mode != null && (mode & S_IFMT) == S_IFSOCK;
  }

  /** Serves clients until {@link #close}. */
  public void start() {
    AFUNIXServerSocket socket = listener;
    if (socket == null) {
      throw new IllegalStateException("not listening");
    }
    acceptor = Thread.ofPlatform().name("accept").start(() -> accept(socket));
  }

  private void accept(AFUNIXServerSocket socket) {
    try {
      while (!closed) {
        try {
          admit(socket.accept());
        } catch (IOException e) {
          if (!closed) {
            LOG.warn(ServerMessage.ACCEPT_FAILED.with(e.getMessage()));
            Thread.sleep(PAUSE);
          }
        }
      }
    } catch (InterruptedException e) {
      // closing
    }
  }

  private void admit(AFUNIXSocket socket) throws InterruptedException {
    boolean admitted = false;
    try {
      Peer peer = peer(socket);
      if (connectionLimits.enter(peer)) {
        admitted = serve(socket, peer);
      } else {
        denials.deniedConnection(peer);
        ClientConnection.refuse(socket, ServerMessage.TOO_MANY_CONNECTIONS.text());
      }
    } catch (IOException e) {
      LOG.warn(ServerMessage.CANNOT_SERVE.with(e.getMessage()));
    } finally {
      if (!admitted) {
        closeQuietly(socket);
      }
    }
  }

  private Peer peer(AFUNIXSocket socket) throws IOException {
    AFUNIXSocketCredentials credentials = socket.getPeerCredentials();
    if (credentials == null) {
      return new Peer(-1, -1, false);
    }
    long uid = credentials.getUid();
    return new Peer(uid, credentials.getPid(), privileged.test(uid));
  }

  /** Starts a thread for an admitted client; whether it was started. */
  private boolean serve(AFUNIXSocket socket, Peer peer) throws IOException {
    boolean running = false;
    try {
      descriptorBuffer.enlarge(socket);
      ClientConnection connection = new ClientConnection(socket, peer, limits, denials);
      Thread thread = Thread.ofPlatform().name("client").unstarted(() -> serve(connection, peer));
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
    } catch (OutOfMemoryError e) { // the sign of a lack of threads
      LOG.error(ServerMessage.NO_THREAD.with(peer));
      ClientConnection.refuse(socket, ServerMessage.OUT_OF_THREADS.text());
    } finally {
      if (!running) {
        connectionLimits.leave(peer);
      }
    }
    return running;
  }

  private void serve(ClientConnection connection, Peer peer) {
    try {
      connection.serve(programs);
    } finally {
      connections.remove(connection);
      connectionLimits.leave(peer);
    }
  }

  /** Stops listening, refuses running commands, and removes the socket. */
  @Override
  public void close() {
    closed = true;
    release();
    if (acceptor != null) {
      acceptor.interrupt();
      await(List.of(acceptor));
    }
    shutDown();
  }

  /** Refuses all clients concurrently, so that one that does not read cannot delay the others. */
  private void shutDown() {
    List<Thread> refusals = new ArrayList<>();
    for (ClientConnection connection : connections.keySet()) {
      refusals.add(
          Thread.ofPlatform()
              .name("shutdown")
              .start(() -> connection.stop(ServerMessage.STOPPING.text())));
    }
    await(refusals);
    connections.keySet().forEach(ClientConnection::cut);
    await(List.copyOf(connections.values()));
  }

  /** Waits for the end of threads, within the limit for a shutdown. */
  private void await(List<Thread> threads) {
    long end = System.nanoTime() + limits.shutdown().toNanos();
    try {
      for (Thread thread : threads) {
        thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void release() {
    closeQuietly(listener);
    closeQuietly(lock);
  }

  private static void closeQuietly(@Nullable AutoCloseable closeable) {
    try {
      if (closeable != null) {
        closeable.close();
      }
    } catch (Exception e) {
      LOG.debug("closing: {}", e.getMessage());
    }
  }
}
