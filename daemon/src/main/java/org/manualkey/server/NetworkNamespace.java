package org.manualkey.server;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The network namespace of this process, whose SAs it keeps. Clients reach the daemon by a path,
 * from any namespace; one that is in another learns that.
 *
 * @param inode what tells it from others, in digits; empty where there are no namespaces
 * @param name its name below {@code /run/netns}, as ip-netns(8) gives it, or empty
 */
record NetworkNamespace(String inode, String name) {
  private static final Path OWN = Path.of("/proc/self/ns/net");
  private static final Path NAMED = Path.of("/run/netns");

  /** Another than that of a process; for one whose namespace is not known. */
  static final NetworkNamespace UNKNOWN = new NetworkNamespace("", "");

  /** The namespace of this process. */
  static NetworkNamespace ofProcess() {
    try {
      String inode = Files.readSymbolicLink(OWN).toString().replaceAll("\\D", "");
      return new NetworkNamespace(inode, name(inode));
    } catch (IOException | UnsupportedOperationException e) {
      return UNKNOWN;
    }
  }

  private static String name(String inode) {
    try (DirectoryStream<Path> names = Files.newDirectoryStream(NAMED)) {
      for (Path name : names) {
        if (inode.equals(String.valueOf(Files.getAttribute(name, "unix:ino")))) {
          return name.getFileName().toString();
        }
      }
    } catch (IOException e) {
      // None has a name, or none that this process may see.
    }
    return "";
  }

  /** What a client of another namespace has to know, or an empty string. */
  String unlike(@Nullable String other) {
    if (inode.isEmpty() || other == null || other.equals(inode)) {
      return "";
    }
    return ServerMessage.OTHER_NAMESPACE.with(name.isEmpty() ? inode : name + " (" + inode + ")");
  }
}
