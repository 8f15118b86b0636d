package org.manualkey.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.app.DaemonProcess;
import org.newsclub.net.unix.AFUNIXSocket;

/**
 * A running daemon that may not open as many files as it needs. It runs from jars, as it is
 * installed: a directory of classes would have to be opened for each of them.
 */
final class LackOfDescriptorsTest {
  private static final long ENOUGH = 1024;

  @TempDir Path directory;

  @Test
  void clientsAreRefusedOrWait_nothingChanges_andTheNextCommandWorks() throws Exception {
    try (DaemonProcess daemon = DaemonProcess.servingFrom(jars(), directory)) {
      daemon.writeKeys(DaemonProcess.commands(2));
      RawClients.run(
          daemon, "manual-keyadm", "status"); // it serves by now, and nothing else has run
      long first = firstFree(daemon);
      boolean done = false;
      for (long free = 0; !done; free++) {
        assertThat(free).as("more than any command needs").isLessThan(30);
        limit(daemon, first + free);
        try (RawClients clients = new RawClients()) {
          AFUNIXSocket client =
              clients.say(daemon.privateSocket(), "manual-keyadm", "enable", "-s");
          String failure = failure(client);
          done = failure.isEmpty();
          limit(daemon, ENOUGH);
          assertThat(done || failure.contains("Too many open files"))
              .as("%s free: %s", free, failure)
              .isTrue();
        }
        DaemonProcess.Ended status = RawClients.run(daemon, "manual-keyadm", "status");
        int sas = RawClients.sas(daemon);
        if (status.out().startsWith("state       online\n")) {
          assertThat(sas).isEqualTo(2);
        } else {
          assertThat(sas).as(status.out()).isZero();
          RawClients.run(daemon, "manual-keyadm", "disable", "-s");
        }
      }
      checkThatClientsWaitForADescriptor(daemon);
      assertThat(RawClients.run(daemon, "manual-keyadm", "refresh", "-s").status()).isZero();
      assertThat(RawClients.run(daemon, "manual-keyadm", "status", "--json").status()).isZero();
      assertThat(RawClients.run(daemon, "manual-keyadm", "disable", "-s").status()).isZero();
      assertThat(daemon.log).content().doesNotContain("NoClassDefFound");
    }
  }

  /** Why a command failed; empty: it did not. */
  private static String failure(AFUNIXSocket client) throws IOException {
    DaemonProcess.Ended ended = RawClients.end(client);
    return ended.status() == 0 ? "" : ended.err();
  }

  /** The thread that accepts has the descriptor of the next client already; others wait. */
  private static void checkThatClientsWaitForADescriptor(DaemonProcess daemon) throws Exception {
    limit(daemon, firstFree(daemon));
    try (RawClients clients = new RawClients()) {
      clients.say(daemon.privateSocket(), "ipseckey");
      AFUNIXSocket waiting = clients.say(daemon.privateSocket(), "manual-keyadm", "status");
      assertThat(daemon.logs("accept failed: Too many open files")).isTrue();
      limit(daemon, ENOUGH);
      assertThat(RawClients.end(waiting).status()).isZero();
    }
  }

  /** The class path of the daemon, with a jar in place of each directory. */
  private String jars() {
    List<String> jars = new ArrayList<>();
    for (String entry : DaemonProcess.classPath().split(File.pathSeparator, -1)) {
      if (entry.endsWith("test-classes")) {
        continue;
      }
      String jar = entry;
      if (Files.isDirectory(Path.of(entry))) {
        jar = directory.resolve(jars.size() + ".jar").toString();
        ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
        assertThat(tool.run(System.out, System.err, "--create", "--file", jar, "-C", entry, "."))
            .isZero();
      }
      jars.add(jar);
    }
    return String.join(File.pathSeparator, jars);
  }

  /** The lowest number that no open file has: what is opened next gets it. */
  private static long firstFree(DaemonProcess daemon) throws IOException {
    Path open = Path.of("/proc/" + daemon.process.pid() + "/fd");
    long number = 0;
    while (Files.exists(open.resolve(String.valueOf(number)), LinkOption.NOFOLLOW_LINKS)) {
      number++;
    }
    return number;
  }

  private static void limit(DaemonProcess daemon, long files) throws Exception {
    String pid = String.valueOf(daemon.process.pid());
    assertThat(
            new ProcessBuilder("prlimit", "--pid", pid, "--nofile=" + files + ":")
                .start()
                .waitFor())
        .isZero();
  }
}
