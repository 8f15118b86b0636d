package org.manualkey.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** An interactive client on a pseudo-terminal of 24 lines, made by {@code script}. */
final class Terminal implements AutoCloseable {
  static final String UP = "\u001bOA";
  static final String CTRL_C = "\u0003";
  static final String CTRL_D = "\u0004";
  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final String CLIENT =
      "stty rows 24 cols 100; exec \"$MK_JAVA\" -XX:TieredStopAtLevel=1 -XX:-UsePerfData"
          + " --enable-native-access=ALL-UNNAMED -Djava.io.tmpdir=\"$TMPDIR\""
          + " -Duser.home=\"$TMPDIR\" -cp \"$MK_CLASSES\" org.manualkey.client.Ipseckey -n";

  private final Process process;
  private final StringBuilder shown = new StringBuilder();
  private boolean ended;

  private Terminal(Process process) {
    this.process = process;
    Thread.ofPlatform().daemon().name("terminal").start(this::collect);
  }

  /** Begins a session; whatever the client could write by default is in the daemon's directory. */
  static Terminal of(DaemonProcess daemon, String type) throws IOException {
    // A shell that runs the tests in the background has them ignore Ctrl-C, and all their children.
    ProcessBuilder builder =
        new ProcessBuilder("env", "--default-signal=INT", "script", "-qec", CLIENT, "/dev/null");
    builder.directory(daemon.directory.toFile()).redirectErrorStream(true);
    String directory = daemon.directory.toString();
    builder.environment().put("TERM", type);
    builder.environment().put("SHELL", "/bin/sh");
    builder.environment().put("HOME", directory);
    builder.environment().put("TMPDIR", directory);
    builder.environment().put("MANUAL_KEY_SOCKET", daemon.socket.toString());
    builder.environment().put("MK_JAVA", System.getProperty("java.home") + "/bin/java");
    builder.environment().put("MK_CLASSES", DaemonProcess.classPath());
    builder.environment().remove("SMF_FMRI");
    return new Terminal(builder.start());
  }

  private void collect() {
    byte[] octets = new byte[8192];
    try (InputStream in = process.getInputStream()) {
      for (int count = in.read(octets); count >= 0; count = in.read(octets)) {
        add(new String(octets, 0, count, StandardCharsets.ISO_8859_1));
      }
    } catch (IOException e) {
      add(e.toString());
    }
    end();
  }

  private synchronized void add(String text) {
    shown.append(text);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  Terminal type(String keys) throws IOException {
    process.getOutputStream().write(keys.getBytes(StandardCharsets.ISO_8859_1));
    process.getOutputStream().flush();
    return this;
  }

  /** Waits for a text, and returns what was shown up to its end since the last call. */
  synchronized String until(String text) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    int at = shown.indexOf(text);
    while (at < 0) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (ended || left <= 0) {
        throw new AssertionError("'" + text + "' was not shown, but: " + shown);
      }
      wait(left);
      at = shown.indexOf(text);
    }
    String passed = shown.substring(0, at + text.length());
    shown.delete(0, at + text.length());
    return passed;
  }

  /** The exit status of the client, or -1 when it does not end. */
  int status() throws InterruptedException {
    return process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }
}
