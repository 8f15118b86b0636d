package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.request.Resolver;
import org.manualkey.wire.ClientFrame;
import org.manualkey.wire.DaemonFrame;
import org.manualkey.wire.Frame;

/** What goes to and fro while a command runs: input, prompts, files. */
final class ConversationTest {
  private static final String PROMPT = "ipseckey> ";
  private static final String GET = "get esp spi 0x10000 dst 10.0.0.0\n";

  @TempDir private Path directory;
  private LiveDaemon daemon;

  @BeforeEach
  void start() throws IOException {
    daemon = new LiveDaemon(directory).start();
  }

  @AfterEach
  void stop() {
    daemon.close();
  }

  private TestClient session(Map<String, String> environment) throws IOException {
    return daemon.client().sayAs(environment, "ipseckey", "-n");
  }

  private void load(int count) throws IOException {
    Path file = KeyFileText.write(directory.resolve("loaded"), KeyFileText.of(count));
    assertThat(KeyFileText.run(daemon, file, "-n", "-f", "loaded"))
        .isEqualTo(new TestClient.Ended("", "", 0, null));
  }

  @Test
  void terminal_isPromptedBeforeEveryCommand() throws IOException {
    try (TestClient client = session(Map.of("TERMINAL", ""))) {
      assertThat(client.untilReady()).isEqualTo(PROMPT);
      client.input("\n");
      assertThat(client.untilReady()).isEqualTo(PROMPT);
      client.input(KeyFileText.of(1));
      assertThat(client.untilReady()).isEqualTo(PROMPT);
      client.input("nonsense\n");
      assertThat(client.untilReady()).startsWith("ipseckey: ").endsWith(PROMPT);
      client.input("# nothing\n" + GET);
      assertThat(client.untilReady())
          .startsWith(PROMPT + "Base message")
          .contains("10.0.0.0")
          .endsWith(PROMPT);
      client.input("exit\n");
      assertThat(client.end()).isEqualTo(new TestClient.Ended("", "", 0, null));
    }
  }

  @Test
  void pipe_isNotPromptedBeforeTheFirstCommandNorAfterOneAboutAnSa() throws IOException {
    try (TestClient client = session(Map.of())) {
      assertThat(client.untilReady()).isEmpty();
      client.input(KeyFileText.of(1));
      assertThat(client.untilReady()).isEmpty();
      client.input("flush\n");
      assertThat(client.untilReady()).isEqualTo(PROMPT);
      client.send(new ClientFrame.EndOfInput());
      assertThat(client.end()).isEqualTo(new TestClient.Ended("", "", 0, null));
    }
  }

  @Test
  void lines_comeInPiecesAndInBundles() throws IOException {
    try (TestClient client = session(Map.of())) {
      client.untilReady();
      String line = KeyFileText.of(1);
      for (int i = 0; i < line.length() - 1; i++) {
        client.input(line.substring(i, i + 1));
        assertThat(client.untilReady()).isEmpty();
      }
      client.input("\n" + GET + "fl");
      assertThat(client.untilReady()).contains("10.0.0.0");
      client.input("ush\n" + GET);
      assertThat(client.untilReady()).startsWith(PROMPT).contains("does not exist");
      client.send(new ClientFrame.EndOfInput());
      assertThat(client.end().exit()).isZero();
    }
  }

  @Test
  void continuedLines_areOneCommand() throws IOException {
    load(1);
    try (TestClient client = session(Map.of("TERMINAL", ""))) {
      client.untilReady();
      client.input("get esp \\\n");
      assertThat(client.untilReady()).isEqualTo("> ");
      client.input("spi 0x10000 \\\r\n");
      assertThat(client.untilReady()).isEqualTo("> ");
      client.input("dst 10.0.0.0\n");
      assertThat(client.untilReady()).startsWith("Base message").endsWith(PROMPT);
    }
  }

