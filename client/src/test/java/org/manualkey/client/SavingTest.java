package org.manualkey.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.wire.ClientFrame;
import org.manualkey.wire.DaemonFrame;

final class SavingTest {
  private ClientFixture client;
  private Path file;

  @BeforeEach
  void setUp(@TempDir Path directory) {
    client = new ClientFixture(directory);
    file = directory.resolve("saved");
  }

  /** A daemon that saves a dump as the real one does: truncates when it has all of it. */
  private static void save(ScriptedDaemon.Peer peer) throws IOException {
    try (FileOutputStream out = new FileOutputStream(peer.descriptor())) {
      out.getChannel().truncate(0);
      out.write("# saved\n".getBytes(StandardCharsets.US_ASCII));
    }
    peer.exit(0);
  }

  private static void saveAtOnce(ScriptedDaemon.Peer peer) throws IOException {
    assertThat(peer.begin().descriptors()).isEqualTo(1);
    save(peer);
  }

  private static void fail(ScriptedDaemon.Peer peer) throws IOException {
    peer.begin();
    peer.exit(1);
  }

  private static void saveByOpen(ScriptedDaemon.Peer peer, Path file) throws IOException {
    assertThat(peer.begin().descriptors()).isZero();
    peer.write(new DaemonFrame.OpenForSaving(file.toString()));
    peer.read(ClientFrame.Opened.class);
    save(peer);
  }

  private String mode() throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void saveOption_newFile_isCreatedForItsOwnerAlone() throws IOException {
    assertThat(client.ipseckey(SavingTest::saveAtOnce, "-s", file.toString())).isZero();
    assertThat(file).hasContent("# saved\n");
    assertThat(mode()).isEqualTo("r--------");
    assertThat(client.err()).isEmpty();
  }

