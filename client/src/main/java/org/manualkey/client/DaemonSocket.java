package org.manualkey.client;

import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.manualkey.client.ClientException.Kind;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketCredentials;
import org.newsclub.net.unix.AFUNIXSocketPair;

/**
 * A connection to a daemon whose user can be trusted: root, or the user of this process.
 *
 * @param socket the connection
 * @param open whether it is to the open socket, which answers everybody and runs nothing
 */
public record DaemonSocket(AFUNIXSocket socket, boolean open) {
  /** What follows the path of the open socket in the path of the private one. */
  public static final String PRIVATE = ".private";

  /** What follows a reason that is usual when there is no daemon. */
  static final String QUESTION = " (is manual-keyd running?)";

  private static final String FORBIDDEN = "permission denied";

  /**
   * Connects to the private socket, or to the open one beside it if the caller may not, or if there
   * is none.
   *
   * @param path of the open socket
   * @param patience how long the daemon may take for the connection, and later for each piece of
   *     its answer; zero: as long as it likes
   */
  static DaemonSocket connect(String path, Duration patience) throws ClientException {
    AFUNIXSocket socket;
    try {
      socket = connected(path + PRIVATE, patience);
    } catch (SocketTimeoutException e) {
      throw silent(patience);
    } catch (IOException e) {
      return connectOpen(path, patience);
    }
    return trusted(new DaemonSocket(socket, false), path + PRIVATE);
  }

  /** Connects to the open socket at a path, with the same patience. */
  public static DaemonSocket connectOpen(String path, Duration patience) throws ClientException {
    AFUNIXSocket socket;
    try {
      socket = connected(path, patience);
    } catch (SocketTimeoutException e) {
      throw silent(patience);
    } catch (IOException e) {
      String reason = reason(path, e);
      throw new ClientException(
          reason.equals(FORBIDDEN) ? Kind.FORBIDDEN : Kind.UNREACHABLE,
          ClientMessage.UNREACHABLE.with(path, reason));
    }
    return trusted(new DaemonSocket(socket, true), path);
  }

  /** Who connects waits for a daemon that is stopped, once others fill its queue. */
  private static AFUNIXSocket connected(String path, Duration patience) throws IOException {
    AFUNIXSocket socket = AFUNIXSocket.newInstance();
    try {
      socket.setSoTimeout((int) patience.toMillis());
      socket.connect(AFUNIXSocketAddress.of(new File(path)));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** The failure of a daemon that takes longer. */
  static ClientException silent(Duration patience) {
    String seconds =
        BigDecimal.valueOf(patience.toMillis(), 3).stripTrailingZeros().toPlainString();
    String manager = System.getProperty("os.name").equals("SunOS") ? "svcadm" : "systemctl";
    return new ClientException(Kind.SILENT, ClientMessage.SILENT.with(seconds, manager));
  }

  /** Whoever can make a socket at the path could ask for keys, and receive open files. */
  private static DaemonSocket trusted(DaemonSocket daemon, String path) throws ClientException {
    String uid = "unknown";
    try {
      AFUNIXSocketCredentials peer = daemon.socket.getPeerCredentials();
      if (peer != null) {
        if (peer.getUid() == 0 || peer.getUid() == ownUid()) {
          return daemon;
        }
        uid = String.valueOf(peer.getUid());
      }
      daemon.socket.close();
    } catch (IOException e) {
      // Without credentials it is not trusted.
    }
    throw new ClientException(Kind.BROKEN, ClientMessage.UNTRUSTED.with(path, uid));
  }

  /** The user of this process: the peer of its own connection. */
  private static long ownUid() throws IOException {
    try (AFUNIXSocketPair<AFUNIXSocketChannel> pair = AFUNIXSocketPair.open()) {
      AFUNIXSocketCredentials own = pair.getSocket1().getPeerCredentials();
      return own == null ? -1 : own.getUid();
    }
  }

  /** The exceptions differ in nothing but the error text of the system. */
  private static String reason(String path, IOException failure) {
    String message = String.valueOf(failure.getMessage());
    return switch (message) {
      case "No such file or directory" -> "no such file or directory" + QUESTION;
      case "Connection refused" ->
          Files.isDirectory(Path.of(path)) ? "is a directory" : "connection refused" + QUESTION;
      case "Permission denied" -> FORBIDDEN;
      case "Byte array is too large" -> "path too long for a socket";
      default -> message;
    };
  }
}
