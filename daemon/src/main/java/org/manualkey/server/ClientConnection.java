package org.manualkey.server;

import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.manualkey.program.Console;
import org.manualkey.program.Version;
import org.manualkey.wire.ClientFrame;
import org.manualkey.wire.DaemonFrame;
import org.manualkey.wire.Frame;
import org.manualkey.wire.FrameException;
import org.manualkey.wire.FrameReader;
import org.newsclub.net.unix.AFUNIXSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: its hello, its one command, and the frames between them. All of it belongs to the
 * thread that serves it, but {@link #stop} and {@link #cut}.
 */
final class ClientConnection implements Console {
  private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

  private final AFUNIXSocket socket;
  private final Peer peer;
  private final Limits limits;
  private final DenialLog refusals;
  private final ClientInput arrivals;
  private final FrameReader reader;
  private final Replies replies;
  private final Queue<FileDescriptor> files = new ArrayDeque<>();
  private @Nullable Caller caller;
  private boolean prompts;
  private String prompt = "";
  private @Nullable FrameException violation;
  private volatile boolean interrupted;

  ClientConnection(AFUNIXSocket socket, Peer peer, Limits limits, DenialLog refusals)
      throws IOException {
    this.refusals = refusals;
    this.socket = socket;
    this.peer = peer;
    this.limits = limits;
    arrivals = new ClientInput(socket);
    reader = new FrameReader(arrivals);
    replies = new Replies(socket.getOutputStream());
  }

  /** Tells a client that nobody serves yet why it cannot be served, and closes its connection. */
  static void refuse(AFUNIXSocket socket, String reason) {
    try (socket) {
      new Replies(socket.getOutputStream()).last(new DaemonFrame.Refused(reason));
    } catch (IOException e) {
      LOG.debug("a refused client is gone: {}", e.getMessage());
    }
  }

  /** Serves the client to its end. */
  void serve(Programs programs) {
    try {
      converse(programs);
    } catch (FrameException e) {
      refuse("not the protocol of this daemon: " + e.getMessage());
    } catch (SocketTimeoutException e) {
      refuse("no command came within " + limits.hello().toMillis() + " ms");
    } catch (CancellationException e) {
      refuse(Server.STOPPING);
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("the client of {} is gone: {}", peer, e.getMessage());
    } catch (RuntimeException | Error e) {
      // A message may hold anything; where it happened is enough to find it.
      LOG.error("a command failed: {} at {}", e.getClass().getName(), place(e));
      refuse("internal error, see the log of manual-keyd");
    } finally {
      close();
    }
  }

  private void converse(Programs programs) throws IOException {
    arrivals.hurry(limits.hello());
    ClientFrame.Hello hello = expect(ClientFrame.Hello.class);
    replies.send(new DaemonFrame.Welcome(Frame.VERSION, Version.text()));
    if (hello.version() != Frame.VERSION) {
      refuse("this daemon speaks protocol version " + Frame.VERSION);
      return;
    }
    ClientFrame.Command command = expect(ClientFrame.Command.class);
    arrivals.takeTime();
    for (int i = 0; i < command.descriptors(); i++) {
      files.add(descriptor());
    }
    Programs.Program program = programs.named(hello.program());
    if (program == null) {
      refuse("no such program: " + hello.program());
      return;
    }
    caller = caller(hello);
    prompts = hello.get(ClientFrame.Hello.PROMPTS) != null;
    int status = program.run(command.argv(), this);
    if (violation != null) {
      throw violation;
    }
    replies.last(new DaemonFrame.Exit(status));
  }

  private static String place(Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    return trace.length == 0 ? "a place that the virtual machine keeps" : trace[0].toString();
  }

  /** Tells the client that its command will not end, and ends the conversation; any thread. */
  void stop(String reason) {
    refuse(reason);
    cut();
  }

  /** Ends the conversation, whoever is in the middle of it; any thread. */
  void cut() {
    try {
      // Not close: it would free the number of a descriptor that another thread uses. And not by
      // the socket, which takes itself for unconnected when it was accepted.
      socket.getChannel().shutdownInput();
      socket.getChannel().shutdownOutput();
    } catch (IOException e) {
      LOG.debug("the client of {} had gone: {}", peer, e.getMessage());
    }
  }

  private void refuse(String reason) {
    try {
      replies.last(new DaemonFrame.Refused(reason));
    } catch (IOException e) {
      LOG.debug("the client of {} is gone: {}", peer, e.getMessage());
    }
  }

  private Caller caller(ClientFrame.Hello hello) {
    return new Caller(
        peer.privileged(),
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

  /** A client says nothing while it watches, except that it is enough. */
  @Override
  public Watch watch(Runnable action) {
    AtomicBoolean ended = new AtomicBoolean();
    Thread.ofPlatform()
        .name("watch")
        .start(() -> {
          boolean bySignal = false;
          try {
            ClientFrame frame = reader.readFromClient();
            bySignal = frame instanceof ClientFrame.Interrupt || isAbandoning(frame);
          } catch (IOException e) {
            LOG.debug("a client that watched is gone: {}", e.getMessage());
          }
          interrupted |= !bySignal; // what comes now cannot be served any more
          ended.set(true);
          action.run();
        });
    return ended::get;
  }

  /** Ctrl-C at an editor: the session goes on; a command that cannot end early is over by now. */
  private boolean isAbandoning(@Nullable ClientFrame frame) {
    return prompts && frame instanceof ClientFrame.Abandon;
  }

  /** The next frame; an interruption is noted on the way. */
  private ClientFrame next() throws IOException {
    try {
      ClientFrame frame = reader.readFromClient();
      if (frame == null) {
        throw new EOFException("the client has closed the connection");
      }
      interrupted |= frame instanceof ClientFrame.Interrupt;
      return frame;
    } catch (FrameException e) {
      throw violated(e);
    }
  }

  private FileDescriptor descriptor() throws FrameException {
    FileDescriptor file = arrivals.nextDescriptor();
    if (file == null) {
      throw violated(new FrameException("a descriptor is missing"));
    }
    return file;
  }

  /** Commands take what fails for an answer; that the client must go is remembered here. */
  private FrameException violated(FrameException e) {
    violation = e;
    return e;
  }

  @Override
  public Caller caller() {
    if (caller == null) {
      throw new IllegalStateException("no hello yet");
    }
    return caller;
  }

  @Override
  public void refused(String action) {
    refusals.tell(peer, action);
  }

  @Override
  public OutputStream out() {
    return new FrameStream(replies::out);
  }

  @Override
  public OutputStream err() {
    return new FrameStream(replies::err);
  }

  @Override
  public @Nullable FileDescriptor nextFile() {
    return files.poll();
  }

  /** A client that prompts by itself gets the prompt with the request. */
  @Override
  public void prompt(String text) throws IOException {
    if (prompts) {
      prompt = text;
    } else {
      byte[] octets = text.getBytes(StandardCharsets.UTF_8);
      replies.out(octets, 0, octets.length);
    }
  }

  @Override
  public void offer(Map<String, List<String>> places) throws IOException {
    if (prompts) {
      replies.send(new DaemonFrame.Words(places));
    }
  }

  @Override
  public byte @Nullable [] read() throws IOException {
    if (interrupted) {
      return null;
    }
    replies.send(new DaemonFrame.Ready(prompt));
    prompt = "";
    return switch (next()) {
      case ClientFrame.Input input -> {
        byte[] octets = input.bytes().toByteArray();
        input.bytes().wipe();
        yield octets;
      }
      case ClientFrame.EndOfInput _, ClientFrame.Interrupt _ -> null;
      case ClientFrame.Abandon _ when prompts -> throw new Abandoned();
      case ClientFrame frame -> throw unexpected(frame);
    };
  }

  @Override
  public FileDescriptor openForSaving(String path) throws IOException {
    replies.send(new DaemonFrame.OpenForSaving(path));
    return switch (next()) {
      case ClientFrame.Opened _ -> descriptor();
      case ClientFrame.NotOpened notOpened -> throw new IOException(notOpened.reason());
      case ClientFrame.Interrupt _ -> throw new IOException("interrupted");
      case ClientFrame frame -> throw unexpected(frame);
    };
  }

  private FrameException unexpected(ClientFrame frame) {
    return violated(new FrameException(frame.getClass().getSimpleName() + " was not asked for"));
  }

  /** Looks without waiting; a client that is gone counts as one that pressed Ctrl-C. */
  @Override
  public boolean isInterrupted() {
    try {
      while (!interrupted && reader.isReady()) {
        ClientFrame frame = next();
        if (!interrupted && !isAbandoning(frame)) {
          throw unexpected(frame);
        }
      }
      return interrupted || socket.checkConnectionClosed();
    } catch (IOException e) {
      return true;
    }
  }

  private void close() {
    try (socket;
        arrivals) {
      for (FileDescriptor file = files.poll(); file != null; file = files.poll()) {
        new FileInputStream(file).close();
      }
    } catch (IOException e) {
      LOG.debug("closing the connection of {}: {}", peer, e.getMessage());
    }
  }
}