  @Test
  void editor_getsWordsAndPromptsAndMayDropACommand() throws IOException {
    load(1);
    try (TestClient client = session(Map.of("TERMINAL", "", "PROMPTS", ""))) {
      client.expect(DaemonFrame.Welcome.class);
      Map<String, List<String>> places = client.expect(DaemonFrame.Words.class).places();
      assertThat(places.get("")).contains("add", "passive_monitor", "quit");
      assertThat(places.get("flush")).containsExactly("all", "ah", "esp");
      assertThat(places.get("get")).containsExactly("ah", "esp");
      assertThat(places.get("add *")).contains("authkey", "spi", "hard_usetime");
      assertThat(places.get("get *")).contains("spi", "dst").doesNotContain("authkey");
      assertThat(places.get("encr_alg")).contains("aes-cbc").doesNotContain("sha1");
      assertThat(places.get("authalg")).contains("hmac-sha256", "sha1").doesNotContain("aes");
      assertThat(places.get("spi")).isEmpty();
      DaemonFrame.Ready prompt = new DaemonFrame.Ready(PROMPT);
      assertThat(client.expect(DaemonFrame.Ready.class)).isEqualTo(prompt);
      client.input("flush \\\n");
      assertThat(client.expect(DaemonFrame.Ready.class)).isEqualTo(new DaemonFrame.Ready("> "));
      client.send(new ClientFrame.Abandon());
      assertThat(client.expect(DaemonFrame.Ready.class)).isEqualTo(prompt);
      client.input(GET);
      assertThat(client.untilReady()).startsWith("Base message").doesNotContain(PROMPT);
      client.send(new ClientFrame.EndOfInput());
      assertThat(client.end()).isEqualTo(new TestClient.Ended("", "", 0, null));
    }
  }

  @Test
  void abandonByAClientThatDoesNotPrompt_isRefused() throws IOException {
    try (TestClient client = session(Map.of("TERMINAL", ""))) {
      client.untilReady();
      client.send(new ClientFrame.Abandon());
      assertThat(client.end().refused()).isEqualTo("protocol error: unexpected Abandon");
    }
  }

  @Test
  void lastLineWithoutNewline_isACommand() throws IOException {
    load(1);
    try (TestClient client = session(Map.of())) {
      client.untilReady();
      client.input(GET.strip());
      client.untilReady();
      client.send(new ClientFrame.EndOfInput());
      TestClient.Ended ended = client.end();
      assertThat(ended.out()).contains("10.0.0.0");
      assertThat(ended.exit()).isZero();
    }
  }

  @Test
  void interrupt_endsTheSession() throws IOException {
    try (TestClient client = session(Map.of("TERMINAL", ""))) {
      client.untilReady();
      client.send(new ClientFrame.Interrupt());
      assertThat(client.end().exit()).isZero();
    }
  }

  @Test
  void frameThatDoesNotAnswer_endsTheSession() throws IOException {
    try (TestClient client = session(Map.of("TERMINAL", ""))) {
      client.untilReady();
      client.send(new ClientFrame.NotOpened("x"));
      assertThat(client.end().refused()).isEqualTo("protocol error: unexpected NotOpened");
    }
  }

  @Test
  void saveByOption_replacesWhatTheFileHeld() throws IOException {
    load(3);
    Path target = Files.writeString(directory.resolve("t"), "x".repeat(100_000));
    try (RandomAccessFile file = new RandomAccessFile(target.toFile(), "rw");
        TestClient client = daemon.client()) {
      client.pass(file.getFD(), "ipseckey", "-n", "-s", "t");
      assertThat(client.end()).isEqualTo(new TestClient.Ended("", "", 0, null));
    }
    assertThat(target)
        .content()
        .contains(KeyFileText.ENCRYPTION_MARK)
        .contains("10.0.0.2")
        .doesNotContain("xxx");
    daemon.ipseckey("flush");
    KeyFileText.write(directory.resolve("u"), Files.readString(target));
    assertThat(KeyFileText.run(daemon, directory.resolve("u"), "-n", "-f", "u").exit()).isZero();
  }

  @Test
  void saveToAPath_asksTheClientToOpenIt() throws IOException {
    load(1);
    Path target = directory.resolve("t");
    try (TestClient client = daemon.client().say("ipseckey", "-n", "save", "esp", "some/where");
        FileOutputStream file = new FileOutputStream(target.toFile())) {
      client.expect(DaemonFrame.Welcome.class);
      assertThat(client.expect(DaemonFrame.OpenForSaving.class).path()).isEqualTo("some/where");
      client.socket.setOutboundFileDescriptors(file.getFD());
      client.send(new ClientFrame.Opened());
      assertThat(client.end()).isEqualTo(new TestClient.Ended("", "", 0, null));
    }
    assertThat(target).content().contains(KeyFileText.ENCRYPTION_MARK);
  }

