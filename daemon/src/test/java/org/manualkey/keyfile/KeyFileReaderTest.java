package org.manualkey.keyfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.app.Nobody;
import org.manualkey.secret.SecretText;

final class KeyFileReaderTest {
  @TempDir Path directory;
  private KeyFileReader reader;
  private int ownUid;

  @BeforeEach
  void owner() throws IOException {
    ownUid = (Integer) Files.getAttribute(directory, "unix:uid");
    reader = new KeyFileReader(ownUid);
  }

  private Path file(String text, String permissions) throws IOException {
    Path file = directory.resolve("keys");
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private static KeyFileReader.Result.Read read(KeyFileReader.Result result) {
    assertThat(result).isInstanceOf(KeyFileReader.Result.Read.class);
    return (KeyFileReader.Result.Read) result;
  }

  private static String text(KeyFileReader.Result result) {
    try (SecretText text = read(result).text()) {
      return text.string(0, text.length());
    }
  }

  private static List<String> warnings(KeyFileReader.Result result) {
    return read(result).warnings();
  }

  private static String reason(KeyFileReader.Result result) {
    assertThat(result).isInstanceOf(KeyFileReader.Result.Unreadable.class);
    return ((KeyFileReader.Result.Unreadable) result).reason();
  }

  /** Fails when it waits, as for the writer of a FIFO. */
  private KeyFileReader.Result readWithoutWaiting(Path path) throws Exception {
    return CompletableFuture.supplyAsync(() -> reader.read(path)).get(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "r--------"})
  void secretFileIsReadWithoutDoubt(String permissions) throws IOException {
    KeyFileReader.Result result = reader.read(file("flush\n", permissions));
    assertThat(text(result)).isEqualTo("flush\n");
    assertThat(warnings(result)).isEmpty();
    assertThat(read(result).text().name()).isEqualTo(directory.resolve("keys").toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"rw-r--r--", "rw-r-----", "rw--w----", "rw---x---", "rw----r--", "rw------x"})
  void fileThatOthersCanTouchIsReadWithADoubt(String permissions) throws IOException {
    KeyFileReader.Result result = reader.read(file("flush\n", permissions));
    assertThat(text(result)).isEqualTo("flush\n");
    assertThat(warnings(result)).hasSize(1);
    assertThat(warnings(result).getFirst()).contains("chmod 0600").startsWith(directory.toString());
  }

  @Test
  void warningReportsTheMode() throws IOException {
    assertThat(warnings(reader.read(file("", "rw-r-----"))).getFirst()).contains("mode 0640");
  }

  /** Root gives the file away; anybody else has it read for another. Returns the owner. */
  private int giveAway(Path file) throws IOException {
    if (ownUid != 0) {
      reader = new KeyFileReader(ownUid + 1);
      return ownUid;
    }
    Files.setAttribute(file, "unix:uid", 12345);
    return 12345;
  }

  @Test
  void foreignOwnerIsADoubt() throws IOException {
    Path file = file("flush\n", "rw-------");
    int uid = giveAway(file);
    assertThat(warnings(reader.read(file)).getFirst()).contains("owned by uid " + uid);
    assertThat(warnings(new KeyFileReader(uid).read(file))).isEmpty();
  }

  @Test
  void copyOfTheServiceManager_isKnownUntilItIsMadeAnew() throws IOException {
    Path file = file("flush\n", "r--------");
    assertThat(reader.copy(file)).as("a file of the administrator").isNull();

    KeyFileReader ofService = new KeyFileReader(ownUid, file.getParent());
    assertThat(ofService.copy(file)).isNotNull().isEqualTo(ofService.copy(file));
    assertThat(ofService.copy(file.resolveSibling("missing"))).isNull();
    assertThat(ofService.copy(Path.of("/etc/hosts"))).isNull();

    String before = ofService.copy(file);
    Files.delete(file);
    file("flush esp\n", "r--------");
    assertThat(ofService.copy(file)).isNotNull().isNotEqualTo(before);
  }

  @Test
  void bothWarningsAreReported() throws IOException {
    Path file = file("flush\n", "rw-r--r--");
    giveAway(file);
    assertThat(warnings(reader.read(file))).hasSize(2);
  }

  @Test
  void emptyFileIsRead() throws IOException {
    KeyFileReader.Result result = reader.read(file("", "rw-------"));
    assertThat(read(result).text().length()).isZero();
    assertThat(read(result).text().isBlank()).isTrue();
  }

  @Test
  void missingFileIsReportedByName() {
    assertThat(reason(reader.read(directory.resolve("nothing"))))
        .contains(directory.resolve("nothing").toString(), "no such file");
  }

  @Test
  void unreadableFileIsReportedByName() throws Exception {
    Path file = file("flush\n", "---------");
    String result = Nobody.isPossible() ? readByNobody(file) : reader.read(file).toString();
    assertThat(result)
        .startsWith("Unreadable[reason=" + file + ": permission denied: owned by uid ")
        .contains(
            "with mode 00, and this process may not read it; as root, run: chown root " + file);
  }

  @Test
  void fileInADirectoryOfOthersIsDeniedAndNotMissing() throws Exception {
    Nobody.assumePossible();
    Path closed = Files.createDirectory(directory.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    Path file = closed.resolve("keys");
    assertThat(readByNobody(file))
        .startsWith(
            "Unreadable[reason="
                + file
                + ": permission denied: this process may not enter "
                + closed);
    assertThat(reason(reader.read(file))).isEqualTo(file + ": no such file");
  }

  /** Root reads everything. */
  private String readByNobody(Path file) throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    String classes =
        Nobody.classPath(
            directory, path -> path.endsWith("classes") || path.endsWith("test-classes"));
    Process process =
        new ProcessBuilder(Nobody.java(classes, ReadKeyFile.class.getName(), file.toString()))
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void directoryIsNoKeyFile() throws Exception {
    assertThat(reason(readWithoutWaiting(directory))).contains("not a regular file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dev/null", "/dev/zero"})
  void deviceIsNoKeyFile(String device) throws Exception {
    assertThat(reason(readWithoutWaiting(Path.of(device)))).contains("not a regular file");
  }

  @Test
  void fifoIsNoKeyFileAndIsNotWaitedFor() throws Exception {
    Path fifo = directory.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    assertThat(reason(readWithoutWaiting(fifo))).contains("not a regular file");
  }

  @Test
  void descriptorOfADeviceIsNoKeyFile() throws IOException {
    try (FileInputStream device = new FileInputStream("/dev/zero")) {
      assertThat(reason(reader.read(device.getFD(), "given")))
          .isEqualTo("given: not a regular file");
    }
  }

  @Test
  void symbolicLinkIsFollowedAndItsTargetJudged() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), file("flush\n", "rw-r--r--"));
    assertThat(text(reader.read(link))).isEqualTo("flush\n");
    assertThat(warnings(reader.read(link))).hasSize(1);
    Path dangling = Files.createSymbolicLink(directory.resolve("lost"), Path.of("nowhere"));
    assertThat(reason(reader.read(dangling))).contains("no such file");
  }

  @Test
  void fileOver256MebiOctetsIsRefusedUnread() throws IOException {
    Path file = file("flush\n", "rw-------");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(KeyFileReader.MAX_LENGTH + 1);
    }
    assertThat(reason(reader.read(file))).contains("file too large (268435457 bytes");
  }

  @Test
  void fileThatIsLongerThanItsSizeIsChanging() {
    Path growing = Path.of("/proc/self/status");
    assumeTrue(Files.isRegularFile(growing), "this needs Linux");
    assertThat(reason(reader.read(growing))).contains("file changed while being read");
  }

  @Test
  void descriptorIsReadFromItsBeginning_andItsOffsetStaysWithTheClient() throws IOException {
    Path file = file("flush\n", "rw-------");
    try (FileInputStream stream = new FileInputStream(file.toFile())) {
      assertThat(stream.read()).isEqualTo('f');
      FileDescriptor descriptor = stream.getFD();
      assertThat(text(reader.read(descriptor, "given"))).isEqualTo("flush\n");
      assertThat(stream.read()).isEqualTo('l');
      assertThat(text(reader.read(descriptor, "given"))).isEqualTo("flush\n");
      assertThat(descriptor.valid()).isTrue();
      assertThat(stream.getChannel().position()).isEqualTo(2);
    }
  }

  /** A client shares the offset of the descriptor that it passed. */
  @Test
  void offsetThatIsMovedDuringTheRead_leavesNoGapAndRepeatsNothing() throws Exception {
    String text = "add esp spi 1\n".repeat(500_000);
    Path file = file(text, "rw-------");
    AtomicBoolean done = new AtomicBoolean();
    try (FileInputStream stream = new FileInputStream(file.toFile())) {
      CompletableFuture<Void> mover =
          CompletableFuture.runAsync(() -> {
            try {
              for (long i = 0; !done.get(); i++) {
                stream.getChannel().position(i * 7919 % text.length());
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      for (int i = 0; i < 5; i++) {
        assertThat(text(reader.read(stream.getFD(), "given")).equals(text)).isTrue();
      }
      done.set(true);
      mover.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void whatIsJudgedIsTheOpenFileAndNotItsName() throws IOException {
    Path file = file("flush\n", "rw-r--r--");
    try (FileInputStream stream = new FileInputStream(file.toFile())) {
      Files.delete(file);
      file("other\n", "rw-------");
      KeyFileReader.Result result = reader.read(stream.getFD(), "given");
      assertThat(text(result)).isEqualTo("flush\n");
      assertThat(warnings(result)).hasSize(1);
    }
  }

  @Test
  void fileDeletedAfterItWasOpenedIsRead() throws IOException {
    Path file = file("flush\n", "rw-------");
    try (FileInputStream stream = new FileInputStream(file.toFile())) {
      Files.delete(file);
      assertThat(text(reader.read(stream.getFD(), "given"))).isEqualTo("flush\n");
    }
  }

  @Test
  void closedDescriptorIsReportedAndNotThrown() throws IOException {
    FileDescriptor descriptor;
    try (FileInputStream stream = new FileInputStream(file("flush\n", "rw-------").toFile())) {
      descriptor = stream.getFD();
    }
    assertThat(reason(reader.read(descriptor, "given"))).contains("given: cannot read");
  }

  @Test
  void fileBelowADirectoryThatIsClosedToEverybodyIsReportedAsHidden() throws IOException {
    Path home = Files.createDirectory(directory.resolve("home"));
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("---------"));
    try {
      assertThat(reason(reader.read(home.resolve("you/keys"))))
          .startsWith(home.resolve("you/keys") + ": not visible: " + home)
          .contains("ProtectHome");
    } finally {
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void pipeIsReadToItsEndWhateverThePieces() throws IOException {
    byte[] octets = "flush esp\n".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
    InputStream pieces =
        new ByteArrayInputStream(octets) {
          @Override
          public synchronized int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, 1013));
          }
        };
    assertThat(text(reader.readPipe(pieces, "-", _ -> {})))
        .isEqualTo(new String(octets, StandardCharsets.US_ASCII));
    assertThat(text(reader.readPipe(InputStream.nullInputStream(), "-", _ -> {}))).isEmpty();
  }

  private static InputStream endless() {
    return new InputStream() {
      @Override
      public int read() {
        return 'x';
      }

      @Override
      public int read(byte[] into, int offset, int length) {
        return length;
      }
    };
  }

  @Test
  void pipeIsReadAsLongAsThereIsRoom() {
    long[] read = new long[1];
    LongConsumer room =
        length -> {
          assertThat(length).isGreaterThan(read[0]);
          read[0] = length;
          if (length > 1_000_000) {
            throw new IllegalStateException("no room");
          }
        };
    assertThatThrownBy(() -> reader.readPipe(endless(), "-", room)).hasMessage("no room");
    assertThat(read[0]).isBetween(1_000_000L, 1_100_000L);
  }

  @Test
  void pipeWithoutEndIsRefusedAtTheLimit() {
    assertThat(reason(reader.readPipe(endless(), "-", _ -> {})))
        .isEqualTo("-: file too large (more than 268435456 bytes, limit 268435456)");
  }
}
