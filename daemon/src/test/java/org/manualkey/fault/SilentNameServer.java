package org.manualkey.fault;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.manualkey.app.DaemonProcess;
import org.manualkey.app.Nobody;

/** A name server on an address of this host that is asked and never answers. */
final class SilentNameServer implements AutoCloseable {
  /** Of this process alone: tests run in several at a time, and the port is always 53. */
  private static final String ADDRESS = address(ProcessHandle.current().pid());

  private static final int HEADER = 12;

  private final DatagramSocket socket;
  private final Set<String> asked = new ConcurrentSkipListSet<>();

  SilentNameServer() throws IOException {
    assumeTrue(Nobody.isPossible(), "only root can give a process a name server of its own");
    socket = new DatagramSocket(53, InetAddress.getByName(ADDRESS));
    Thread.ofPlatform().daemon().name("silent").start(this::receive);
  }

  private static String address(long pid) {
    return "127.%d.%d.%d".formatted(64 + (pid >> 16 & 63), pid >> 8 & 255, pid & 255);
  }

  private void receive() {
    DatagramPacket query = new DatagramPacket(new byte[512], 512);
    try {
      while (true) {
        socket.receive(query);
        asked.add(name(query));
      }
    } catch (IOException e) {
      asked.add("closed");
    }
  }

  /** The labels of the question, each with its length before it. */
  private static String name(DatagramPacket query) {
    StringBuilder name = new StringBuilder();
    byte[] octets = query.getData();
    for (int at = HEADER; octets[at] > 0; at += 1 + octets[at]) {
      name.append(new String(octets, at + 1, octets[at], StandardCharsets.US_ASCII)).append('.');
    }
    return name.toString();
  }

  /** The names that it was asked about. */
  Set<String> asked() {
    return asked;
  }

  /** Waits until it is asked; false when that does not happen. */
  boolean isAsked() {
    return DaemonProcess.becomes(() -> !asked.isEmpty());
  }

  /** What runs a daemon that asks this server only. */
  static String[] before(Path directory) throws IOException {
    Path resolver =
        Files.writeString(directory.resolve("resolv.conf"), "nameserver " + ADDRESS + "\n");
    return TerminationTest.inMountNamespace("mount --bind " + resolver + " /etc/resolv.conf");
  }

  @Override
  public void close() {
    socket.close();
  }
}
