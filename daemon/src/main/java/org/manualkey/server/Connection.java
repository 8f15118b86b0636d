package org.manualkey.server;

import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.manualkey.session.Console;
import org.manualkey.session.Version;
import org.manualkey.wire.ClientFrame;
import org.manualkey.wire.DaemonFrame;
import org.manualkey.wire.Frame;
import org.manualkey.wire.FrameException;
import org.manualkey.wire.FrameReader;
import org.manualkey.wire.FrameWriter;
import org.newsclub.net.unix.AFUNIXSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client: its hello, its one command, and the frames between them. */
final class Connection implements Console {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /** A client that has said nothing for so long is no client. */
  private static final int HELLO_MILLIS = 5_000;

  private static final int ANCILLARY_OCTETS = 1024;

  private final AFUNIXSocket socket;
  private final Peer peer;
  private final FrameReader reader;
  private final FrameWriter writer;
  private final Queue<FileDescriptor> received = new ArrayDeque<>();
  private final Queue<ClientFrame> ahead = new ArrayDeque<>();
  private @Nullable Caller caller;
  private boolean interrupted;

  /**
   * Who the kernel says the client is.
   *
   * @param uid user
   * @param pid process
   * @param privileged whether it may use the database
   */
  record Peer(long uid, long pid, boolean privileged) {}

  Connection(AFUNIXSocket socket, Peer peer) throws IOException {
    this.socket = socket;
    this.peer = peer;
    socket.setAncillaryReceiveBufferSize(ANCILLARY_OCTETS);
    reader = new FrameReader(socket.getInputStream());
    writer = new FrameWriter(socket.getOutputStream());
  }

  /** Tells a client why it cannot be served, and closes its connection. */
  static void refuse(AFUNIXSocket socket, String reason) {
    try (socket) {
      new FrameWriter(socket.getOutputStream()).write(new DaemonFrame.Refused(reason));
    } catch (IOException e) {
      LOG.debug("a refused client is gone: {}", e.getMessage());
    }
  }

  /** Serves the client to its end. */
  void serve(Programs programs) {
    try {
      socket.setSoTimeout(HELLO_MILLIS);
      ClientFrame.Hello hello = expect(ClientFrame.Hello.class);
      if (hello.version() != Frame.VERSION) {
        writer.write(
            new DaemonFrame.Welcome(Frame.VERSION, Version.text()),
            new DaemonFrame.Refused("this daemon speaks protocol version " + Frame.VERSION));
        return;
      }
      ClientFrame.Command command = expect(ClientFrame.Command.class);
      socket.setSoTimeout(0);
      caller = caller(hello);
      writer.write(new DaemonFrame.Welcome(Frame.VERSION, Version.text()));
      writer.write(new DaemonFrame.Exit(programs.run(hello.program(), command.argv(), this)));
    } catch (FrameException e) {
      refuse(socket, "not the protocol of this daemon: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      refuse(socket, String.valueOf(e.getMessage()));
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("client of uid {} (pid {}) is gone: {}", peer.uid, peer.pid, e.getMessage());
    } catch (RuntimeException e) {
      // A message may hold anything; where it happened is enough to find it.
      LOG.error("a command failed: {} at {}", e.getClass().getName(), e.getStackTrace()[0]);
      refuse(socket, "internal error, see the log of manual-keyd");
    } finally {
      close();
    }
  }

  /** Tells the client that its command will not end, and closes the connection; any thread. */
  void stop(String reason) {
    refuse(socket, reason);
  }

  private Caller caller(ClientFrame.Hello hello) {
    return new Caller(
        peer.privileged,
        hello.get(ClientFrame.Hello.SMF_FMRI) != null,
        hello.get(ClientFrame.Hello.TERMINAL) != null,
        zone(hello.get(ClientFrame.Hello.TZ)));
  }

  /** The zone of a TZ variable; that of the daemon when there is none or Java does not know it. */
  private static ZoneId zone(@Nullable String tz) {
    if (tz == null || tz.isEmpty()) {
      return ZoneId.systemDefault();
    }
    try {
      return ZoneId.of(tz.startsWith(":") ? tz.substring(1) : tz);
    } catch (DateTimeException e) {
      return ZoneId.systemDefault();
    }
  }

  private <F extends ClientFrame> F expect(Class<F> type) throws IOException {
    ClientFrame frame = next();
    if (!type.isInstance(frame)) {
      throw new FrameException(
          type.getSimpleName() + " expected, " + frame.getClass().getSimpleName() + " came");
    }
    return type.cast(frame);
  }

  /** The next frame; an interruption is noted on the way. */
  private ClientFrame next() throws IOException {
    ClientFrame frame = ahead.isEmpty() ? reader.readFromClient() : ahead.remove();
    if (frame == null) {
      throw new EOFException("the client has closed the connection");
    }
    FileDescriptor[] descriptors = socket.getReceivedFileDescriptors();
    if (descriptors != null) {
      received.addAll(Arrays.asList(descriptors));
    }
    interrupted |= frame instanceof ClientFrame.Interrupt;
    return frame;
  }

  @Override
  public Caller caller() {
    if (caller == null) {
      throw new IllegalStateException("no hello yet");
    }
    return caller;
  }

  @Override
  public OutputStream out() {
    return new FrameStream(writer::out);
  }

  @Override
  public OutputStream err() {
    return new FrameStream(writer::err);
  }

  @Override
  public @Nullable FileDescriptor nextFile() {
    return received.poll();
  }

  @Override
  public byte @Nullable [] read() throws IOException {
    if (interrupted) {
      return null;
    }
    writer.write(new DaemonFrame.Ready());
    return switch (next()) {
      case ClientFrame.Input input -> {
        byte[] octets = input.bytes().toByteArray();
        input.bytes().wipe();
        yield octets;
      }
      case ClientFrame.EndOfInput _, ClientFrame.Interrupt _ -> null;
      case ClientFrame frame -> throw unexpected(frame);
    };
  }

  @Override
  public FileDescriptor openForSaving(String path) throws IOException {
    writer.write(new DaemonFrame.OpenForSaving(path));
    return switch (next()) {
      case ClientFrame.Opened _ -> {
        FileDescriptor file = received.poll();
        if (file == null) {
          throw new FrameException("no descriptor came with the opened file");
        }
        yield file;
      }
      case ClientFrame.NotOpened notOpened -> throw new IOException(notOpened.reason());
      case ClientFrame.Interrupt _ -> throw new IOException("interrupted");
      case ClientFrame frame -> throw unexpected(frame);
    };
  }

  private static FrameException unexpected(ClientFrame frame) {
    return new FrameException(frame.getClass().getSimpleName() + " was not asked for");
  }

  /** Looks without waiting; a client that is gone counts as one that pressed Ctrl-C. */
  @Override
  public boolean isInterrupted() {
    try {
      while (!interrupted && socket.getInputStream().available() > 0) {
        ahead.add(next());
      }
      return interrupted || socket.checkConnectionClosed();
    } catch (IOException e) {
      return true;
    }
  }

  private void close() {
    try (socket) {
      for (FileDescriptor file = received.poll(); file != null; file = received.poll()) {
        new FileInputStream(file).close();
      }
    } catch (IOException e) {
      LOG.debug("closing a connection: {}", e.getMessage());
    }
  }
}
