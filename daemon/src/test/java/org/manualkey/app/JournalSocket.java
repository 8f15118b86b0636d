package org.manualkey.app;

import java.io.IOException;
import java.net.DatagramPacket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** A socket that journald would listen on, and reads by the rules of its protocol. */
final class JournalSocket implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int LARGEST = 1 << 20;

  private final AFUNIXDatagramSocket socket;

  JournalSocket(Path path) throws IOException {
    socket = AFUNIXDatagramSocket.newInstance();
    socket.bind(AFUNIXSocketAddress.of(path));
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /** The fields of the next entry. */
  Map<String, String> next() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
    socket.receive(packet);
    return fields(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
  }

  /** The fields of an entry. */
  static Map<String, String> fields(ByteBuffer entry) {
    Map<String, String> fields = new LinkedHashMap<>();
    entry.order(ByteOrder.LITTLE_ENDIAN);
    while (entry.hasRemaining()) {
      StringBuilder name = new StringBuilder();
      char separator = (char) entry.get();
      for (; separator != '=' && separator != '\n'; separator = (char) entry.get()) {
        name.append(separator);
      }
      byte[] value = new byte[separator == '=' ? plain(entry) : Math.toIntExact(entry.getLong())];
      entry.get(value);
      if (entry.get() != '\n'
          || !name.toString().matches("[A-Z][A-Z0-9_]{0,63}")
          || fields.put(name.toString(), new String(value, StandardCharsets.UTF_8)) != null) {
        throw new AssertionError("field " + name + " after " + fields.keySet());
      }
    }
    return fields;
  }

  /** The octets up to the next newline. */
  private static int plain(ByteBuffer entry) {
    int end = entry.position();
    while (entry.get(end) != '\n') {
      end++;
    }
    return end - entry.position();
  }

  @Override
  public void close() {
    socket.close();
  }
}
