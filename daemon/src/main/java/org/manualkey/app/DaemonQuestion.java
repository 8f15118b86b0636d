package org.manualkey.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.manualkey.client.ClientException;
import org.manualkey.client.DaemonSocket;
import org.manualkey.program.CheckConditions;
import org.manualkey.program.OpenAnswers;
import org.manualkey.wire.ClientFrame;
import org.manualkey.wire.DaemonFrame;
import org.manualkey.wire.Frame;
import org.manualkey.wire.FrameReader;
import org.manualkey.wire.FrameWriter;
import org.newsclub.net.unix.AFUNIXSocket;

/** Asks a running daemon what a check needs, by its open socket. */
final class DaemonQuestion {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private DaemonQuestion() {}

  /**
   * Asks once.
   *
   * @throws IOException if no daemon answers; the message says why
   */
  static CheckConditions ask(Path openSocket) throws IOException {
    try (AFUNIXSocket socket = DaemonSocket.connectOpen(openSocket.toString(), PATIENCE).socket()) {
      new FrameWriter(socket.getOutputStream())
          .write(
              new ClientFrame.Hello(Frame.VERSION, OpenAnswers.DAEMON, Map.of()),
              new ClientFrame.Command(List.of(OpenAnswers.CHECK), 0));
      return CheckConditions.decode(answer(new FrameReader(socket.getInputStream())));
    } catch (ClientException | IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static String answer(FrameReader reader) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (true) {
      switch (reader.readFromDaemon()) {
        case DaemonFrame.Out frame -> frame.bytes().writeTo(out);
        case DaemonFrame.Exit(int status) when status == 0 -> {
          return out.toString(StandardCharsets.UTF_8);
        }
        case DaemonFrame.Refused(String reason) -> throw new IOException(reason);
        case DaemonFrame.Welcome _ -> {}
        case null, default -> throw new IOException("no answer");
      }
    }
  }
}
