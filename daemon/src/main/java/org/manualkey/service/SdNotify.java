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

/** Reports the state of the service to systemd by sd_notify(3); does nothing without systemd. */
public final class SdNotify {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVICE);

  private final @Nullable String socket;

  /**
   * Creates a notifier.
   *
   * @param socket the value of {@code NOTIFY_SOCKET}, or null
   */
  public SdNotify(@Nullable String socket) {
    this.socket = socket;
  }

  /** The server listens, and the first load has ended, whether it succeeded or not. */
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
      LOG.warn(ServiceMessage.NOT_NOTIFIED.with(e.getMessage()));
    }
  }
}
