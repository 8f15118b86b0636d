package org.manualkey.server;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.manualkey.wire.ClientFrame;
import org.manualkey.wire.DaemonFrame;
import org.manualkey.wire.Frame;
import org.manualkey.wire.FrameReader;
import org.manualkey.wire.FrameWriter;
import org.manualkey.wire.Payload;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** A client of which a test sees every frame. No read waits for longer than 20 seconds. */
final class TestClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  final AFUNIXSocket socket;
  private final FrameReader reader;
  private final FrameWriter writer;

  /**
   * How a conversation ended.
   *
   * @param exit the status of EXIT, or -1
   * @param refused the reason of REFUSED, or null
   */
  record Ended(String out, String err, int exit, @Nullable String refused) {}

  private TestClient(AFUNIXSocket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
    reader = new FrameReader(socket.getInputStream());
    writer = new FrameWriter(socket.getOutputStream());
  }

  static TestClient to(Path path) throws IOException {
    return new TestClient(AFUNIXSocket.connectTo(AFUNIXSocketAddress.of(path)));
  }

  static ClientFrame.Hello hello(String program) {
    return new ClientFrame.Hello(Frame.VERSION, program, Map.of("TZ", "UTC"));
  }

  TestClient say(String program, String... argv) throws IOException {
    return send(hello(program), new ClientFrame.Command(List.of(argv), 0));
  }

  TestClient sayAs(Map<String, String> environment, String program, String... argv)
      throws IOException {
    return send(
        new ClientFrame.Hello(Frame.VERSION, program, environment),
        new ClientFrame.Command(List.of(argv), 0));
  }

  /** Like {@link #say}, with files. */
  TestClient pass(FileDescriptor[] files, String program, String... argv) throws IOException {
    socket.setOutboundFileDescriptors(files);
    return send(hello(program), new ClientFrame.Command(List.of(argv), files.length));
  }

  TestClient pass(FileDescriptor file, String program, String... argv) throws IOException {
    return pass(new FileDescriptor[] {file}, program, argv);
  }

  TestClient send(ClientFrame... frames) throws IOException {
    writer.write(frames);
    return this;
  }

  TestClient input(String text) throws IOException {
    return send(new ClientFrame.Input(Payload.of(text.getBytes(StandardCharsets.UTF_8))));
  }

  TestClient octets(int... octets) throws IOException {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** Whether the daemon has sent something. */
  boolean hasAnswer() {
    try {
      return socket.getInputStream().available() > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Nullable DaemonFrame next() throws IOException {
    return reader.readFromDaemon();
  }

  <F extends DaemonFrame> F expect(Class<F> type) throws IOException {
    return type.cast(next());
  }

  /** What is printed until the daemon asks for input. */
  String untilReady() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    while (true) {
      switch (next()) {
        case DaemonFrame.Out out -> out.bytes().writeTo(text);
        case DaemonFrame.Err err -> err.bytes().writeTo(text);
        case DaemonFrame.Welcome _ -> {}
        case DaemonFrame.Ready _ -> {
          return text.toString(StandardCharsets.UTF_8);
        }
        case null -> throw new IOException("the daemon closed the connection");
        case DaemonFrame frame -> throw new IOException("unexpected " + frame);
      }
    }
  }

  /** Everything to the end of the conversation. */
  Ended end() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit = -1;
    String refused = null;
    for (DaemonFrame frame = next(); frame != null; frame = next()) {
      if (exit >= 0 || refused != null) {
        throw new IOException(frame + " after the end");
      }
      switch (frame) {
        case DaemonFrame.Out o -> o.bytes().writeTo(out);
        case DaemonFrame.Err e -> e.bytes().writeTo(err);
        case DaemonFrame.Exit e -> exit = e.status();
        case DaemonFrame.Refused r -> refused = r.reason();
        case DaemonFrame.Welcome _ -> {}
        default -> throw new IOException("unexpected " + frame);
      }
    }
    return new Ended(
        out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), exit, refused);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
