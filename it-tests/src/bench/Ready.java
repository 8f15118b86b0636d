import java.io.File;
import java.io.IOException;
import java.net.DatagramPacket;
import java.nio.charset.StandardCharsets;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/**
 * Starts a daemon as systemd does, waits for its READY=1, and prints how many microseconds that
 * took and its process id. The daemon is left running.
 */
public final class Ready {
  private static final int PATIENCE_MILLIS = 30_000;

  private Ready() {}

  /** NOTIFY-SOCKET LOG COMMAND…. */
  public static void main(String[] args) throws IOException {
    File socket = new File(args[0]);
    try (AFUNIXDatagramSocket notify = AFUNIXDatagramSocket.newInstance()) {
      notify.bind(AFUNIXSocketAddress.of(socket));
      notify.setSoTimeout(PATIENCE_MILLIS);
      ProcessBuilder daemon = new ProcessBuilder(args).redirectErrorStream(true);
      daemon.command().subList(0, 2).clear();
      daemon.environment().put("NOTIFY_SOCKET", args[0]);
      daemon.redirectOutput(ProcessBuilder.Redirect.appendTo(new File(args[1])));
      long start = System.nanoTime();
      Process process = daemon.start();
      DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
      do {
        packet.setLength(4096);
        notify.receive(packet);
      } while (!text(packet).contains("READY=1"));
      System.out.println((System.nanoTime() - start) / 1000 + " " + process.pid());
    } finally {
      socket.delete();
    }
  }

  private static String text(DatagramPacket packet) {
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
  }
}
