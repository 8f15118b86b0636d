package org.manualkey.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.manualkey.client.Ipseckey;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** A daemon in a process of its own, with its directory, and clients in others. */
public final class DaemonProcess implements AutoCloseable {
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  public final Path directory;
  public final Path socket;
  public final Path keyFile;
  public final Path log;
  public final Process process;

  /** What a process that has ended left. */
  public record Ended(int status, String out, String err) {}

  private DaemonProcess(Path directory, Process process) {
    this.directory = directory;
    this.process = process;
    socket = directory.resolve("run/socket");
    keyFile = directory.resolve("keys");
    log = directory.resolve("log");
  }

  /** Starts one that is not waited for; words before it, such as a shell, may limit it. */
  public static DaemonProcess start(Path directory, String... before) throws IOException {
    return startFrom(classPath(), "memory", directory, before);
  }

  private static DaemonProcess startFrom(
      String classPath, String backEnd, Path directory, String... before) throws IOException {
    Path config =
        Files.writeString(
            directory.resolve("properties"),
            "config/config_file = " + directory.resolve("keys") + "\n");
    List<String> command = new ArrayList<>(List.of(before));
    command.addAll(java(classPath, "org.manualkey.app.ManualKeyd"));
    command.addAll(
        List.of(
            "--backend", backEnd,
            "--socket", directory.resolve("run/socket").toString(),
            "--state-dir", directory.resolve("state").toString(),
            "--config", config.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
            .start();
    return new DaemonProcess(directory, process);
  }

  /**
   * Starts one and waits until it listens; the first client waits until it serves.
   *
   * @throws IOException if it ends instead, or what precedes it does; the message has what was said
   */
  public static DaemonProcess serving(Path directory, String... before) throws IOException {
    return servingFrom(classPath(), directory, before);
  }

  /** The same, of other classes than those of the test. */
  public static DaemonProcess servingFrom(String classPath, Path directory, String... before)
      throws IOException {
    return served(startFrom(classPath, "memory", directory, before));
  }

  /** The same, with another back end than the embedded database. */
  public static DaemonProcess servingBy(String backEnd, Path directory, String... before)
      throws IOException {
    return served(startFrom(classPath(), backEnd, directory, before));
  }

  private static DaemonProcess served(DaemonProcess daemon) throws IOException {
    boolean serves = becomes(() -> daemon.listens() || !daemon.process.isAlive());
    if (serves && daemon.process.isAlive()) {
      return daemon;
    }
    String said = Files.readString(daemon.log);
    daemon.close();
    throw new IOException(
        (serves
                ? "the daemon, or what should have run it, has ended: "
                : "the daemon does not serve: ")
            + said);
  }

  /** The path of the socket for root and the user of the daemon. */
  public Path privateSocket() {
    return Path.of(socket + ".private");
  }

  private boolean listens() {
    try {
      AFUNIXSocket.connectTo(AFUNIXSocketAddress.of(privateSocket())).close(); // the last one made
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  public static List<String> java(String classPath, String main) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:-UsePerfData",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        classPath,
        main);
  }

  public static String classPath() {
    return System.getProperty("java.class.path");
  }

  /** Runs a command to its end, as root or the user of the test. */
  public Ended ipseckey(String... argv) throws Exception {
    return client(Ipseckey.class.getName(), argv);
  }

  /** Runs a command of the service to its end. */
  public Ended adm(String... argv) throws Exception {
    return client("org.manualkey.client.ManualKeyAdm", argv);
  }

  private Ended client(String main, String... argv) throws Exception {
    List<String> command = new ArrayList<>(java(classPath(), main));
    command.addAll(List.of(argv));
    return run(command);
  }

  /** Runs a client to its end; its standard input is empty. */
  Ended run(List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("MANUAL_KEY_SOCKET", socket.toString());
    builder.environment().remove("SMF_FMRI");
    builder.redirectError(directory.resolve("err").toFile());
    Process client = builder.start();
    client.getOutputStream().close();
    byte[] out = client.getInputStream().readAllBytes();
    return new Ended(
        client.waitFor(),
        new String(out, StandardCharsets.UTF_8),
        Files.readString(directory.resolve("err")));
  }

  /** Sends a signal to the daemon, such as KILL. */
  public void signal(String name) throws Exception {
    // The shell's own: a minimal system has no program of that name.
    new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start().waitFor();
  }

  /** The exit status, or -1 when it does not end. */
  public int ended() throws InterruptedException {
    return process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  /** Waits for a text in the log; false when it does not come. */
  public boolean logs(String text) {
    return becomes(() -> {
      try {
        return Files.readString(log).contains(text);
      } catch (IOException e) {
        return false;
      }
    });
  }

  /** Replaces the key file. */
  public void writeKeys(String text) throws IOException {
    Files.deleteIfExists(keyFile);
    Files.createFile(
        keyFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(keyFile, text);
  }

  /** Commands that add so many SAs, each to a destination of its own. */
  public static String commands(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(
          "add esp spi 0x%x src 192.0.2.1 dst %s encralg aes encrkey %032x\n"
              .formatted(0x10000 + i, destination(i), i + 1));
    }
    return text.toString();
  }

  /** The destination of the SA of a command, counted from 0. */
  public static String destination(int command) {
    return "10.%d.%d.%d".formatted(command >> 16, command >> 8 & 255, command & 255);
  }

  /** Waits for a condition that other processes bring about; false when it does not come. */
  public static boolean becomes(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(10_000_000);
    }
    return true;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
