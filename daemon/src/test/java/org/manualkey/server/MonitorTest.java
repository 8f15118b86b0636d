package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.Exchanges;
import org.manualkey.wire.ClientFrame;
import org.manualkey.wire.DaemonFrame;

/** {@code monitor} through a real socket. */
final class MonitorTest {
  private static final int INTERRUPTED = 2; // as the original ends on a signal
  private static final Pattern FLUSH = Pattern.compile("type FLUSH");
  private static final Pattern LOST = Pattern.compile("(\\d+) messages? lost");

  @TempDir private Path directory;
  private LiveDaemon daemon;

  @BeforeEach
  void open() throws IOException {
    daemon = new LiveDaemon(directory).start();
  }

  @AfterEach
  void close() {
    daemon.close();
  }

  private void flush(int times) {
    daemon.owner.call(sadb -> {
      for (int i = 1; i <= times; i++) {
        Exchanges.exchange(
            sadb, new Message(Header.request(MessageType.FLUSH, SaType.ESP, i, 1), List.of()));
      }
      return times;
    });
  }

  @Test
  void aReaderThatStops_blocksNoOther_andIsReportedHowManyOfAMillionItLost() throws Exception {
    int million = 1_000_000;
    try (TestClient client = monitor()) {
      flush(million); // returns although the client does not read
      StringBuilder seen = new StringBuilder();
      long told = 0;
      long lost = 0;
      while (told + lost < million) {
        seen.append(text(client));
        told = count(FLUSH, seen);
        lost = LOST.matcher(seen).results().mapToLong(m -> Long.parseLong(m.group(1))).sum();
      }
      assertThat(told + lost).isEqualTo(million);
      assertThat(lost).isPositive();
      flush(1);
      assertThat(text(client)).contains("type FLUSH");
      assertThat(client.send(new ClientFrame.Interrupt()).end().exit()).isEqualTo(INTERRUPTED);
    }
  }

  @Test
  void interruptEndsOneMonitor_andTheOthersGoOn() throws Exception {
    try (TestClient one = monitor();
        TestClient other = monitor()) {
      flush(1);
      assertThat(text(one)).contains("type FLUSH");
      assertThat(one.send(new ClientFrame.Interrupt()).end().exit()).isEqualTo(INTERRUPTED);
      flush(1);
      assertThat(text(other)).contains("type FLUSH");
      assertThat(text(other)).contains("type FLUSH");
    }
  }

  @Test
  void aMonitorWhoseClientDisconnects_isRemoved() throws Exception {
    monitor().close();
    try (TestClient other = monitor()) {
      flush(10_000);
      assertThat(daemon.ipseckey("help").exit()).isZero();
      assertThat(text(other)).contains("type FLUSH");
    }
  }

  /** Scripts count on it: the first message is the reply to the monitor's own request. */
  @Test
  void anActiveMonitorShowsTheReplyToItsOwnRequestFirst() throws Exception {
    try (TestClient client = daemon.client().say("ipseckey", "monitor")) {
      client.expect(DaemonFrame.Welcome.class);
      assertThat(text(client)).isEqualTo("Actively monitoring the PF_KEY socket.\n");
      assertThat(text(client).lines().toList())
          .hasSize(5)
          .startsWith("Read 16 bytes.")
          .element(2, STRING)
          .isEqualTo("Base message (version 2) type X_PROMISC, SA type <unknown 1>.");
      flush(1);
      assertThat(text(client)).contains("type FLUSH");
    }
  }

  @Test
  void verboseShowsTheRequestToo_whereTheOriginalPrintsIt() throws Exception {
    try (TestClient client = daemon.client().say("ipseckey", "-v", "monitor")) {
      client.expect(DaemonFrame.Welcome.class);
      assertThat(text(client))
          .startsWith("ActivelyVERBOSE ON:  Message to kernel looks like:\n====")
          .contains("type X_PROMISC, SA type <unknown 1>.\nMessage length 16 bytes, seq=")
          .endsWith("====\n monitoring the PF_KEY socket.\n");
      assertThat(text(client)).startsWith("Read 16 bytes.\n");
    }
  }

  private static long count(Pattern pattern, CharSequence text) {
    return pattern.matcher(text).results().count();
  }

  /** A client that listens by now. */
  private TestClient monitor() throws IOException {
    TestClient client = daemon.client().say("ipseckey", "passive_monitor");
    client.expect(DaemonFrame.Welcome.class);
    assertThat(text(client)).isEqualTo("Passively monitoring the PF_KEY socket.\n");
    return client;
  }

  /** The next piece of text, of whichever stream. */
  private static String text(TestClient client) throws IOException {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    switch (client.next()) {
      case DaemonFrame.Out out -> out.bytes().writeTo(octets);
      case DaemonFrame.Err err -> err.bytes().writeTo(octets);
      case null, default -> throw new IOException("no text");
    }
    return octets.toString(StandardCharsets.UTF_8);
  }
}
