package org.manualkey.client;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.manualkey.client.ClientException.Kind;
import org.manualkey.wire.ClientFrame;
import org.manualkey.wire.DaemonFrame;
import org.manualkey.wire.FrameException;
import org.manualkey.wire.FrameReader;
import org.manualkey.wire.FrameWriter;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.FileDescriptorCast;

/** A connection to the daemon. One thread reads; several may send. */
final class DaemonConnection implements Closeable {
  /**
   * The {@linkplain DaemonSocket#connect patience} with commands whose answer the daemon makes from
   * memory.
   */
  static final Duration PROMPT = Duration.ofSeconds(10);

  /** The patience with commands that may wait for something else. */
  static final Duration ENDLESS = Duration.ZERO;

  private final AFUNIXSocket socket;
  private final boolean open;
  private final Incoming incoming;
  private final FrameReader reader;
  private final FrameWriter writer;
  private final Duration patience;

  /**
   * Frames without descriptors bypass JUnixSocket, which closes the socket when a write fails: the
   * EXIT or REFUSED that the daemon sent before could not be read any more.
   */
  private DaemonConnection(DaemonSocket daemon, Duration patience) throws IOException {
    this.socket = daemon.socket();
    this.open = daemon.open();
    this.patience = patience;
    this.incoming = new Incoming(socket.getInputStream());
    this.reader = new FrameReader(incoming);
    this.writer = new FrameWriter(new FileOutputStream(socket.getFileDescriptor()));
  }

  /** Connects to the daemon of the open socket at {@code path}, which may take so long. */
  static DaemonConnection to(String path, Duration patience) throws ClientException {
    DaemonSocket daemon = DaemonSocket.connect(path, patience);
    try {
      return new DaemonConnection(daemon, patience);
    } catch (IOException e) {
      throw new ClientException(
          Kind.UNREACHABLE, ClientMessage.UNREACHABLE.with(path, String.valueOf(e.getMessage())));
    }
  }

  /** Whether the daemon runs no command of this caller, and receives no descriptors. */
  boolean isOpen() {
    return open;
  }

  /**
   * Sends frames in one write; the descriptors travel with it and may be closed afterwards. They do
   * not to the open socket, which receives none.
   */
  synchronized void send(FileDescriptor[] descriptors, ClientFrame... frames) throws IOException {
    if (descriptors.length == 0 || open) {
      writer.write(frames);
    } else {
      sendThroughSocket(descriptors, frames);
    }
  }

  /** Keeps what the daemon sent before, should JUnixSocket close the socket. */
  private void sendThroughSocket(FileDescriptor[] descriptors, ClientFrame... frames)
      throws IOException {
    FileInputStream kept =
        FileDescriptorCast.duplicating(socket.getFileDescriptor()).as(FileInputStream.class);
    boolean sent = false;
    try {
      socket.setOutboundFileDescriptors(descriptors);
      new FrameWriter(socket.getOutputStream()).write(frames);
      sent = true;
    } finally {
      if (sent) {
        kept.close();
      } else {
        incoming.continueWith(kept);
      }
    }
  }

  /** What the daemon sends, by one descriptor of the socket or another. */
  private static final class Incoming extends FilterInputStream {
    Incoming(InputStream socket) {
      super(socket);
    }

    void continueWith(InputStream other) {
      in = other;
    }
  }

  /** Sends a frame without descriptors. */
  synchronized void send(ClientFrame frame) throws IOException {
    writer.write(frame);
  }

  /** The next frame, or null if the connection is lost, between two frames or inside one. */
  @Nullable DaemonFrame receive() throws FrameException, ClientException {
    try {
      return reader.readFromDaemon();
    } catch (FrameException e) {
      throw e;
    } catch (SocketTimeoutException e) {
      throw DaemonSocket.silent(patience);
    } catch (IOException e) {
      // A truncated stream and a reset mean the same to the user: there is no exit status.
      return null;
    }
  }

  @Override
  public void close() {
    try (socket) {
      incoming.close();
    } catch (IOException e) {
      // All that mattered has been read by now.
    }
  }
}
