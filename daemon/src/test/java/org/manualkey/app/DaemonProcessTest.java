package org.manualkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** What only whole processes show: signals, exit statuses, other users, limits. */
final class DaemonProcessTest {
  @TempDir private Path directory;

  @Test
  void hangup_loadsTheKeyFileAgain() throws Exception {
    try (DaemonProcess daemon = DaemonProcess.serving(directory)) {
      daemon.writeKeys(DaemonProcess.commands(3));
      assertThat(daemon.adm("enable", "-s").status()).isZero();
      daemon.writeKeys(DaemonProcess.commands(5));
      daemon.signal("HUP");
      assertThat(daemon.logs("5 commands loaded")).isTrue();
      daemon.writeKeys("nonsense\n");
      daemon.signal("HUP");
      assertThat(daemon.logs("online -> maintenance")).isTrue();
      assertThat(daemon.adm("status").status()).isEqualTo(3);
      daemon.writeKeys(DaemonProcess.commands(7));
      daemon.signal("HUP");
      assertThat(daemon.logs("7 commands loaded")).isTrue();
      assertThat(daemon.adm("status").status()).isZero();
    }
  }

  @Test
  void hangup_ofADisabledService_loadsNothing() throws Exception {
    try (DaemonProcess daemon = DaemonProcess.serving(directory)) {
      daemon.writeKeys(DaemonProcess.commands(3));
      assertThat(daemon.adm("status").status()).isEqualTo(3); // it has its handlers by now
      daemon.signal("HUP");
      assertThat(daemon.logs("SIGHUP: nothing changed: the service is disabled")).isTrue();
      assertThat(daemon.adm("status").out()).startsWith("state       disabled\n");
    }
  }

  @Test
  void systemd_isReportedOfTheFirstLoadAndOfEveryChangeOfState() throws Exception {
    try (DaemonProcess daemon = DaemonProcess.serving(directory)) {
      daemon.writeKeys(DaemonProcess.commands(3));
      assertThat(daemon.adm("enable", "-s").status()).isZero();
    }
    Path notify = directory.resolve("notify");
    try (AFUNIXDatagramSocket systemd = AFUNIXDatagramSocket.newInstance()) {
      systemd.bind(AFUNIXSocketAddress.of(notify));
      systemd.setSoTimeout(60_000);
      try (DaemonProcess daemon =
          DaemonProcess.start(directory, "env", "NOTIFY_SOCKET=" + notify)) {
        assertThat(received(systemd)).startsWith("STATUS=offline: loading ");
        assertThat(received(systemd)).startsWith("STATUS=online: 3 commands loaded");
        assertThat(received(systemd)).startsWith("READY=1\nSTATUS=online: 3 commands loaded");
        daemon.writeKeys("add esp nonsense 1\n");
        daemon.signal("HUP");
        assertThat(received(systemd)).matches("RELOADING=1\nMONOTONIC_USEC=[1-9]\\d*");
        assertThat(received(systemd)).startsWith("STATUS=maintenance: ").doesNotContain("nonsense");
        assertThat(received(systemd)).startsWith("READY=1\nSTATUS=maintenance: ");
        assertThat(daemon.adm("disable", "-s").status()).isZero();
        assertThat(received(systemd)).startsWith("STATUS=disabled");
        daemon.signal("TERM");
        assertThat(received(systemd)).isEqualTo("STOPPING=1");
      }
    }
  }