  @Test
  void saveOption_existingWideFile_keepsItsModeWithAWarning() throws IOException {
    Files.writeString(file, "old and longer than the new contents\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(client.ipseckey(SavingTest::saveAtOnce, "-s", file.toString())).isZero();
    assertThat(file).hasContent("# saved\n");
    assertThat(mode()).isEqualTo("rw-r--r--");
    assertThat(client.err())
        .isEqualTo(
            "ipseckey: warning: " + file + " keeps its mode rw-r--r--, wider than r--------\n");
  }

  /** Whoever reads the old file while it is saved reads on in the old one. */
  @Test
  void saveOption_existingFile_isReplacedInOneStep() throws IOException {
    Files.writeString(file, "old\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    Object before = key();
    try (InputStream old = Files.newInputStream(file)) {
      assertThat(client.ipseckey(SavingTest::saveAtOnce, "-s", file.toString())).isZero();
      assertThat(new String(old.readAllBytes(), StandardCharsets.US_ASCII)).isEqualTo("old\n");
    }
    assertThat(file).hasContent("# saved\n");
    assertThat(key()).isNotEqualTo(before);
    assertThat(mode()).isEqualTo("rw-r-----");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void openFrame_existingFile_isReplacedInOneStep() throws IOException {
    Files.writeString(file, "old\n");
    Object before = key();
    assertThat(client.ipseckey(peer -> saveByOpen(peer, file), "save", "esp", "x")).isZero();
    assertThat(file).hasContent("# saved\n");
    assertThat(key()).isNotEqualTo(before);
    assertThat(leftovers()).isEmpty();
  }

  /** A daemon that is killed in the middle leaves the old text. */
  @Test
  void saveOption_connectionLost_leavesAnExistingFileUntouched() throws IOException {
    Files.writeString(file, "old\n");
    int status =
        client.ipseckey(
            peer -> {
              peer.begin();
              try (FileOutputStream out = new FileOutputStream(peer.descriptor())) {
                out.write("# half of a".getBytes(StandardCharsets.US_ASCII));
              }
            },
            "-s",
            file.toString());
    assertThat(status).isEqualTo(1);
    assertThat(file).hasContent("old\n");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void saveOption_leftoverOfAKilledClient_isReplaced() throws IOException {
    Files.writeString(file, "old\n");
    Files.writeString(file.resolveSibling(".saved.new"), "left\n");
    assertThat(client.ipseckey(SavingTest::saveAtOnce, "-s", file.toString())).isZero();
    assertThat(file).hasContent("# saved\n");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void saveOption_fileWithSeveralLinks_isWrittenInPlace() throws IOException {
    Files.writeString(file, "old\n");
    Path link = Files.createLink(client.directory.resolve("other"), file);
    assertThat(client.ipseckey(SavingTest::saveAtOnce, "-s", file.toString())).isZero();
    assertThat(link).hasContent("# saved\n");
    assertThat(leftovers()).isEmpty();
  }

  /** Where others could exchange the new file before it has its owner, there is none. */
  @Test
  void saveOption_folderOfOthers_isWrittenInPlace() throws IOException {
    Path folder = Files.createDirectory(client.directory.resolve("shared"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    file = Files.writeString(folder.resolve("saved"), "old\n");
    Object before = key();
    assertThat(client.ipseckey(SavingTest::saveAtOnce, "-s", file.toString())).isZero();
    assertThat(file).hasContent("# saved\n");
    assertThat(key()).isEqualTo(before);
  }

  private Object key() throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private List<Path> leftovers() throws IOException {
    try (Stream<Path> all = Files.list(file.getParent())) {
      return all.filter(path -> path.toString().endsWith(".new")).toList();
    }
  }

  @Test
  void saveOption_commandFails_leavesAnExistingFileUntouched() throws IOException {
    Files.writeString(file, "old\n");
    assertThat(client.ipseckey(SavingTest::fail, "-s", file.toString())).isEqualTo(1);
    assertThat(file).hasContent("old\n");
  }

  @Test
  void saveOption_commandFails_removesTheEmptyFileItCreated() throws IOException {
    assertThat(client.ipseckey(SavingTest::fail, "-s", file.toString())).isEqualTo(1);
    assertThat(file).doesNotExist();
  }

  @Test
  void saveOption_standardOutput_passesNoDescriptor() throws IOException {
    int status =
        client.ipseckey(
            peer -> {
              assertThat(peer.begin().descriptors()).isZero();
              peer.exit(0);
            },
            "-s",
            "-");
    assertThat(status).isZero();
  }

  @Test
  void saveOption_notAFileOfItsOwn_isRefusedUntouched() throws Exception {
    Path target = Files.writeString(client.directory.resolve("target"), "precious\n");
    Path link = Files.createSymbolicLink(client.directory.resolve("link"), target);
    Path dangling =
        Files.createSymbolicLink(
            client.directory.resolve("dangling"), client.directory.resolve("nothing"));
    Path pipe = client.directory.resolve("pipe");
    new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
    for (Path path : new Path[] {link, dangling, pipe, client.directory, Path.of("/none/x")}) {
      try (ScriptedDaemon daemon =
          new ScriptedDaemon(
              client.privateSocket(),
              peer -> assertThat(peer.socket.getInputStream().read()).isEqualTo(-1))) {
        assertThat(client.ipseckey("-s", path.toString())).isEqualTo(1);
        daemon.finish();
      }
    }
    assertThat(client.err().replace(client.directory.toString(), "DIR"))
        .isEqualTo(
            """
            ipseckey: cannot save to DIR/link: is a symbolic link
            ipseckey: cannot save to DIR/dangling: is a symbolic link
            ipseckey: cannot save to DIR/pipe: not a regular file
            ipseckey: cannot save to DIR: is a directory
            ipseckey: cannot save to /none/x: no such file or directory
            """);
    assertThat(target).hasContent("precious\n");
    assertThat(client.directory.resolve("nothing")).doesNotExist();
  }

  @Test
  void openFrame_newFile_isOpenedWithTheCallersRights() throws IOException {
    assertThat(client.ipseckey(peer -> saveByOpen(peer, file), "save", "esp", "x")).isZero();
    assertThat(file).hasContent("# saved\n");
    assertThat(mode()).isEqualTo("r--------");
  }

  @Test
  void openFrame_symbolicLink_isAnsweredWithTheReason() throws IOException {
    Files.createSymbolicLink(file, client.directory.resolve("target"));
    int status =
        client.ipseckey(
            peer -> {
              peer.begin();
              peer.write(new DaemonFrame.OpenForSaving(file.toString()));
              assertThat(peer.read(ClientFrame.NotOpened.class).reason())
                  .startsWith("cannot save to " + file + ": is a symbolic link");
              peer.exit(1);
            },
            "save",
            "esp",
            file.toString());
    assertThat(status).isEqualTo(1);
    assertThat(client.err()).isEmpty();
  }

  @Test
  void openFrame_daemonStopsBeforeTheAnswer_reportsThatAndKeepsTheFile() throws IOException {
    Files.writeString(file, "old\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    ScriptedDaemon.Script script =
        peer -> {
          peer.begin();
          peer.write(new DaemonFrame.OpenForSaving(file.toString()));
          peer.write(new DaemonFrame.Refused("manual-keyd is stopping"));
          peer.socket.close();
        };
    try (ScriptedDaemon daemon = new ScriptedDaemon(client.privateSocket(), script)) {
      client.err =
          new FilterOutputStream(client.complaints) {
            @Override
            public void write(byte[] octets, int offset, int length) throws IOException {
              daemon.finish(); // the warning about the mode precedes the answer
              client.complaints.write(octets, offset, length);
            }
          };
      assertThat(client.ipseckey("save", "esp", file.toString())).isEqualTo(1);
    }
    assertThat(client.err())
        .contains("mode rw-r--r--")
        .endsWith("ipseckey: manual-keyd refused: manual-keyd is stopping\n");
    assertThat(file).hasContent("old\n");
  }

  @Test
  void send_ofADescriptorToAClosedConnection_keepsWhatTheDaemonSent() throws IOException {
    ScriptedDaemon.Script script =
        peer -> {
          peer.write(new DaemonFrame.Refused("manual-keyd is stopping"));
          peer.socket.close();
        };
    try (ScriptedDaemon daemon = new ScriptedDaemon(client.privateSocket(), script);
        DaemonConnection connection =
            DaemonConnection.to(client.socket.toString(), client.patience);
        FileInputStream any = new FileInputStream("/dev/null")) {
      daemon.finish();
      FileDescriptor[] descriptors = {any.getFD()};
      assertThatThrownBy(() -> connection.send(descriptors, new ClientFrame.Opened()))
          .isInstanceOf(IOException.class);
      assertThat(connection.receive())
          .isEqualTo(new DaemonFrame.Refused("manual-keyd is stopping"));
      assertThat(connection.receive()).isNull();
    } catch (ClientException e) {
      throw new IOException(e);
    }
  }

  @Test
  void openFrame_impossiblePath_isAnsweredWithTheReason() throws IOException {
    int status =
        client.ipseckey(
            peer -> {
              peer.begin();
              peer.write(new DaemonFrame.OpenForSaving("a\0b"));
              assertThat(peer.read(ClientFrame.NotOpened.class).reason())
                  .endsWith(": invalid path");
              peer.exit(1);
            },
            "save");
    assertThat(status).isEqualTo(1);
  }
}