  @Test
  void saveToAPath_thatTheClientCannotOpen_failsWithItsReason() throws IOException {
    try (TestClient client = session(Map.of())) {
      client.untilReady();
      client.input("save esp some/where\n");
      client.expect(DaemonFrame.OpenForSaving.class);
      client.send(new ClientFrame.NotOpened("no such place"));
      assertThat(client.untilReady()).contains("ipseckey: some/where: no such place\n");
      client.input("save esp some/where\n");
      client.expect(DaemonFrame.OpenForSaving.class);
      client.send(new ClientFrame.NotOpened("cannot save to some/where: is a directory"));
      assertThat(client.untilReady())
          .contains("ipseckey: cannot save to some/where: is a directory\n");
      client.input("flush\n"); // the session goes on
      assertThat(client.untilReady()).isEqualTo(PROMPT);
    }
  }

  @Test
  void saveToAPath_openedWithoutDescriptor_isRefused() throws IOException {
    try (TestClient client = daemon.client().say("ipseckey", "-n", "save", "esp", "x")) {
      client.expect(DaemonFrame.Welcome.class);
      client.expect(DaemonFrame.OpenForSaving.class);
      client.send(new ClientFrame.Opened());
      TestClient.Ended ended = client.end();
      assertThat(ended.refused()).contains("missing descriptor");
    }
  }

  @Test
  void saveTarget_thatCannotBeWritten_isLeftAlone() throws IOException {
    load(1);
    Path target = Files.writeString(directory.resolve("t"), "old\n");
    try (FileInputStream readOnly = new FileInputStream(target.toFile());
        TestClient client = daemon.client()) {
      client.pass(readOnly.getFD(), "ipseckey", "-n", "-s", "t");
      TestClient.Ended ended = client.end();
      assertThat(ended.exit()).isEqualTo(1);
      assertThat(ended.err()).startsWith("ipseckey: t: ");
    }
    assertThat(target).hasContent("old\n");
  }

  @Test
  void saveOption_withoutItsDescriptor_isAnErrorOfTheCommand() throws IOException {
    assertThat(daemon.ipseckey("-s", "t"))
        .isEqualTo(
            new TestClient.Ended("", "ipseckey: t: missing descriptor from client\n", 1, null));
  }

  @Test
  void keyFile_thatIsAPipe_isReadAsStandardInput() throws IOException {
    for (String name : List.of("-", "/dev/fd/63")) {
      for (String option : List.of("-c", "-f")) {
        try (TestClient client = daemon.client().say("ipseckey", "-n", option, name)) {
          assertThat(client.untilReady()).isEmpty();
          client.input("flush esp\nflu");
          client.expect(DaemonFrame.Ready.class);
          client.input("sh ah\nnonsense\n");
          client.expect(DaemonFrame.Ready.class);
          client.send(new ClientFrame.EndOfInput());
          TestClient.Ended ended = client.end();
          assertThat(ended.exit()).isEqualTo(1);
          assertThat(ended.err())
              .startsWith(
                  "ipseckey: warning: "
                      + (name.equals("-") ? "standard input" : name)
                      + ": owner and mode of a pipe are not checked\n")
              .contains(":3:1: error: unknown command")
              .contains(option.equals("-c") ? "2 of 3 commands are valid" : "failed: line 3");
        }
      }
    }
  }

  @Test
  void keyFile_thatIsCutOff_isNotRun() throws IOException {
    load(1);
    try (TestClient client = daemon.client().say("ipseckey", "-n", "-f", "-")) {
      client.untilReady();
      client.input("flush\n");
      client.expect(DaemonFrame.Ready.class);
      client.send(new ClientFrame.Interrupt());
      TestClient.Ended ended = client.end();
      assertThat(ended.exit()).isEqualTo(1);
      assertThat(ended.err()).endsWith("ipseckey: interrupted; 0 commands applied\n");
    }
    assertThat(daemon.ipseckey("-n", "dump").out()).contains("SADB_ASSOC");
  }

