package org.manualkey.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.app.DaemonProcess;
import org.manualkey.app.Nobody;

/**
 * What a killed client or daemon leaves of a file that exists already: it is looked at before every
 * step of both that changes files.
 */
final class SaveAtEveryStepTest {
  private static final int SAS = 300;

  /** Shorter than what is saved. */
  private static final String OLD = "# old\n".repeat(1_000);

  private static final int OTHER_GROUP = 12_345;

  @TempDir Path directory;
  private Path file;

  /** A file at one moment. */
  private record Found(Object key, String mode, Object owner, Object group, String text) {
    @Override
    public String toString() { // the text has keys
      return "%s %s %s:%s, %d characters".formatted(key, mode, owner, group, text.length());
    }
  }

  @BeforeEach
  void writeOldFile() throws IOException {
    file = Files.createDirectory(directory.resolve("folder")).resolve("saved");
    Files.writeString(file, OLD);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    if (Nobody.isPossible()) { // for root
      Files.setAttribute(file, "unix:gid", OTHER_GROUP);
    }
  }

  private Found look() {
    try {
      return new Found(
          Files.getAttribute(file, "unix:ino"),
          PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
          Files.getAttribute(file, "unix:uid"),
          Files.getAttribute(file, "unix:gid"),
          Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void clientKilledAtAnyStep_leavesTheOldFileOrTheNew() throws Exception {
    Found old = look();
    try (DaemonProcess daemon = loaded()) {
      List<Process> killed = new ArrayList<>();
      saveStepped(
          daemon,
          killed,
          step -> {
            if (step.equals("rename")) {
              killed.getFirst().destroyForcibly().onExit().join();
            }
          });
      assertThat(look()).isEqualTo(old);
      assertThat(file.resolveSibling(".saved.new")).exists();

      List<Found> found = new ArrayList<>();
      List<String> steps = new ArrayList<>();
      saveStepped(
          daemon,
          new ArrayList<>(),
          step -> {
            steps.add(step);
            found.add(look());
          });
      assertThat(steps).contains("unlink", "open", "fchmod", "force", "rename");
      assertIsOldOrNew(found, old);
    }
  }

  @Test
  void daemonKilledAtAnyStep_leavesTheOldFileOrTheNew() throws Exception {
    Found old = look();
    List<Found> found = new CopyOnWriteArrayList<>();
    List<String> steps = savedBySteppedDaemon(found);
    assertThat(steps).contains("write", "force");
    assertIsOldOrNew(found, old);
  }

  /** Other names of a file lead to the new text only if that is written over the old one. */
  @Test
  void fileWithHardLinks_isWrittenInPlace_andEveryLineIsInItAtAnyStep() throws Exception {
    Path link = Files.createLink(file.resolveSibling("link"), file);
    Found old = look();
    List<Found> found = new CopyOnWriteArrayList<>();
    List<String> steps = savedBySteppedDaemon(found);
    assertThat(steps).contains("write", "force", "truncate");
    Found saved = look();
    assertThat(Files.isSameFile(file, link)).isTrue();
    assertThat(saved.text()).startsWith("# ").doesNotContain("# old");
    List<String> lines = saved.text().lines().toList();
    for (Found each : found) {
      assertThat(new Found(each.key, each.mode, each.owner, each.group, OLD)).isEqualTo(old);
      boolean complete =
          each.text().startsWith(OLD)
              || Set.copyOf(each.text().lines().toList()).containsAll(lines);
      assertThat(complete).as("%s", each).isTrue();
    }
  }

  private DaemonProcess loaded(String... before) throws Exception {
    DaemonProcess daemon = DaemonProcess.serving(directory, before);
    daemon.writeKeys(DaemonProcess.commands(SAS));
    assertThat(RawClients.run(daemon, "manual-keyadm", "enable", "-s").status()).isZero();
    return daemon;
  }

  private void saveStepped(DaemonProcess daemon, List<Process> started, Consumer<String> before)
      throws Exception {
    try (SteppedProcess stepped = new SteppedProcess()) {
      List<String> command =
          new ArrayList<>(
              DaemonProcess.java(DaemonProcess.classPath(), "org.manualkey.client.Ipseckey"));
      command.addAll(List.of("-n", "-s", file.toString()));
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.redirectOutput(directory.resolve("client").toFile());
      builder.environment().put("MANUAL_KEY_SOCKET", daemon.socket.toString());
      builder.environment().put("JDK_JAVA_OPTIONS", stepped.options());
      Process client = builder.start();
      try {
        started.add(client);
        stepped.run(before);
        assertThat(client.waitFor()).isIn(0, 137);
      } finally {
        client.destroyForcibly();
      }
    }
  }

  /** Saves by a daemon that is stepped meanwhile; its steps. */
  private List<String> savedBySteppedDaemon(List<Found> found) throws Exception {
    List<String> steps = new CopyOnWriteArrayList<>();
    CompletableFuture<Void> saves = new CompletableFuture<>();
    try (SteppedProcess stepped = new SteppedProcess()) {
      Thread thread =
          Thread.ofPlatform()
              .name("steps")
              .start(() -> {
                try {
                  stepped.run(step -> {
                    if (saves.isDone()) {
                      steps.add(step);
                      found.add(look());
                    }
                  });
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              });
      try (DaemonProcess daemon = loaded("env", "JDK_JAVA_OPTIONS=" + stepped.options())) {
        saves.complete(null);
        assertThat(daemon.ipseckey("-n", "-s", file.toString()).status()).isZero();
      }
      thread.join();
    }
    return steps;
  }

  private void assertIsOldOrNew(List<Found> found, Found old) {
    Found saved = look();
    assertThat(saved.text()).startsWith("# ").doesNotContain("# old");
    assertThat(new Found(old.key, saved.mode, saved.owner, saved.group, OLD)).isEqualTo(old);
    for (Found each : found) {
      boolean whole = each.equals(old) || each.equals(saved);
      assertThat(whole).as("%s is neither %s nor %s", each, old, saved).isTrue();
    }
  }
}
