package org.manualkey.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.wire.ClientFrame;
import org.manualkey.wire.DaemonFrame;
import org.manualkey.wire.Frame;

final class SessionTest {
  private static final String LOST =
      "ipseckey: connection to manual-keyd lost; the command may or may not have taken effect, see"
          + " 'manual-keyadm status'\n";

  private ClientFixture client;

  @BeforeEach
  void setUp(@TempDir Path directory) {
    client = new ClientFixture(directory);
  }

  /** The inode of that of this process. */
  private static String networkNamespace() throws IOException {
    return String.valueOf(Files.getAttribute(Path.of("/proc/self/ns/net"), "unix:ino"));
  }

  @Test
  void run_command_sendsHelloAndWordsPrintsInOrderAndExitsWithItsStatus() throws IOException {
    client.environment.put("TZ", "Europe/Berlin");
    client.environment.put("SMF_FMRI", "svc:/network/ipsec/manual-key:default");
    client.environment.put("HOME", "/not/told");
    int status =
        client.ipseckey(
            peer -> {
              assertThat(peer.read(ClientFrame.Hello.class))
                  .isEqualTo(
                      new ClientFrame.Hello(
                          Frame.VERSION,
                          "ipseckey",
                          Map.of(
                              "TZ",
                              "Europe/Berlin",
                              "SMF_FMRI",
                              "svc:/network/ipsec/manual-key:default",
                              "NETNS",
                              networkNamespace())));
              assertThat(peer.read(ClientFrame.Command.class))
                  .isEqualTo(new ClientFrame.Command(List.of("-n", "get", "esp", "größe"), 0));
              peer.write(new DaemonFrame.Welcome(Frame.VERSION, "test"));
              peer.out("Base ");
              peer.err("warning\n");
              peer.out("message äöü\n");
              peer.exit(94);
            },
            "-n",
            "get",
            "esp",
            "größe");
    assertThat(status).isEqualTo(94);
    assertThat(client.out()).isEqualTo("Base message äöü\n");
    assertThat(client.err()).isEqualTo("warning\n");
  }

  @Test
  void run_longOutput_arrivesWhole() throws IOException {
    byte[] dump = new byte[3_000_000];
    Arrays.fill(dump, (byte) 'x');
    dump[2_999_999] = '\n';
    String text = new String(dump, StandardCharsets.US_ASCII);
    int status =
        client.ipseckey(
            peer -> {
              peer.begin();
              peer.out(text);
              peer.exit(0);
            },
            "dump");
    assertThat(status).isZero();
    assertThat(client.printed.toByteArray()).isEqualTo(dump);
  }

  @Test
  void run_filesOfOptions_arriveAsDescriptorsInTheirOrder() throws IOException {
    Path one = Files.writeString(client.directory.resolve("one"), "flush\n");
    Path two = Files.writeString(client.directory.resolve("two"), "flush esp\n");
    int status =
        client.ipseckey(
            peer -> {
              assertThat(peer.begin().descriptors()).isEqualTo(2);
              try (FileInputStream first = new FileInputStream(peer.descriptor());
                  FileInputStream second = new FileInputStream(peer.descriptor())) {
                assertThat(first.readAllBytes()).asString().isEqualTo("flush\n");
                assertThat(second.readAllBytes()).asString().isEqualTo("flush esp\n");
              }
              assertThat(peer.descriptorsLeft()).isZero();
              peer.exit(0);
            },
            "-f",
            one.toString(),
            "-nf" + two);
    assertThat(status).isZero();
  }

  @Test
  void run_readyFrames_areAnsweredByInputAndThenItsEnd() throws IOException {
    client.in = new ByteArrayInputStream("dump\nquit\n".getBytes(StandardCharsets.UTF_8));
    int status =
        client.ipseckey(peer -> {
          peer.begin();
          peer.out("ipseckey> ");
          peer.write(new DaemonFrame.Ready());
          byte[] input = peer.read(ClientFrame.Input.class).bytes().toByteArray();
          assertThat(input).asString().isEqualTo("dump\nquit\n");
          for (int i = 0; i < 2; i++) {
            peer.write(new DaemonFrame.Ready());
            peer.read(ClientFrame.EndOfInput.class);
          }
          peer.exit(0);
        });
    assertThat(status).isZero();
    assertThat(client.out()).isEqualTo("ipseckey> ");
  }

  @Test
  void run_connectionLostBetweenFrames_reportsThatTheOutcomeIsUnknown() throws IOException {
    int status = client.ipseckey(ScriptedDaemon.Peer::begin, "flush");
    assertThat(status).isEqualTo(1);
    assertThat(client.err()).isEqualTo(LOST);
  }