  @Test
  void algorithms_areListedWithTheirKeys() throws IOException {
    TestClient.Ended ended = daemon.ipseckey("algorithms");
    assertThat(ended.exit()).isZero();
    assertThat(ended.out())
        .contains("authentication  hmac-sha256       256 bits ")
        .contains("encryption      aes-gcm           128, 192 or 256 bits + 32 salt   aes-gcm16\n")
        .contains(
            "encryption      aes-ctr           128, 192 or 256 bits + 32 salt\n"
                + "  refused by this back end: illumos has none of them");
    assertThat(daemon.ipseckey("help", "algorithms")).isEqualTo(ended);
  }

  @Test
  void helpAndVersion_succeed() throws IOException {
    for (String program : List.of("ipseckey", "manual-keyadm")) {
      for (String option : List.of("--help", "-h", "--version")) {
        try (TestClient client = daemon.client().say(program, option)) {
          TestClient.Ended ended = client.end();
          assertThat(ended.exit()).as(program + " " + option).isZero();
          assertThat(ended.err()).isEmpty();
          assertThat(ended.out()).contains(program);
        }
      }
    }
  }

  @Test
  void keyFile_thatIsADirectoryAFifoOrUnreadable_isReportedInOneLine() throws Exception {
    Path fifo = directory.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    Path writeOnly = directory.resolve("w");
    try (RandomAccessFile pipe = new RandomAccessFile(fifo.toFile(), "rw");
        FileOutputStream write = new FileOutputStream(writeOnly.toFile());
        FileInputStream devNull = new FileInputStream("/dev/null");
        java.nio.file.DirectoryStream<Path> _ = Files.newDirectoryStream(directory)) {
      for (String option : List.of("-f", "-c")) {
        assertThat(onFile(option, pipe.getFD()))
            .isEqualTo(new TestClient.Ended("", "ipseckey: name: not a regular file\n", 1, null));
        assertThat(onFile(option, devNull.getFD()))
            .isEqualTo(new TestClient.Ended("", "ipseckey: name: not a regular file\n", 1, null));
        assertThat(onFile(option, write.getFD()))
            .isEqualTo(
                new TestClient.Ended(
                    "", "ipseckey: name: cannot read: Bad file descriptor\n", 1, null));
        assertThat(onFile(option, directoryDescriptor()))
            .isEqualTo(new TestClient.Ended("", "ipseckey: name: not a regular file\n", 1, null));
      }
    }
  }

  private TestClient.Ended onFile(String option, FileDescriptor file) throws IOException {
    try (TestClient client = daemon.client()) {
      return client.pass(file, "ipseckey", "-n", option, "name").end();
    }
  }

  /** Java opens directories, but gives no descriptor of them: the number is looked up. */
  private FileDescriptor directoryDescriptor() throws IOException {
    try (var numbers = Files.list(Path.of("/proc/self/fd"))) {
      for (Path number : numbers.toList()) {
        if (Files.exists(number) && Files.readSymbolicLink(number).equals(directory.toRealPath())) {
          return org.newsclub.net.unix.FileDescriptorCast.unsafeUsing(
                  Integer.parseInt(number.getFileName().toString()))
              .getFileDescriptor();
        }
      }
    }
    throw new IOException("the directory is not open");
  }

