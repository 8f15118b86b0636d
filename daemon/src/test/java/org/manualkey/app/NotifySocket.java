package org.manualkey.app;

import java.io.IOException;
import java.net.DatagramPacket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** A socket that systemd would listen on, and reads. */
final class NotifySocket implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;
  private static final long SILENCE_SECONDS = 2;

  private final Path path;
  private final AFUNIXDatagramSocket socket;
  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

  NotifySocket(Path path) throws IOException {
    this.path = path;
    socket = AFUNIXDatagramSocket.newInstance();
    socket.bind(AFUNIXSocketAddress.of(path));
    Thread.ofPlatform().daemon().name("systemd").start(this::receive);
  }

  Path path() {
    return path;
  }

  private void receive() {
    DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
    try {
      while (true) {
        packet.setLength(packet.getData().length); // or no message is longer than the last one
        socket.receive(packet);
        messages.add(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      messages.add("closed");
    }
  }

  /** The messages up to the next one that begins so, which is not among them. */
  String until(String beginning) throws InterruptedException {
    List<String> before = new ArrayList<>();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      String message = messages.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (message == null) {
        throw new AssertionError("no " + beginning + " after " + before);
      }
      if (message.startsWith(beginning)) {
        return String.join("\n", before);
      }
      before.add(message);
    }
  }

  /** Returns when no message has come for a while. */
  void untilSilence() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (messages.poll(SILENCE_SECONDS, TimeUnit.SECONDS) != null) {
      if (System.nanoTime() > end) {
        throw new AssertionError("messages do not end");
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
