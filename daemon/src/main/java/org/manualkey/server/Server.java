package org.manualkey.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
 * <p>The socket is open to everybody (mode 0666), as {@code -c} and {@code help} are; what else a
 * client may do is decided by its credentials.
 */
public final class Server implements AutoCloseable {
  /** What clients are told when the server ends before their command does. */
  static final String STOPPING = "manual-keyd is stopping";

  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  /** How long not to accept when that fails: mostly, descriptors are short. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private static final int S_IFMT = 0xf000;
  private static final int S_IFSOCK = 0xc000;

  private final Path path;
  private final Programs programs;
  private final LongPredicate privileged;
  private final Limits limits;
  private final ConnectionLimits turnstile;
  private final DenialLog refusals = new DenialLog(System::nanoTime);
  private final DescriptorBuffer room = new DescriptorBuffer();
  private final Map<ClientConnection, Thread> connections = new ConcurrentHashMap<>();

  private @Nullable FileChannel lock;
  private @Nullable AFUNIXServerSocket listener;
  private @Nullable Thread acceptor;
  private volatile boolean closed;

  /**
   * A server that does not listen yet.
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
    turnstile = new ConnectionLimits(limits);
  }

  /**
   * Takes the socket; a socket file that nobody listens on any more is replaced. Clients that come
   * wait until {@link #start}.
   *
   * @throws IOException when another daemon has it, or it cannot be made; the message names it
   */
  public void listen() throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    try {
      if (directory != null && !Files.isDirectory(directory)) {
        Files.createDirectories(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
      }
      lock = lock();
      listener = bind();
    } catch (IOException e) {
      release();
      throw new IOException(path + ": cannot listen on this socket: " + reason(e), e);
    }
  }

  /** The message of a file system exception is a path, and nothing but. */
  private static String reason(IOException e) {
    return e instanceof AccessDeniedException
        ? "permission denied: " + e.getMessage()
        : String.valueOf(e.getMessage());
  }

  /**
   * Locks a file beside the socket. It stays there for ever: who removes it takes from another
   * daemon the name of what that has locked.
   */
  private FileChannel lock() throws IOException {
    FileChannel channel =
        FileChannel.open(
            path.resolveSibling(path.getFileName() + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    FileLock held = null;
    try {
      held = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // held by another server of this process: told below like any other
    }
    if (held == null) {
      channel.close();
      throw new IOException("another manual-keyd serves it");
    }
    return channel;
  }

  private AFUNIXServerSocket bind() throws IOException {
    // JUnixSocket replaces whatever it finds there, but a living socket.
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isSocket()) {
      throw new IOException("something else than a socket is there");
    }
    AFUNIXServerSocket socket = AFUNIXServerSocket.newInstance();
    // By default JUnixSocket takes the name of a socket away from a living daemon.
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

  /** Serves clients, those who wait and those who come, until {@link #close}. */
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
            LOG.warn("accept failed: {}", e.getMessage());
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
      if (turnstile.enter(peer)) {
        admitted = serve(socket, peer);
      } else {
        refusals.tell(peer, "a connection more");
        ClientConnection.refuse(socket, "too many connections; try again");
      }
    } catch (IOException e) {
      LOG.warn("a client cannot be served: {}", e.getMessage());
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

  /** Serves a client that is counted, on a thread of its own; whether that runs now. */
  private boolean serve(AFUNIXSocket socket, Peer peer) throws IOException {
    boolean running = false;
    try {
      room.make(socket);
      ClientConnection connection = new ClientConnection(socket, peer, limits, refusals);
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
        connection.stop(STOPPING);
      }
    } catch (OutOfMemoryError e) { // so a lack of threads is told
      LOG.error("no thread for the client of {}", peer);
      ClientConnection.refuse(socket, "the daemon is out of threads; try again");
    } finally {
      if (!running) {
        turnstile.leave(peer);
      }
    }
    return running;
  }

  private void serve(ClientConnection connection, Peer peer) {
    try {
      connection.serve(programs);
    } finally {
      connections.remove(connection);
      turnstile.leave(peer);
    }
  }

  /** Stops listening, tells clients that are still there, and removes the socket. */
  @Override
  public void close() {
    closed = true;
    release();
    if (acceptor != null) {
      acceptor.interrupt();
      await(List.of(acceptor));
    }
    farewell();
  }

  /** Tells every client at the same time: one that reads nothing must not hold up the others. */
  private void farewell() {
    List<Thread> tellers = new ArrayList<>();
    for (ClientConnection connection : connections.keySet()) {
      tellers.add(Thread.ofPlatform().name("farewell").start(() -> connection.stop(STOPPING)));
    }
    await(tellers);
    connections.keySet().forEach(ClientConnection::cut);
    await(List.copyOf(connections.values()));
  }

  /** Waits for the end of threads, as long as a farewell may take. */
  private void await(List<Thread> threads) {
    long end = System.nanoTime() + limits.farewell().toNanos();
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
