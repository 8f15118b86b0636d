package org.manualkey.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
 * One client: its hello, its one command, and the frames of that. Confined to the thread that
 * serves it, except for {@link #stop} and {@link #cut}.
 */
final class ClientConnection implements Console {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVER);

  private final AFUNIXSocket socket;
  private final Peer peer;
  private final NetworkNamespace namespace;
  private final Limits limits;
  private final DenialLog denials;
  private final ClientInput input;
  private final FrameReader reader;
  private final Replies replies;
  private final Queue<FileDescriptor> files = new ArrayDeque<>();
  private @Nullable Caller caller;
  private boolean prompts;
  private String prompt = "";
  private @Nullable FrameException protocolError;
  private CompletableFuture<?> work = CompletableFuture.completedFuture(null);
  private volatile boolean interrupted;

  /**
   * A client that is not served yet.
   *
   * @param before what was read from it before
   */
  ClientConnection(
      AFUNIXSocket socket,
      Peer peer,
      NetworkNamespace namespace,
      Limits limits,
      DenialLog denials,
      ByteBuffer before)
      throws IOException {
    this.denials = denials;
    this.socket = socket;
    this.peer = peer;
    this.namespace = namespace;
    this.limits = limits;
    input = new ClientInput(socket, before);
    reader = new FrameReader(input);
    replies = new Replies(new DirectOutput(socket.getChannel()));
  }

  /**
   * Serves the client until its command has ended.
   *
   * @param sessions for commands that are not short
   */
  void serve(Programs programs, Semaphore sessions) {
    try {
      converse(programs, sessions);
    } catch (FrameException e) {
      refuse(ServerMessage.PROTOCOL_ERROR.with(e.getMessage()));
    } catch (SocketTimeoutException e) {
      refuse(ServerMessage.NO_COMMAND.text());
    } catch (CancellationException | InterruptedException e) {
      refuse(ServerMessage.STOPPING.text());
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("{}: client is gone: {}", peer, e.getMessage());
    } catch (RuntimeException | Error e) {
      try { // the client first: there may be no memory for the log
        refuse(
            (e instanceof OutOfMemoryError
                    ? ServerMessage.OUT_OF_MEMORY
                    : ServerMessage.INTERNAL_ERROR)
                .text());
      } finally {
        denials.failed(peer, e);
      }
    } finally {
      close();
    }
  }

  private void converse(Programs programs, Semaphore sessions)
      throws IOException, InterruptedException {
    input.startDeadline(limits.silence(), limits.hello());
    ClientFrame.Hello hello = expect(ClientFrame.Hello.class);
    replies.send(new DaemonFrame.Welcome(Frame.VERSION, Version.text()));
    if (hello.version() != Frame.VERSION) {
      refuse(ServerMessage.VERSION_MISMATCH.with(Frame.VERSION));
      return;
    }
    ClientFrame.Command command = expect(ClientFrame.Command.class);
    input.endDeadline();
    for (int i = 0; i < command.descriptors(); i++) {
      files.add(descriptor());
    }
    Programs.Program program = programs.named(hello.program());
    if (program == null) {
      refuse(ServerMessage.UNKNOWN_PROGRAM.with(hello.program()));
      return;
    }
    KnownCaller known = KnownCaller.of(peer, hello, namespace);
    byte[] warning = known.warning().getBytes(UTF_8);
    replies.err(warning, 0, warning.length);
    caller = known.caller();
    prompts = hello.get(ClientFrame.Hello.PROMPTS) != null;
    if (program.isShort(command.argv())) {
      run(program, command);
    } else if (sessions.tryAcquire(limits.patience().toMillis(), TimeUnit.MILLISECONDS)) {
      try {
        run(program, command);
      } finally {
        sessions.release();
      }
    } else {
      denials.deniedConnection(peer);
      refuse(ServerMessage.TOO_MANY_CONNECTIONS.text());
    }
  }

  private void run(Programs.Program program, ClientFrame.Command command) throws IOException {
    int status = program.run(command.argv(), this);
    if (protocolError != null) {
      throw protocolError;
    }
    replies.last(new DaemonFrame.Exit(status));
  }

  /** Refuses the running command, and ends the connection. Thread-safe. */
  void stop(String reason) {
    refuse(reason);
    cut();
  }

  /** Ends the connection, even while another thread uses it. Thread-safe. */
  void cut() {
    try {
      // Not close(), which would free the number of a descriptor that another thread uses. And not
      // by the socket, which considers itself unconnected after accept.
      socket.getChannel().shutdownInput();
      socket.getChannel().shutdownOutput();
    } catch (IOException e) {
      LOG.debug("{}: client was gone: {}", peer, e.getMessage());
    }
  }

  private void refuse(String reason) {
    try {
      replies.last(new DaemonFrame.Refused(reason));
    } catch (IOException e) {
      LOG.debug("{}: client is gone: {}", peer, e.getMessage());
    }
  }

  private <F extends ClientFrame> F expect(Class<F> type) throws IOException {
    ClientFrame frame = next();
    if (!type.isInstance(frame)) {
      throw new FrameException(
          "expected " + type.getSimpleName() + ", got " + frame.getClass().getSimpleName());
    }
    return type.cast(frame);
  }

  /** The only frames that a watching client may send end the watch. */
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
            LOG.debug("watching client is gone: {}", e.getMessage());
          }
          interrupted |= !bySignal; // nothing can be served any more
          ended.set(true);
          action.run();
        });
    return ended::get;
  }

  /** Ctrl-C at an editor ends the command, not the session. */
  private boolean isAbandoning(@Nullable ClientFrame frame) {
    return prompts && frame instanceof ClientFrame.Abandon;
  }

  /** Reads the next frame, and records an interruption. */
  private ClientFrame next() throws IOException {
    try {
      ClientFrame frame = reader.readFromClient();
      if (frame == null) {
        throw new EOFException("client closed the connection");
      }
      interrupted |= frame instanceof ClientFrame.Interrupt;
      return frame;
    } catch (FrameException e) {
      throw remember(e);
    }
  }

  private FileDescriptor descriptor() throws FrameException {
    FileDescriptor file = input.nextDescriptor();
    if (file == null) {
      throw remember(new FrameException("missing descriptor"));
    }
    return file;
  }

  /** Records a protocol error, since commands handle any failure of input themselves. */
  private FrameException remember(FrameException e) {
    protocolError = e;
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
    denials.denied(peer, action);
  }

  @Override
  public void changed(String what) {
    denials.changed(peer, what);
  }

  @Override
  public void began(CompletableFuture<?> begun) {
    work = begun;
  }

  /** The work that the command began, once it has ended. */
  CompletableFuture<?> work() {
    return work;
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

  /** A client that shows prompts itself receives this one with the next request. */
  @Override
  public void prompt(String text) throws IOException {
    if (prompts) {
      prompt = text;
    } else {
      byte[] octets = text.getBytes(UTF_8);
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
      case ClientFrame.Input frame -> {
        byte[] octets = frame.bytes().toByteArray();
        frame.bytes().wipe();
        yield octets;
      }
      case ClientFrame.EndOfInput _, ClientFrame.Interrupt _ -> null;
      case ClientFrame.Abandon _ when prompts -> throw new Abandoned();
      case ClientFrame frame -> throw unexpected(frame);
    };
  }

  @Override
  public void limitSilence(@Nullable Duration limit) throws IOException {
    if (limit == null) {
      input.endDeadline();
    } else {
      input.startDeadline(limit, limit);
    }
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
    return remember(new FrameException("unexpected " + frame.getClass().getSimpleName()));
  }

  /** Does not block; a lost connection counts as Ctrl-C. */
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
        input) {
      for (FileDescriptor file = files.poll(); file != null; file = files.poll()) {
        new FileInputStream(file).close();
      }
    } catch (IOException e) {
      LOG.debug("{}: closing the connection: {}", peer, e.getMessage());
    }
  }
}
