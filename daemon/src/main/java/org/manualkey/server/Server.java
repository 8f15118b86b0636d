package org.manualkey.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private final Path path;
  private final Programs programs;
  private final int ownUid;
  private final ConnectionLimits limits = new ConnectionLimits();
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

  private @Nullable FileChannel lock;
  private @Nullable AFUNIXServerSocket listener;
  private volatile boolean closed;

  /**
   * A server that does not listen yet.
   *
   * @param path of the socket
   * @param ownUid whose clients have the privileges of root
   */
  public Server(Path path, Programs programs, int ownUid) {
    this.path = path;
    this.programs = programs;
    this.ownUid = ownUid;
  }

  /**
   * Takes the socket; a socket file that nobody listens on any more is replaced.
   *
   * @throws IOException when another daemon has it, or it cannot be made; the message names it
   */
  public void listen() throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    if (directory != null && !Files.isDirectory(directory)) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }
    lock();
    AFUNIXServerSocket socket = AFUNIXServerSocket.newInstance();
    // By default JUnixSocket takes the name of a socket away from a living daemon.
    socket.setReuseAddress(false);
    try {
      socket.bind(AFUNIXSocketAddress.of(path), ConnectionLimits.ALL);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
    } catch (IOException e) {
      socket.close();
      throw new IOException(path + ": cannot listen on this socket: " + e.getMessage(), e);
    }
    listener = socket;
    Thread.ofPlatform().name("accept").start(() -> accept(socket));
  }

  private void lock() throws IOException {
    Path file = path.resolveSibling(path.getFileName() + ".lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock held = null;
    try {
      held = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // held by another server of this process: told below like any other
    }
    if (held == null) {
      channel.close();
      throw new IOException(path + ": another manual-keyd serves this socket");
    }
    lock = channel;
  }

  private void accept(AFUNIXServerSocket socket) {
    while (!closed) {
      try {
        serve(socket.accept());
      } catch (IOException e) {
        if (!closed) {
          LOG.warn("accept failed: {}", e.getMessage());
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void serve(AFUNIXSocket socket) throws IOException, InterruptedException {
    AFUNIXSocketCredentials peer = socket.getPeerCredentials();
    long uid = peer == null ? -1 : peer.getUid();
    boolean privileged = uid == 0 || uid == ownUid;
    if (!limits.enter(uid, privileged)) {
      LOG.warn("connection of uid {} refused: too many", uid);
      Connection.refuse(socket, "too many connections; try again");
      return;
    }
    long pid = peer == null ? -1 : peer.getPid();
    Connection connection = new Connection(socket, new Connection.Peer(uid, pid, privileged));
    connections.add(connection);
    Thread.ofPlatform()
        .name("client")
        .start(() -> {
          try {
            connection.serve(programs);
          } finally {
            connections.remove(connection);
            limits.leave(uid, privileged);
          }
        });
  }

  /** Stops listening, tells clients that are still there, and removes the socket. */
  @Override
  public void close() {
    closed = true;
    try {
      if (listener != null) {
        listener.close();
      }
      for (Connection connection : connections) {
        connection.stop("manual-keyd is stopping");
      }
      if (lock != null) {
        Files.deleteIfExists(path.resolveSibling(path.getFileName() + ".lock"));
        lock.close();
      }
    } catch (IOException e) {
      LOG.warn("closing the socket: {}", e.getMessage());
    }
  }
}
