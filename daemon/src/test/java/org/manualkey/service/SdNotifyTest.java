package org.manualkey.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.sadb.BackEnd;
import org.manualkey.sadb.Capabilities;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

final class SdNotifyTest {
  /** More than a socket and the notifier hold together. */
  private static final int MANY = 5_000;

  @TempDir Path directory;

  private static ServiceStatus status(int number) {
    return new ServiceStatus(
        ServiceState.OFFLINE,
        Instant.EPOCH,
        String.valueOf(number),
        true,
        false,
        Path.of("/keys"),
        new BackEnd("memory", false, Capabilities.OF_ILLUMOS));
  }

  private static String next(AFUNIXDatagramSocket supervisor) throws Exception {
    DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
    supervisor.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), UTF_8);
  }

  @Test
  @Timeout(120)
  void thatTheServiceIsReadyArrives_howeverLateTheSupervisorReads() throws Exception {
    Path path = directory.resolve("notify");
    try (AFUNIXDatagramSocket supervisor = AFUNIXDatagramSocket.newInstance()) {
      supervisor.bind(AFUNIXSocketAddress.of(path));
      SdNotify notify = SdNotify.of(Map.of("NOTIFY_SOCKET", path.toString()), 1);
      for (int i = 0; i < MANY; i++) {
        notify.status(status(i));
      }
      notify.ready(status(MANY));
      for (int i = 0; i < MANY; i++) {
        notify.status(status(-i));
      }
      String last = "STATUS=offline: " + (1 - MANY) + " (embedded SADB: protects no packet)";
      String message = next(supervisor);
      while (!message.startsWith("READY=1\n")) {
        assertThat(message).startsWith("STATUS=offline: ").doesNotContain(": -");
        message = next(supervisor);
      }
      assertThat(message).contains("STATUS=offline: " + MANY);
      while (!message.equals(last)) {
        message = next(supervisor);
      }
    }
  }
}
