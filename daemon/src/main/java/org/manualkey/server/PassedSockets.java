package org.manualkey.server;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.FileDescriptorCast;

/**
 * The listening sockets that a service manager bound and passed, as in sd_listen_fds(3). They are
 * known by their paths, whatever their order and their names are. They are the manager's, and go on
 * to take clients when this process has ended: neither they nor their paths are closed here.
 */
public final class PassedSockets {
  private static final int FIRST_DESCRIPTOR = 3;
  private static final int MOST = 16;

  private final List<AFUNIXServerSocket> sockets;

  PassedSockets(List<AFUNIXServerSocket> sockets) {
    for (AFUNIXServerSocket socket : sockets) {
      socket.setDeleteOnClose(false);
      // It would reach the manager's descriptor as well, and end the socket for everybody.
      socket.setShutdownOnClose(false);
    }
    this.sockets = List.copyOf(sockets);
  }

  /**
   * The sockets of a process.
   *
   * @param environment its variables; LISTEN_PID and LISTEN_FDS count
   * @param pid its number
   * @throws IOException if a descriptor is not a listening Unix domain socket with a path
   */
  public static PassedSockets of(Map<String, String> environment, long pid) throws IOException {
    List<AFUNIXServerSocket> sockets = new ArrayList<>();
    int count = count(environment, pid);
    for (int descriptor = FIRST_DESCRIPTOR; sockets.size() < count; descriptor++) {
      try {
        sockets.add(FileDescriptorCast.unsafeUsing(descriptor).as(AFUNIXServerSocket.class));
      } catch (ClassCastException | IOException e) {
        throw new IOException(ServerMessage.NOT_LISTENING.with(descriptor), e);
      }
    }
    return new PassedSockets(sockets);
  }

  /** How many descriptors were passed to this process. */
  static int count(Map<String, String> environment, long pid) {
    String count = environment.getOrDefault("LISTEN_FDS", "");
    boolean ours = environment.getOrDefault("LISTEN_PID", "").equals(String.valueOf(pid));
    return ours && count.matches("\\d{1,2}") ? Math.min(MOST, Integer.parseInt(count)) : 0;
  }

  private static @Nullable Path path(AFUNIXServerSocket socket) {
    AFUNIXSocketAddress address = socket.getLocalSocketAddress();
    try {
      return address == null || !address.hasFilename()
          ? null
          : absolute(address.getFile().toPath());
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  /**
   * Those that a server can use.
   *
   * @param open the path that every user may connect to
   * @param closed the path that only this user, root and a group may connect to
   * @param group the number of the group, or null: no group may
   * @throws IOException if there is another one, or others may connect to the closed one
   */
  void check(Path open, Path closed, @Nullable Long group) throws IOException {
    for (AFUNIXServerSocket socket : sockets) {
      Path path = path(socket);
      if (!absolute(open).equals(path) && !absolute(closed).equals(path)) {
        throw new IOException(ServerMessage.OTHER_PATH.with(path, open, closed));
      }
    }
    if (at(closed) != null) {
      boolean isOfGroup =
          group != null
              && Integer.valueOf(group.intValue()).equals(Files.getAttribute(closed, "unix:gid"));
      for (PosixFilePermission permission : Files.getPosixFilePermissions(closed)) {
        boolean allowed =
            permission.name().startsWith("OWNER")
                || (isOfGroup && permission.name().startsWith("GROUP"));
        if (!allowed) {
          throw new IOException(ServerMessage.NOT_CLOSED.with(closed));
        }
      }
    }
  }

  /** The socket of a path, or null. */
  @Nullable AFUNIXServerSocket at(Path path) {
    for (AFUNIXServerSocket socket : sockets) {
      if (absolute(path).equals(path(socket))) {
        return socket;
      }
    }
    return null;
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }
}
