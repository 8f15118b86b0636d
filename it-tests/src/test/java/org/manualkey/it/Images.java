package org.manualkey.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The images of the tests. {@code set-up} makes them where they are not there, names them by what
 * is in them, and keeps other runs from removing them while this JVM runs.
 */
final class Images {

  private static final Map<String, Held> HELD = new ConcurrentHashMap<>();

  private Images() {}

  /**
   * An image, and the process that ends, and lets go of it, when our end of its input is closed.
   */
  private record Held(String name, Process holder) {}

  /** Debian's base system with the installed form in /opt/manual-key. */
  static String installed() {
    return HELD.computeIfAbsent("installed", Images::hold).name();
  }

  /** A guest kernel, with the installed form in /opt/manual-key. */
  static String guest(Linux kernel) {
    return HELD.computeIfAbsent(kernel.image(), Images::hold).name();
  }

  /** The base system of Debian 13. */
  static String base() {
    return "debian:trixie-slim";
  }

  /** Debian's base system with systemd. */
  static String systemd() {
    return HELD.computeIfAbsent("systemd", Images::hold).name();
  }

  /** The same of Debian 12. */
  static String systemdOfBookworm() {
    return HELD.computeIfAbsent("systemd-bookworm", Images::hold).name();
  }

  /** Debian's base system with systemd and a Java runtime. */
  static String openJdk() {
    return HELD.computeIfAbsent("openjdk", Images::hold).name();
  }

  /** The guest kernel of Debian 13, with systemd. */
  static String guestWithSystemd() {
    return HELD.computeIfAbsent("guest-systemd", Images::hold).name();
  }

  /** The same with FRR. */
  static String guestWithFrr() {
    return HELD.computeIfAbsent("guest-frr", Images::hold).name();
  }

  /** Debian's base system with lintian. */
  static String lintian() {
    return HELD.computeIfAbsent("lintian", Images::hold).name();
  }

  private static Held hold(String kind) {
    try {
      Process holder =
          new ProcessBuilder("bash", "src/containers/set-up", "hold", kind, dist().toString())
              .start();
      Thread.ofVirtual()
          .start(() ->
              holder.errorReader(StandardCharsets.UTF_8).lines().forEach(System.err::println));
      String name = holder.inputReader(StandardCharsets.UTF_8).readLine();
      if (name == null) {
        throw new IllegalStateException("set-up cannot make the image of kind " + kind);
      }
      return new Held(name, holder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path dist() {
    Path dist = Path.of(System.getProperty("dist.dir", "target/dist"));
    if (!Files.isExecutable(dist.resolve("bin/manual-keyd"))) {
      throw new IllegalStateException(dist + " is not there; ./manual-key dist makes it");
    }
    return dist;
  }
}
