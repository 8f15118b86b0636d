package org.manualkey.service;

import java.io.File;
import java.io.IOException;
import java.net.DatagramPacket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells systemd how the service is doing; sd_notify(3). Without systemd it tells nobody. */
public final class SdNotify {
  private static final Logger LOG = LoggerFactory.getLogger(SdNotify.class);

  private final @Nullable String socket;

  /**
   * A notifier.
   *
   * @param socket the value of {@code NOTIFY_SOCKET}, or null
   */
  public SdNotify(@Nullable String socket) {
    this.socket = socket;
  }

  /** Clients are answered, and the first load came to its end, good or bad. */
  public void ready(ServiceStatus status) {
    send("READY=1\n" + text(status));
  }

  public void status(ServiceStatus status) {
    send(text(status));
  }

  public void stopping() {
    send("STOPPING=1");
  }

  private static String text(ServiceStatus status) {
    return "STATUS="
        + status.state().word()
        + (status.reason().isEmpty() ? "" : ": " + status.reason())
        + (status.backend().protectsTraffic() ? "" : " (embedded SADB: protects no packet)");
  }

  private void send(String message) {
    if (socket == null) {
      return;
    }
    try (AFUNIXDatagramSocket to = AFUNIXDatagramSocket.newInstance()) {
      to.connect(
          socket.startsWith("@")
              ? AFUNIXSocketAddress.inAbstractNamespace(socket.substring(1))
              : AFUNIXSocketAddress.of(new File(socket)));
      byte[] octets = message.getBytes(StandardCharsets.UTF_8);
      to.send(new DatagramPacket(octets, octets.length));
    } catch (IOException e) {
      LOG.warn("systemd cannot be told: {}", e.getMessage());
    }
  }
}
