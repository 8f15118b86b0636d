package org.manualkey.server;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXSelectorProvider;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.FileDescriptorCast;

/**
 * A listening socket at a path, with the mode that it needs; closing it removes the path, unless
 * the socket is another's.
 */
final class SocketFile implements AutoCloseable {
  private static final int S_IFMT = 0xf000;
  private static final int S_IFSOCK = 0xc000;

  /** To be removed; null if the socket is another's. */
  private final @Nullable Path path;

  /** As long as this one is referred to, its descriptor stays open, which the listener uses. */
  private final AFUNIXServerSocket bound;

  private final AFUNIXServerSocket listener;

  private volatile boolean stopped;
  private volatile @Nullable Selector waiting;

  private SocketFile(@Nullable Path path, AFUNIXServerSocket bound, AFUNIXServerSocket listener) {
    this.path = path;
    this.bound = bound;
    this.listener = listener;
  }

  /**
   * Binds a socket that every user may connect to, replacing a stale one.
   *
   * @throws IOException if the path is in use, or is no socket
   */
  static SocketFile open(Path path, int backlog) throws IOException {
    checkReplaceable(path);
    AFUNIXServerSocket socket = bind(path, backlog, "rw-rw-rw-");
    return new SocketFile(path, socket, socket);
  }

  /**
   * A socket that another process bound, and will use when this one has ended.
   *
   * @throws IOException if the system lacks what that takes
   */
  static SocketFile passed(AFUNIXServerSocket socket) throws IOException {
    return new SocketFile(null, socket, socket);
  }

  /**
   * Binds a socket that only this user, root and a group may connect to, replacing one whose owner
   * the lock proves to be gone. JUnixSocket opens what it binds to everybody, and who connects
   * before the mode is changed stays connected; therefore it is bound in a directory that is closed
   * to others, and moved to its path with its final mode.
   *
   * @param directory to be made and removed
   * @param group the number of the group, or null: no group may
   * @throws IOException if the path is no socket, or cannot be given to the group
   */
  static SocketFile closed(Path path, Path directory, @Nullable Long group, int backlog)
      throws IOException {
    checkReplaceable(path);
    Path made = directory.resolve("s");
    Files.deleteIfExists(made); // what a killed daemon left
    Files.deleteIfExists(directory);
    Files.createDirectory(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try {
      AFUNIXServerSocket socket = bind(made, backlog, "rw-------");
      if (group != null) {
        Files.setAttribute(made, "unix:gid", group.intValue());
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-rw----"));
      }
      Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
      // The socket that was bound would miss its path with every client.
      return new SocketFile(
          path,
          socket,
          FileDescriptorCast.using(socket.getFileDescriptor()).as(AFUNIXServerSocket.class));
    } finally {
      Files.deleteIfExists(made);
      Files.deleteIfExists(directory);
    }
  }

  private static AFUNIXServerSocket bind(Path path, int backlog, String mode) throws IOException {
    AFUNIXServerSocket socket = AFUNIXServerSocket.newInstance();
    try {
      // By default JUnixSocket takes over the path of a socket in use.
      socket.setReuseAddress(false);
      socket.bind(AFUNIXSocketAddress.of(path), backlog);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Whether a socket may take this path; {@link #open} and {@link #closed} ask again, since
   * JUnixSocket, and a move, replace any kind of file.
   *
   * @throws IOException if something else than a socket is there
   */
  static void checkReplaceable(Path path) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      Integer mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      if (mode == null || (mode & S_IFMT) != S_IFSOCK) {
        throw new IOException("not a socket");
      }
    }
  }

  /** What accepts. */
  AFUNIXServerSocket listener() {
    return listener;
  }

  /**
   * Waits for a client.
   *
   * @throws IOException also when {@link #stop} ends that
   */
  AFUNIXSocket accept() throws IOException {
    if (path != null) {
      return listener.accept();
    }
    // Closing the descriptor would not end the wait, and shutting it down would end the other's
    // socket.
    try (Selector selector = AFUNIXSelectorProvider.provider().openSelector()) {
      AFUNIXServerSocketChannel channel = listener.getChannel();
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_ACCEPT);
      waiting = selector;
      while (!stopped) {
        selector.select();
        selector.selectedKeys().clear();
        // Not that of the channel, which an interrupt would close, and with it the other's socket.
        AFUNIXSocket client = stopped ? null : listener.accept();
        if (client != null) {
          return client;
        }
      }
      throw new ClosedChannelException();
    } finally {
      waiting = null;
    }
  }

  /** Takes no more clients; those of another's socket wait for the next one that accepts. */
  void stop() throws IOException {
    stopped = true;
    Selector selector = waiting;
    if (selector != null) {
      selector.wakeup();
    }
    if (path != null) {
      listener.close();
    }
  }

  @Override
  public void close() throws IOException {
    if (path == null) {
      return;
    }
    try (bound;
        listener) {
      Files.deleteIfExists(path);
    }
  }
}
