package org.manualkey.client;

import java.io.Closeable;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.manualkey.client.ClientException.Kind;
import org.manualkey.wire.ClientFrame;
import org.manualkey.wire.DaemonFrame;
import org.manualkey.wire.FrameException;
import org.manualkey.wire.FrameReader;
import org.manualkey.wire.FrameWriter;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** A connection to the daemon. One thread reads; several may send. */
final class DaemonConnection implements Closeable {
  private static final String FORBIDDEN = "permission denied";

  private final AFUNIXSocket socket;
  private final FrameReader reader;
  private final FrameWriter writer;

  /**
   * Frames without descriptors bypass JUnixSocket, which closes the socket when a write fails: the
   * EXIT or REFUSED that the daemon sent before could not be read any more.
   */
  private DaemonConnection(AFUNIXSocket socket) throws IOException {
    this.socket = socket;
    this.reader = new FrameReader(socket.getInputStream());
    this.writer = new FrameWriter(new FileOutputStream(socket.getFileDescriptor()));
  }

  /** Connects to the socket at {@code path} without waiting. */
  static DaemonConnection to(String path) throws ClientException {
    try {
      return new DaemonConnection(AFUNIXSocket.connectTo(AFUNIXSocketAddress.of(new File(path))));
    } catch (IOException e) {
      String reason = reason(path, e);
      throw new ClientException(
          reason.equals(FORBIDDEN) ? Kind.FORBIDDEN : Kind.UNREACHABLE,
          ClientMessage.UNREACHABLE.with(path, reason));
    }
  }

  /** The exceptions differ in nothing but the error text of the system. */
  private static String reason(String path, IOException failure) {
    String message = String.valueOf(failure.getMessage());
    return switch (message) {
      case "No such file or directory" -> "no such file or directory (is manual-keyd running?)";
      case "Connection refused" ->
          Files.isDirectory(Path.of(path))
              ? "is a directory"
              : "connection refused (is manual-keyd running?)";
      case "Permission denied" -> FORBIDDEN;
      case "Byte array is too large" -> "path too long for a socket";
      default -> message;
    };
  }

  /** Sends frames in one write; the descriptors travel with it and may be closed afterwards. */
  synchronized void send(FileDescriptor[] descriptors, ClientFrame... frames) throws IOException {
    if (descriptors.length == 0) {
      writer.write(frames);
    } else {
      socket.setOutboundFileDescriptors(descriptors);
      new FrameWriter(socket.getOutputStream()).write(frames);
    }
  }

  /** Sends a frame without descriptors. */
  synchronized void send(ClientFrame frame) throws IOException {
    writer.write(frame);
  }

  /** The next frame, or null if the connection is lost, between two frames or inside one. */
  @Nullable DaemonFrame receive() throws FrameException {
    try {
      return reader.readFromDaemon();
    } catch (FrameException e) {
      throw e;
    } catch (IOException e) {
      // A truncated stream and a reset mean the same to the user: there is no exit status.
      return null;
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // All that mattered has been read by now.
    }
  }
}