  private static String received(AFUNIXDatagramSocket systemd) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
    systemd.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
  }

  @Test
  void termination_reportsClientsRemovesTheSocketAndExitsWithZero() throws Exception {
    try (DaemonProcess daemon = DaemonProcess.serving(directory)) {
      ProcessBuilder builder =
          new ProcessBuilder(
              DaemonProcess.java(DaemonProcess.classPath(), "org.manualkey.client.Ipseckey"));
      builder.environment().put("MANUAL_KEY_SOCKET", daemon.socket.toString());
      Process client = builder.start();
      client.getOutputStream().write("help\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      client.getOutputStream().flush();
      assertThat(client.getInputStream().read()).isPositive(); // so the session has begun
      daemon.signal("TERM");
      assertThat(daemon.ended()).isZero();
      assertThat(client.getErrorStream().readAllBytes())
          .asString()
          .isEqualTo("ipseckey: manual-keyd refused: manual-keyd is stopping\n");
      assertThat(client.waitFor()).isEqualTo(1);
      assertThat(daemon.socket).doesNotExist();
    }
  }

  @Test
  void secondDaemon_onTheSameSocket_reportsItAndExitsWithOne() throws Exception {
    try (DaemonProcess first = DaemonProcess.serving(directory)) {
      Path elsewhere = Files.createDirectory(directory.resolve("second"));
      Files.createSymbolicLink(elsewhere.resolve("run"), directory.resolve("run"));
      try (DaemonProcess second = DaemonProcess.start(elsewhere)) {
        assertThat(second.ended()).isEqualTo(1);
        assertThat(second.log)
            .content()
            .endsWith(
                "manual-keyd: "
                    + second.socket
                    + ": cannot listen: already in use by another manual-keyd (pid "
                    + first.process.pid()
                    + ")\n");
      }
      assertThat(first.ipseckey("help").status()).isZero();
    }
  }

  @Test
  void secondDaemon_onTheSameState_saysWhoHasItAndExitsWithOne() throws Exception {
    try (DaemonProcess first = DaemonProcess.serving(directory)) {
      Path elsewhere = Files.createDirectory(directory.resolve("second"));
      Path state = elsewhere.resolve("state");
      Files.createSymbolicLink(state, directory.resolve("state"));
      try (DaemonProcess second = DaemonProcess.start(elsewhere)) {
        assertThat(second.ended()).isEqualTo(1);
        assertThat(second.log)
            .content()
            .endsWith(
                "manual-keyd: "
                    + state
                    + ": cannot be used: already in use by another manual-keyd (pid "
                    + first.process.pid()
                    + ")\n");
        assertThat(second.socket).doesNotExist();
      }
      assertThat(first.adm("enable").status()).isZero();
    }
  }

  @Test
  void pipes_areReadToTheirEnd() throws Exception {
    try (DaemonProcess daemon = DaemonProcess.serving(directory)) {
      assertThat(piped(daemon, "-f -", "cat")).isEqualTo(0);
      assertThat(daemon.ipseckey("-n", "dump").out()).contains("spi=0x10001");
      assertThat(piped(daemon, "-c /dev/stdin", "cat")).isEqualTo(0);
      assertThat(piped(daemon, "-c <(cat keys)", "true")).isEqualTo(0);
      assertThat(piped(daemon, "-c -", "sed s/spi/sip/")).isEqualTo(1);
    }
  }

  /** The exit status of a client that reads the output of a command on some keys. */
  private static int piped(DaemonProcess daemon, String options, String command) throws Exception {
    daemon.writeKeys(DaemonProcess.commands(2));
    String client =
        String.join(
            " ",
            DaemonProcess.java(
                "'" + DaemonProcess.classPath() + "'", "org.manualkey.client.Ipseckey"));
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", command + " < keys | " + client + " -n " + options);
    builder.directory(daemon.directory.toFile());
    builder.environment().put("MANUAL_KEY_SOCKET", daemon.socket.toString());
    return builder
        .redirectErrorStream(true)
        .redirectOutput(daemon.directory.resolve("out").toFile())
        .start()
        .waitFor();
  }

  @Test
  void afterAKill_theNextDaemonReplacesSocketAndLockAndLoadsAgain() throws Exception {
    try (DaemonProcess daemon = DaemonProcess.serving(directory)) {
      daemon.writeKeys(DaemonProcess.commands(2));
      assertThat(daemon.adm("enable", "-s").status()).isZero();
      daemon.signal("KILL");
      assertThat(daemon.ended()).isEqualTo(137);
      assertThat(daemon.socket).exists();
    }
    try (DaemonProcess daemon = DaemonProcess.serving(directory)) {
      DaemonProcess.Ended get =
          daemon.ipseckey("-n", "get", "esp", "spi", "0x10001", "dst", "10.0.0.1");
      assertThat(get.status()).isZero();
      assertThat(get.out()).contains("10.0.0.1");
    }
  }

  @Test
  void logThatNobodyReads_holdsUpNeitherLoadsNorTheEnd() throws Exception {
    // A FIFO that the daemon itself keeps open: it takes 64 KiB and no more.
    String pipe = directory.resolve("pipe").toString();
    try (DaemonProcess daemon =
        DaemonProcess.serving(
            directory,
            "bash",
            "-c",
            "mkfifo " + pipe + "; exec 3<>" + pipe + "; exec \"$@\" >&3 2>&3",
            "bash")) {
      daemon.writeKeys(DaemonProcess.commands(1));
      assertThat(daemon.adm("enable", "-s").status()).isZero();
      for (int i = 0; i < 25; i++) { // 50 lines each
        daemon.writeKeys("add esp spi nonsense dst 192.0.2.1\n".repeat(60));
        assertThat(daemon.adm("refresh", "-s").status()).isOne();
        daemon.writeKeys(DaemonProcess.commands(1));
        assertThat(daemon.adm("clear", "-s").status()).isZero();
      }
      assertThat(daemon.ipseckey("-n", "dump").status()).isZero();
      long start = System.nanoTime();
      daemon.signal("TERM");
      assertThat(daemon.ended()).isZero();
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(20));
    }
  }

  @Test
  void fullDisk_keepsWhatTheTargetHeldAndLeavesNoNewFile() throws Exception {
    // What a process may write at most stands for the disk.
    try (DaemonProcess daemon =
        DaemonProcess.serving(directory, "bash", "-c", "ulimit -f 64; exec \"$@\"", "bash")) {
      daemon.writeKeys(DaemonProcess.commands(2_000));
      assertThat(daemon.adm("enable", "-s").status()).isZero();
      Path old = Files.writeString(directory.resolve("old"), "old\n");
      Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rw-------"));
      DaemonProcess.Ended onOld = daemon.ipseckey("-n", "-s", old.toString());
      assertThat(onOld.status()).isEqualTo(1);
      assertThat(onOld.err()).contains("ipseckey: " + old + ": ").contains("File too large");
      assertThat(old).hasContent("old\n");
      Path made = directory.resolve("new");
      assertThat(daemon.ipseckey("-n", "-s", made.toString()).status()).isEqualTo(1);
      assertThat(made).doesNotExist();
      daemon.ipseckey("-n", "save", "esp", made.toString());
      assertThat(made).doesNotExist();
    }
  }

  @Test
  void wrongArguments_exitWithTwo_andWhatCannotBeReadWithOne() throws Exception {
    assertThat(daemon("--nonsense")).startsWith("2 manual-keyd: unknown argument '--nonsense'");
    assertThat(daemon("--sockte", "x")).contains("; did you mean '--socket'?");
    String key = "9bdb8d9e7f26d6fd4c2a24d5a2ab6bbd";
    assertThat(daemon(key)).contains("unknown argument (32 characters, not shown)");
    assertThat(daemon("--set", key)).contains("not (32 characters, not shown)");
    assertThat(daemon("--backend", key)).contains("back end (32 characters, not shown)");
    assertThat(daemon("--help")).startsWith("0 usage: manual-keyd");
    assertThat(daemon("-h")).startsWith("0 usage: manual-keyd");
    assertThat(daemon("--version")).startsWith("0 manual-keyd (manual-key) ");
    String missing = directory.resolve("missing").toString();
    assertThat(daemon("--config", "/dev/null", "--check", missing))
        .isEqualTo("1 manual-keyd: " + missing + ": no such file\n");
    assertThat(daemon("--set", "config/scope"))
        .startsWith("2 manual-keyd: option --set requires NAME=VALUE, not 'config/scope'");
    assertThat(daemon("--set", "config/scop=all"))
        .startsWith("2 manual-keyd: unknown property 'config/scop'; did you mean 'config/scope'?");
    assertThat(daemon("--set", "config/scope=some"))
        .startsWith("1 manual-keyd: --set: invalid value 'some' for config/scope");
    assertThat(daemon("--socket")).startsWith("2 manual-keyd: option --socket requires a value");
    assertThat(daemon("--config", directory.toString())).startsWith("1 manual-keyd: ");
    String noConfiguration =
        "1 manual-keyd: /none/p: no such file; correct --config, or leave it out\n";
    assertThat(daemon("--config", "/none/p", "--backend", "memory")).isEqualTo(noConfiguration);
    assertThat(daemon("--config", "/none/p", "--flush")).isEqualTo(noConfiguration);
    assertThat(daemon("--config", "/none/p", "--check", missing)).isEqualTo(noConfiguration);
    Path config = Files.writeString(directory.resolve("p"), "config/algorithms_file = /nowhere\n");
    assertThat(daemon("--backend", "memory", "--config", config.toString()))
        .startsWith("1 manual-keyd: ")
        .contains("/nowhere")
        .doesNotContain("\tat ");
  }

  @Test
  void tableOfAlgorithmsThatIsTooLarge_endsTheStart() throws Exception {
    Path table = Files.writeString(directory.resolve("table"), "#\n".repeat(100_000));
    Path config =
        Files.writeString(directory.resolve("p"), "config/algorithms_file = " + table + "\n");
    assertThat(daemon("--backend", "memory", "--config", config.toString()))
        .startsWith("1 manual-keyd: " + config)
        .contains(": config/algorithms_file: " + table + ": not more than 127 KiB are allowed");
  }

  private static String daemon(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            DaemonProcess.java(DaemonProcess.classPath(), "org.manualkey.app.ManualKeyd"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    return process.waitFor() + " " + said;
  }

  @Test
  void anotherUser_mayAskForHelpAndStatus_andTheRestIsRefusedAndLogged() throws Exception {
    Nobody.assumePossible();
    Path open = Files.createTempDirectory("manual-key-test");
    try (DaemonProcess daemon = DaemonProcess.serving(open)) {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
      String classes = Nobody.classPath(open, DaemonProcessTest::isOfTheClient);
      Path file = Files.writeString(open.resolve("f"), DaemonProcess.commands(1));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      assertThat(asNobody(daemon, classes, "Ipseckey", "help").status()).isZero();
      assertThat(asNobody(daemon, classes, "ManualKeyAdm", "status").status()).isEqualTo(3);
      List<List<String>> refused =
          List.of(
              List.of("Ipseckey", "flush"),
              List.of("Ipseckey", "dump"),
              List.of("Ipseckey", "-s", "-"),
              List.of("Ipseckey", "-n", "-f", file.toString()),
              List.of("Ipseckey"),
              List.of("ManualKeyAdm", "enable"));
      for (List<String> words : refused) {
        DaemonProcess.Ended ended = asNobody(daemon, classes, words.toArray(String[]::new));
        assertThat(ended.status()).as("%s", words).isEqualTo(1);
        assertThat(ended.err()).contains("permission denied");
      }
      Files.setPosixFilePermissions(
          daemon.socket.getParent(), PosixFilePermissions.fromString("rwx------"));
      List<String> underSmf = new ArrayList<>(List.of("env", "SMF_FMRI=svc:/x"));
      underSmf.addAll(Nobody.java(classes, "org.manualkey.client.Ipseckey", "flush"));
      assertThat(daemon.run(underSmf).status()).isEqualTo(100);
      assertThat(daemon.log)
          .content()
          .containsPattern("uid 65534 \\(pid \\d+\\): permission denied: ipseckey flush\n")
          .containsPattern("uid 65534 \\(pid \\d+\\): permission denied: ipseckey dump\n")
          .containsPattern("uid 65534 \\(pid \\d+\\): permission denied: ipseckey -s\n")
          .containsPattern("uid 65534 \\(pid \\d+\\): permission denied: ipseckey -f\n")
          .containsPattern(
              "uid 65534 \\(pid \\d+\\): permission denied: ipseckey interactive session\n")
          .containsPattern("uid 65534 \\(pid \\d+\\): permission denied: manual-keyadm enable\n");
    } finally {
      delete(open);
    }
  }

  @Test
  void checkOfAnotherUser_isLikeThatOfRoot_andRunsInTheirOwnProcess() throws Exception {
    Nobody.assumePossible();
    Path open = Files.createTempDirectory("manual-key-test");
    try {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
      String classes = Nobody.classPath(open, DaemonProcessTest::isOfTheDaemon);
      Path checker = checker(open, classes);
      Path good = open.resolve("good");
      // The embedded SADB, as illumos, has these two together; Linux has not.
      Files.writeString(
          good,
          "add esp spi 0x2112 dst 192.0.2.1 encralg aes-gcm encrkey "
              + "9bdb8d9e7f26d6fd4c2a24d5a2ab6bbd5a0b0f5e"
              + " authalg sha256 authkey "
              + "0".repeat(63)
              + "7\n");
      Path bad =
          Files.writeString(open.resolve("bad"), "add esp sip 0x2112 dst 192.0.2.1\nfulsh\n");
      Files.setPosixFilePermissions(good, PosixFilePermissions.fromString("rw-r--r--"));
      Files.setPosixFilePermissions(bad, PosixFilePermissions.fromString("rw-r--r--"));
      try (DaemonProcess daemon = DaemonProcess.serving(open)) {
        for (Path file : List.of(good, bad)) {
          for (String option : List.of("-nc", "--json")) {
            String[] words =
                option.equals("-nc")
                    ? new String[] {option, file.toString()}
                    : new String[] {option, "-n", "-c", file.toString()};
            DaemonProcess.Ended root = daemon.ipseckey(words);
            assertThat(root.status()).isEqualTo(file.equals(good) ? 0 : 1);
            assertThat(checkAsNobody(daemon, classes, checker, words)).isEqualTo(root);
          }
        }
        assertThat(daemon.log).content().doesNotContain("uid 65534");
        daemon.signal("KILL");
        daemon.ended();
        DaemonProcess.Ended alone = checkAsNobody(daemon, classes, checker, "-nc", good.toString());
        assertThat(alone.status()).isEqualTo(1);
        assertThat(alone.err())
            .contains("ipseckey: warning: checking for back end xfrm, since no manual-keyd")
            .contains("good:1:");
      }
    } finally {
      delete(open);
    }
  }

  /** What a client runs to check a file, as it is installed. */
  private static Path checker(Path directory, String classes) throws IOException {
    List<String> java = DaemonProcess.java(classes, "org.manualkey.app.ManualKeyd");
    Path checker =
        Files.writeString(
            directory.resolve("keyd"), "#!/bin/sh\nexec " + String.join(" ", java) + " \"$@\"\n");
    Files.setPosixFilePermissions(checker, PosixFilePermissions.fromString("rwxr-xr-x"));
    return checker;
  }

  private static DaemonProcess.Ended checkAsNobody(
      DaemonProcess daemon, String classes, Path checker, String... words) throws Exception {
    List<String> command =
        new ArrayList<>(Nobody.java(classes, "org.manualkey.client.Ipseckey", words));
    command.add(command.indexOf("-cp"), "-Dmanualkey.keyd=" + checker);
    return daemon.run(command);
  }

  private static boolean isOfTheDaemon(Path entry) {
    return !entry.endsWith("test-classes");
  }

  private static DaemonProcess.Ended asNobody(DaemonProcess daemon, String classes, String... words)
      throws Exception {
    String[] arguments = Arrays.copyOfRange(words, 1, words.length);
    return daemon.run(Nobody.java(classes, "org.manualkey.client." + words[0], arguments));
  }

  private static boolean isOfTheClient(Path entry) {
    return entry.toString().contains("junixsocket")
        || entry.startsWith(Path.of("").toAbsolutePath().resolveSibling("client"))
        || entry.getFileName().toString().startsWith("manual-key-client-");
  }

  private static void delete(Path tree) throws IOException {
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException e)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
