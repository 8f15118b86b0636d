package org.manualkey.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.manualkey.program.Answer;
import org.manualkey.program.Console;
import org.manualkey.program.OpenAnswers;
import org.manualkey.program.Right;
import org.manualkey.program.Version;
import org.manualkey.wire.ClientFrame;
import org.manualkey.wire.DaemonFrame;
import org.manualkey.wire.Frame;
import org.manualkey.wire.FrameException;
import org.manualkey.wire.FrameReader;
import org.manualkey.wire.FrameWriter;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of the open socket: a request, its answer, and the end. It never waits, and takes one
 * small buffer beside its answer. There is no room for descriptors: the kernel closes what a client
 * passes.
 */
final class OpenConnection {
  /** Hello and command of all that is answered take less. */
  static final int REQUEST_OCTETS = 4096;

  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVER);

  private final AFUNIXSocket socket;
  private final AFUNIXSocketChannel channel;
  private final NetworkNamespace namespace;
  private final long deadline;
  private final ByteBuffer request = ByteBuffer.allocate(REQUEST_OCTETS);
  private Peer peer;
  private @Nullable ByteBuffer answer;
  private @Nullable Right right;

  /**
   * A connection that was just accepted.
   *
   * @param namespace that of this daemon
   * @param deadline the {@link System#nanoTime} at which it ends
   */
  OpenConnection(AFUNIXSocket socket, Peer peer, NetworkNamespace namespace, long deadline) {
    this.socket = socket;
    channel = socket.getChannel();
    this.peer = peer;
    this.namespace = namespace;
    this.deadline = deadline;
  }

  Peer peer() {
    return peer;
  }

  long deadline() {
    return deadline;
  }

  AFUNIXSocket socket() {
    return socket;
  }

  /** The right by which its command is run instead of answered here, or null. */
  @Nullable Right right() {
    return right;
  }

  /** What was read of the request. */
  ByteBuffer request() {
    return request.duplicate().flip();
  }

  /** Whether the whole request is there, and the answer is being written. */
  boolean isAnswering() {
    return answer != null;
  }

  /**
   * Reads and writes as far as that is possible without waiting. A request is read until nothing
   * more is there: the selector of JUnixSocket gives up a socket whose other end is closed, and
   * tells of the end only once, although there were octets before it. What was read is looked at
   * once in a turn, however small the pieces are in which it comes: other clients wait meanwhile.
   *
   * @return whether the connection is still needed
   */
  boolean proceed(OpenAnswers answers, Authority authority, DenialLog denials) throws IOException {
    if (answer == null) {
      int read = 1;
      while (read > 0 && request.hasRemaining()) {
        read = channel.read(request);
      }
      answer = answered(answers, authority, denials);
      if (answer == null) {
        return read >= 0;
      }
    }
    channel.write(answer);
    return answer.hasRemaining();
  }

  /**
   * Tells the client why it is not served, if that is possible without waiting: also if it was to
   * have a thread that may wait for it, and there is none.
   */
  static void refuse(AFUNIXSocketChannel channel, ServerMessage reason) {
    try {
      channel.configureBlocking(false);
      channel.write(encoded(new DaemonFrame.Refused(reason.text())));
      channel.read(ByteBuffer.allocate(REQUEST_OCTETS)); // or the client might not see the reason
    } catch (IOException e) {
      LOG.debug("refused client is gone: {}", e.getMessage());
    }
  }

  /**
   * Ends the connection. What was not read is read first, or the client might not see the answer.
   */
  void close() {
    try (channel) {
      if (answer != null) {
        channel.read(request.clear());
      }
    } catch (IOException e) {
      LOG.debug("{}: closing the connection: {}", peer, e.getMessage());
    }
  }

  private @Nullable ByteBuffer answered(OpenAnswers answers, Authority authority, DenialLog denials)
      throws IOException {
    try {
      byte[] hello = frame(0);
      if (hello == null) {
        return null;
      }
      return answered(hello, answers, authority, denials);
    } catch (FrameException e) {
      return encoded(new DaemonFrame.Refused(ServerMessage.PROTOCOL_ERROR.with(e.getMessage())));
    }
  }

  private @Nullable ByteBuffer answered(
      byte[] first, OpenAnswers answers, Authority authority, DenialLog denials)
      throws IOException {
    ClientFrame.Hello hello = expect(first, ClientFrame.Hello.class);
    DaemonFrame welcome = new DaemonFrame.Welcome(Frame.VERSION, Version.text());
    if (hello.version() != Frame.VERSION) {
      String reason = ServerMessage.VERSION_MISMATCH.with(Frame.VERSION);
      return encoded(welcome, new DaemonFrame.Refused(reason));
    }
    KnownCaller known = KnownCaller.of(peer, hello, namespace);
    Console.Caller caller = known.caller();
    int next = Integer.BYTES + first.length;
    Answer made;
    if (exceeds(next)) {
      made = answers.toLongCommand(hello.program(), caller);
    } else {
      byte[] second = frame(next);
      if (second == null) {
        return null;
      }
      ClientFrame.Command command = expect(second, ClientFrame.Command.class);
      made = answers.to(hello.program(), command.argv(), caller);
    }
    if (made == null) {
      String reason = ServerMessage.UNKNOWN_PROGRAM.with(hello.program());
      return encoded(welcome, new DaemonFrame.Refused(reason));
    }
    if (has(made.lacking(), authority)) {
      right = made.lacking();
      return null;
    }
    if (!made.denied().isEmpty()) {
      denials.denied(peer, made.denied());
    }
    return encoded(welcome, made, known.warning());
  }

  /** Root is served by the private socket, and told so. */
  private boolean has(@Nullable Right lacking, Authority authority) throws IOException {
    if (lacking == null || peer.rights().include(lacking)) {
      return false;
    }
    peer = peer.with(authority.of(peer, channel.getFileDescriptor()));
    return peer.rights().include(lacking);
  }

  private static <F extends ClientFrame> F expect(byte[] frame, Class<F> type)
      throws FrameException {
    ClientFrame decoded = FrameReader.decodeFromClient(frame);
    if (!type.isInstance(decoded)) {
      throw new FrameException(
          "expected " + type.getSimpleName() + ", got " + decoded.getClass().getSimpleName());
    }
    return type.cast(decoded);
  }

  /** Type and body of the frame at an offset, or null if it is not complete yet. */
  private byte @Nullable [] frame(int offset) throws FrameException {
    if (request.position() < offset + Integer.BYTES) {
      return null;
    }
    int length = request.getInt(offset);
    if (length < 1 || length > REQUEST_OCTETS - Integer.BYTES) {
      throw new FrameException(
          "frame length "
              + Integer.toUnsignedString(length)
              + " is not in 1.."
              + (REQUEST_OCTETS - Integer.BYTES));
    }
    int begin = offset + Integer.BYTES;
    if (request.position() < begin + length) {
      return null;
    }
    byte[] frame = new byte[length];
    request.get(begin, frame);
    return frame;
  }

  /** Whether the frame at an offset is known to be longer than what is left of the buffer. */
  private boolean exceeds(int offset) {
    int room = REQUEST_OCTETS - offset - Integer.BYTES;
    if (room < 0) {
      return true;
    }
    if (request.position() < offset + Integer.BYTES) {
      return false;
    }
    int length = request.getInt(offset);
    return length > room && length <= Frame.MAX_LENGTH;
  }

  private static ByteBuffer encoded(DaemonFrame... frames) throws IOException {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    new FrameWriter(octets).write(frames);
    return ByteBuffer.wrap(octets.toByteArray());
  }

  private static ByteBuffer encoded(DaemonFrame welcome, Answer answer, String warning)
      throws IOException {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    FrameWriter writer = new FrameWriter(octets);
    writer.write(welcome);
    byte[] out = answer.out().getBytes(StandardCharsets.UTF_8);
    writer.out(out, 0, out.length);
    byte[] err = (warning + answer.err()).getBytes(StandardCharsets.UTF_8);
    writer.err(err, 0, err.length);
    writer.write(new DaemonFrame.Exit(answer.status()));
    return ByteBuffer.wrap(octets.toByteArray());
  }
}