  @Test
  void run_connectionLostInsideAFrame_reportsThatTheOutcomeIsUnknown() throws IOException {
    int status =
        client.ipseckey(
            peer -> {
              peer.begin();
              peer.socket.getOutputStream().write(new byte[] {0, 0, 0, 9, 17, 'x'});
            },
            "dump");
    assertThat(status).isEqualTo(1);
    assertThat(client.out()).isEmpty();
    assertThat(client.err()).isEqualTo(LOST);
  }

  @Test
  void run_daemonGoesWhileTheUserThinks_endsWithoutWaitingForInput() throws IOException {
    PipedOutputStream typing = new PipedOutputStream();
    client.in = new PipedInputStream(typing);
    int status =
        client.ipseckey(peer -> {
          peer.begin();
          peer.write(new DaemonFrame.Ready());
        });
    assertThat(status).isEqualTo(1);
    assertThat(client.err()).isEqualTo(LOST);
  }

  @Test
  void run_inputAfterTheDaemonEnded_stillGivesItsExit() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    client.in =
        new InputStream() {
          @Override
          public int read() throws IOException {
            try {
              gone.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            return 'x';
          }

          @Override
          public int read(byte[] octets, int offset, int length) throws IOException {
            octets[offset] = (byte) read();
            return 1;
          }
        };
    // The session goes on reading only when the daemon is gone, while the input goes nowhere.
    ScriptedDaemon.Script script =
        peer -> {
          peer.begin();
          peer.write(new DaemonFrame.Ready());
          peer.out("idle too long\n");
          peer.exit(4);
        };
    try (ScriptedDaemon daemon = new ScriptedDaemon(client.privateSocket(), script)) {
      client.out =
          new FilterOutputStream(client.printed) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
              daemon.finish();
              gone.countDown();
              client.printed.write(bytes, offset, length);
            }
          };
      assertThat(client.ipseckey()).isEqualTo(4);
    }
    assertThat(client.out()).isEqualTo("idle too long\n");
  }

  @Test
  void run_refusedUnread_givesTheReason() throws IOException {
    int status =
        client.ipseckey(
            peer -> peer.write(new DaemonFrame.Refused("too many connections of uid 1000")),
            "dump");
    assertThat(status).isEqualTo(1);
    assertThat(client.err())
        .isEqualTo("ipseckey: manual-keyd refused: too many connections of uid 1000\n");
  }

  @Test
  void run_welcomeOfAnotherVersion_namesBoth() throws IOException {
    int status = client.ipseckey(peer -> peer.write(new DaemonFrame.Welcome(7, "")), "dump");
    assertThat(status).isEqualTo(1);
    assertThat(client.err())
        .isEqualTo(
            "ipseckey: protocol version mismatch: manual-keyd 7, client 1; install both from the same"
                + " release\n");
  }

  @Test
  void run_unknownFrame_namesItsType() throws IOException {
    int status =
        client.ipseckey(
            peer -> peer.socket.getOutputStream().write(new byte[] {0, 0, 0, 1, 99}), "dump");
    assertThat(status).isEqualTo(1);
    assertThat(client.err())
        .isEqualTo("ipseckey: protocol error from manual-keyd: frame type 99 is unknown\n");
  }

  @Test
  void run_readerOfOutputHasGone_endsQuietly() throws IOException {
    client.out = failing("Broken pipe");
    assertThat(client.ipseckey(SessionTest::dumpUntilTheClientGoes, "dump")).isEqualTo(1);
    assertThat(client.err()).isEmpty();
  }

  @Test
  void run_outputCannotBeWritten_reportsTheReason() throws IOException {
    client.out = failing("No space left on device");
    assertThat(client.ipseckey(SessionTest::dumpUntilTheClientGoes, "dump")).isEqualTo(1);
    assertThat(client.err())
        .isEqualTo("ipseckey: cannot write to standard output: No space left on device\n");
  }

  private static void dumpUntilTheClientGoes(ScriptedDaemon.Peer peer) throws IOException {
    peer.begin();
    peer.out("SA\n");
    assertThat(peer.socket.getInputStream().read()).isEqualTo(-1);
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        throw new IOException(reason);
      }
    };
  }

  @Test
  void adm_command_sendsItsNameAndAllWords() throws IOException {
    ScriptedDaemon.Script script =
        peer -> {
          assertThat(peer.read(ClientFrame.Hello.class).program()).isEqualTo("manual-keyadm");
          assertThat(peer.read(ClientFrame.Command.class).argv())
              .containsExactly("status", "-l", "--json");
          peer.exit(3);
        };
    try (ScriptedDaemon daemon = new ScriptedDaemon(client.privateSocket(), script)) {
      assertThat(client.adm("status", "-l", "--json")).isEqualTo(3);
      daemon.finish();
    }
  }
}