  @Test
  void exitStatus_isOneForPeopleAndThatOfTheServiceManagerForIt() throws IOException {
    assertThat(daemon.ipseckey("nonsense").exit()).isEqualTo(1);
    assertThat(daemon.ipseckey("-x").exit()).isEqualTo(1);
    assertThat(daemon.adm("nonsense").exit()).isEqualTo(2);
    assertThat(daemon.adm("status").exit()).isEqualTo(3);
    assertThat(daemon.ipseckey("-n", "get", "esp", "spi", "0x300", "dst", "192.0.2.1").exit())
        .isEqualTo(1);
    Path bad = KeyFileText.write(directory.resolve("bad"), "add esp sip 1\n");
    try (FileInputStream in = new FileInputStream(bad.toFile());
        TestClient client = daemon.client()) {
      client.socket.setOutboundFileDescriptors(in.getFD());
      client.send(
          new ClientFrame.Hello(Frame.VERSION, "ipseckey", Map.of("SMF_FMRI", "svc:/x")),
          new ClientFrame.Command(List.of("-f", "bad"), 1));
      assertThat(client.end().exit()).isEqualTo(95);
    }
    Path open = KeyFileText.write(directory.resolve("open"), "flush\n");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    try (FileInputStream in = new FileInputStream(open.toFile());
        TestClient client = daemon.client()) {
      client.socket.setOutboundFileDescriptors(in.getFD());
      client.send(
          new ClientFrame.Hello(Frame.VERSION, "ipseckey", Map.of("SMF_FMRI", "svc:/x")),
          new ClientFrame.Command(List.of("-c", "open"), 1));
      TestClient.Ended ended = client.end();
      assertThat(ended.exit()).isEqualTo(95);
      assertThat(ended.err()).startsWith("ipseckey: open: mode 0644 lets other users");
    }
  }

  @Test
  void checkOfAFileThatOthersMayRead_warnsThatTheServiceWouldRefuseIt() throws Exception {
    Path open = KeyFileText.write(directory.resolve("open"), "flush\n");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    for (String option : List.of("-c", "-f")) {
      try (FileInputStream in = new FileInputStream(open.toFile());
          TestClient client = daemon.client()) {
        client.socket.setOutboundFileDescriptors(in.getFD());
        client.send(
            new ClientFrame.Hello(Frame.VERSION, "ipseckey", Map.of()),
            new ClientFrame.Command(List.of(option, "open"), 1));
        TestClient.Ended ended = client.end();
        assertThat(ended.exit()).isZero();
        assertThat(ended.err())
            .isEqualTo(
                "ipseckey: warning: open: mode 0644 lets other users read the keys; run: chmod 0600"
                    + " open\n"
                    + (option.equals("-c")
                        ? "ipseckey: warning: open: the service would refuse this file as its key"
                            + " file\n"
                        : ""));
      }
    }
  }

  @Test
  void nameServiceThatHangs_holdsUpItsClientOnly(@TempDir Path elsewhere) throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    Resolver slow =
        (_, _) -> {
          asked.countDown();
          try {
            answer.await(10, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return new Resolver.Answer.TryAgain();
        };
    try (LiveDaemon other = new LiveDaemon(elsewhere, slow).start();
        TestClient client = other.client()) {
      client.say("ipseckey", "get", "esp", "spi", "0x300", "dst", "slow.example");
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(other.ipseckey("-n", "dump").exit()).isZero();
      answer.countDown();
      assertThat(client.end().err())
          .contains("name service did not answer: 'slow.example'; try again later");
    }
  }

  @Test
  void nameIsAskedForAnewByEachCommandOfASession(@TempDir Path elsewhere) throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    Resolver resolver =
        (name, _) -> {
          asked.add(name);
          return asked.size() == 1 ? new Resolver.Answer.TryAgain() : new Resolver.Answer.Unknown();
        };
    try (LiveDaemon other = new LiveDaemon(elsewhere, resolver).start();
        TestClient client = other.client().say("ipseckey")) {
      client.untilReady();
      client.input("get esp spi 0x300 dst peer\n");
      assertThat(client.untilReady()).contains("[no-name-answer]");
      client.input("get esp spi 0x300 dst peer src peer\n");
      assertThat(client.untilReady()).contains("[unknown-host]");
      client.send(new ClientFrame.EndOfInput());
      client.end();
    }
    assertThat(asked).containsExactly("peer", "peer");
  }

  @Test
  void secondAddOfAFileNamesTheLineOfTheFirst() throws IOException {
    String add = KeyFileText.of(1);
    Path file = KeyFileText.write(directory.resolve("twice"), "# twice\n" + add + add);
    TestClient.Ended ended = KeyFileText.run(daemon, file, "-n", "-f", "twice");
    assertThat(ended.err()).contains("twice:3:").contains("already exists: line 2 adds it");

    file = KeyFileText.write(directory.resolve("again"), add + "flush\n" + add + add);
    ended = KeyFileText.run(daemon, file, "-n", "-f", "again");
    assertThat(ended.err()).contains("already exists\n").contains("already exists: line 3 adds it");
  }
}
