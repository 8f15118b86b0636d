package org.manualkey.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.manualkey.app.DaemonProcess;
import org.manualkey.wire.ClientFrame;
import org.manualkey.wire.DaemonFrame;
import org.manualkey.wire.Frame;
import org.manualkey.wire.FrameReader;
import org.manualkey.wire.FrameWriter;
import org.manualkey.wire.Payload;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** Connections to a daemon that need not behave as clients do. */
final class RawClients implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final int PIECE = 64 << 10;

  private final List<AFUNIXSocket> sockets = new ArrayList<>();

  /** A connection that says nothing. */
  AFUNIXSocket connect(Path path) throws IOException {
    AFUNIXSocket socket = AFUNIXSocket.connectTo(AFUNIXSocketAddress.of(path));
    sockets.add(socket);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  /** A connection that sends a command of a program, and reads nothing yet. */
  AFUNIXSocket say(Path path, String program, String... words) throws IOException {
    AFUNIXSocket socket = connect(path);
    new FrameWriter(socket.getOutputStream())
        .write(
            new ClientFrame.Hello(Frame.VERSION, program, Map.of()),
            new ClientFrame.Command(List.of(words), 0));
    return socket;
  }

  /**
   * What the daemon says first; null: nothing before it closed the connection. What it says next
   * may have been read with it: nothing else can be read from the connection afterwards.
   */
  static @Nullable DaemonFrame first(AFUNIXSocket socket) throws IOException {
    return new FrameReader(socket.getInputStream()).readFromDaemon();
  }

  /** Waits until a command prints, and reads no more. */
  static void awaitOutput(AFUNIXSocket socket) throws IOException {
    FrameReader reader = new FrameReader(socket.getInputStream());
    DaemonFrame frame = reader.readFromDaemon();
    while (!(frame instanceof DaemonFrame.Out)) {
      if (frame == null) {
        throw new IOException("the daemon closed the connection");
      }
      frame = reader.readFromDaemon();
    }
  }

  /** Answers every request for input until the text is sent, and reads no more. */
  static void enter(AFUNIXSocket socket, String text) throws IOException {
    FrameReader reader = new FrameReader(socket.getInputStream());
    FrameWriter writer = new FrameWriter(socket.getOutputStream());
    byte[] octets = text.getBytes(UTF_8);
    int sent = 0;
    while (sent <= octets.length) {
      DaemonFrame frame = reader.readFromDaemon();
      if (frame == null) {
        throw new IOException("the daemon closed the connection");
      }
      if (frame instanceof DaemonFrame.Ready) {
        int piece = Math.min(octets.length - sent, PIECE);
        writer.write(
            piece == 0
                ? new ClientFrame.EndOfInput()
                : new ClientFrame.Input(Payload.of(octets, sent, piece)));
        sent += piece == 0 ? 1 : piece;
      }
    }
  }

  /** Runs a command as a client does, in this process: the result of a refusal is -1. */
  static DaemonProcess.Ended run(DaemonProcess daemon, String program, String... words)
      throws IOException {
    try (RawClients clients = new RawClients()) {
      return end(clients.say(daemon.privateSocket(), program, words));
    }
  }

  /** Runs a command that has a text as its standard input, of which it may read a part only. */
  static DaemonProcess.Ended pipe(
      DaemonProcess daemon, String text, String program, String... words) throws IOException {
    try (RawClients clients = new RawClients()) {
      return end(clients.say(daemon.privateSocket(), program, words), text);
    }
  }

  /** What a command says to its end. */
  static DaemonProcess.Ended end(AFUNIXSocket socket) throws IOException {
    return end(socket, "");
  }

  private static DaemonProcess.Ended end(AFUNIXSocket socket, String input) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(input.getBytes(UTF_8));
    FrameWriter writer = new FrameWriter(socket.getOutputStream());
    FrameReader reader = new FrameReader(socket.getInputStream());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status = -1;
    DaemonFrame frame = reader.readFromDaemon();
    while (frame != null) {
      switch (frame) {
        case DaemonFrame.Out text -> text.bytes().writeTo(out);
        case DaemonFrame.Err text -> text.bytes().writeTo(err);
        case DaemonFrame.Exit exit -> status = exit.status();
        case DaemonFrame.Refused refused -> err.writeBytes(refused.reason().getBytes(UTF_8));
        case DaemonFrame.Welcome _ -> {}
        case DaemonFrame.Ready _ -> writer.write(next(rest));
        default -> throw new IOException("unexpected " + frame);
      }
      frame = reader.readFromDaemon();
    }
    return new DaemonProcess.Ended(status, out.toString(UTF_8), err.toString(UTF_8));
  }

  private static ClientFrame next(ByteBuffer rest) {
    if (!rest.hasRemaining()) {
      return new ClientFrame.EndOfInput();
    }
    byte[] piece = new byte[Math.min(rest.remaining(), PIECE)];
    rest.get(piece);
    return new ClientFrame.Input(Payload.of(piece, 0, piece.length));
  }

  /** The number of SAs that the database holds. */
  static int sas(DaemonProcess daemon) throws IOException {
    return run(daemon, "ipseckey", "-n", "-p", "dump").out().split("Base message", -1).length - 1;
  }

  @Override
  public void close() throws IOException {
    for (AFUNIXSocket socket : sockets) {
      socket.close();
    }
  }
}
