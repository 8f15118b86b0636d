package org.manualkey.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A socket of the C library that sends and receives whole messages, of a family for which Java has
 * no channel. Its two buffers are reused, and overwritten after use: messages may contain keys.
 *
 * <p>A system call takes longer than a kernel needs for a short message. Therefore up to {@link
 * #BATCH} messages are sent or received with one call, where the system has one for that.
 *
 * <p>Used by one thread, except for {@link #wake}.
 */
public final class MessageSocket implements AutoCloseable {
  /** How many messages one system call sends or receives at most. */
  public static final int BATCH = MessageHeaders.COUNT;

  private static final Platform.Sockets NUMBERS = Platform.HOST.sockets();

  private final Arena arena = Arena.ofShared();
  private final SystemCalls calls = new SystemCalls(arena);
  private final int descriptor;
  private final MemorySegment number = arena.allocate(JAVA_INT);
  private final Waiting waiting;
  private final SendQueue outgoing;
  private final ReceiveQueue incoming;
  private boolean closed;

  private MessageSocket(int descriptor, int longest, Platform platform) throws ErrnoException {
    this.descriptor = descriptor;
    try {
      waiting = new Waiting(calls, descriptor, arena);
    } catch (ErrnoException e) {
      calls.close(descriptor);
      arena.close();
      throw e;
    }
    Transfer transfer = Transfer.of(platform, calls, descriptor);
    outgoing = new SendQueue(transfer, longest, arena);
    incoming = new ReceiveQueue(transfer, longest, arena);
  }

  /**
   * Opens a socket; socket(2).
   *
   * @param longest length of the longest message, in octets
   * @throws ErrnoException if the host has no such socket, or this process may not have one
   */
  public static MessageSocket open(int family, int type, int protocol, int longest)
      throws ErrnoException {
    try (Arena brief = Arena.ofConfined()) {
      SystemCalls calls = new SystemCalls(brief);
      int descriptor = calls.socket(family, type, protocol);
      if (descriptor < 0) {
        throw calls.failure("socket");
      }
      return new MessageSocket(descriptor, longest, Platform.HOST);
    }
  }

  /**
   * Opens a socket of PF_KEY version 2.
   *
   * @param longest length of the longest message, in octets
   * @throws ErrnoException if the kernel has none, or this process may not have one
   */
  public static MessageSocket openPfKey(int longest) throws ErrnoException {
    return open(NUMBERS.keyFamily(), NUMBERS.sockRaw(), NUMBERS.keyProtocol(), longest);
  }

  /** Takes over an open socket, and transfers messages as a platform does. */
  static MessageSocket adopt(int descriptor, int longest, Platform platform) throws ErrnoException {
    return new MessageSocket(descriptor, longest, platform);
  }

  /**
   * Enlarges the buffer of the kernel for messages that were not yet received. Without the
   * privilege for that size, it is what the host grants to everybody; that is no failure.
   *
   * @param octets as the kernel counts them, on Linux including its overhead
   * @return whether it has that size, or the largest one
   */
  public boolean reserve(int octets) {
    try (Arena brief = Arena.ofConfined()) {
      MemorySegment size = brief.allocateFrom(JAVA_INT, octets);
      return (NUMBERS.forcedReceiveBuffer().isPresent()
              && setOption(NUMBERS.forcedReceiveBuffer().getAsInt(), size))
          || setOption(NUMBERS.receiveBuffer(), size);
    }
  }

  /** Sets an option of sockets of any family; whether it was set. */
  boolean setOption(int name, MemorySegment value) {
    return calls.setsockopt(descriptor, NUMBERS.level(), name, value) == 0;
  }

  /**
   * Sets an option of the socket to a number; setsockopt(2).
   *
   * @throws ErrnoException if the system does not have it
   */
  void option(int level, int name, int value) throws ErrnoException {
    try (Arena brief = Arena.ofConfined()) {
      if (calls.setsockopt(descriptor, level, name, brief.allocateFrom(JAVA_INT, value)) != 0) {
        throw calls.failure("setsockopt");
      }
    }
  }

  /**
   * The same for an option that may be missing, without an object for it.
   *
   * @return whether it was set
   */
  boolean tryOption(int level, int name, int value) {
    number.set(JAVA_INT, 0, value);
    return calls.setsockopt(descriptor, level, name, number) == 0;
  }

  /**
   * Gives the socket an address; bind(2), getsockname(2).
   *
   * @param address becomes the address that it has then
   * @throws ErrnoException if it cannot have that
   */
  void bind(MemorySegment address) throws ErrnoException {
    try (Arena brief = Arena.ofConfined()) {
      if (calls.bind(descriptor, address) != 0) {
        throw calls.failure("bind");
      }
      MemorySegment size = brief.allocateFrom(JAVA_INT, (int) address.byteSize());
      if (calls.getsockname(descriptor, address, size) != 0) {
        throw calls.failure("getsockname");
      }
    }
  }

  /** Where the next message to send is written, from position 0 on. */
  public ByteBuffer outgoing() {
    return outgoing.next();
  }

  /**
   * Queues the first octets of {@link #outgoing} as one message for {@link #flush}.
   *
   * @return whether there is room for another one before that
   */
  public boolean queue(int length) {
    return outgoing.add(length);
  }

  /**
   * Sends the {@link #queue queued} messages in their order, and overwrites them.
   *
   * @throws ErrnoException if a message is not accepted; those after it are not sent
   */
  public void flush() throws ErrnoException {
    outgoing.send();
  }

  /**
   * Sends the first octets of {@link #outgoing} as one message, and overwrites them.
   *
   * @throws ErrnoException if it is not accepted
   */
  public void send(int length) throws ErrnoException {
    queue(length);
    flush();
  }

  /**
   * Sends prepared messages in their order. What it allocates are a few octets for each system
   * call.
   *
   * @param from the first
   * @param to behind the last, at most {@link #BATCH} later
   * @throws ErrnoException if a message is not accepted; those after it are not sent
   */
  public void send(PreparedMessages messages, int from, int to) throws ErrnoException {
    outgoing.send(messages, from, to);
  }

  /**
   * Sends prepared messages as one datagram, in their order and without anything between them.
   *
   * @param from the first
   * @param to behind the last, at most {@link #BATCH} later
   * @throws ErrnoException if it is not accepted
   */
  public void sendJoined(PreparedMessages messages, int from, int to) throws ErrnoException {
    outgoing.sendJoined(messages, from, to);
  }

  /** Instead of a length: no message is there now. */
  public static final int NOTHING = -1;

  /**
   * Receives the next message, without waiting for one and without an object for it. It is read by
   * {@link #octet} and {@link #int32}, and then {@link #wipe overwritten}.
   *
   * @return its length in octets, 0 of one that is longer than the longest and lost, or {@link
   *     #NOTHING}
   * @throws ErrnoException if the socket is dead
   */
  public int take() throws ErrnoException {
    return incoming.take();
  }

  /** An octet of the message that was taken last. */
  public int octet(int at) {
    return incoming.octet(at);
  }

  /** Two octets of the message that was taken last, in the order of the host, without a sign. */
  public int uint16(int at) {
    return incoming.uint16(at);
  }

  /** Four octets of the message that was taken last, in the order of the host. */
  public int int32(int at) {
    return incoming.int32(at);
  }

  /** Eight octets of the message that was taken last, in the order of the host. */
  public long int64(int at) {
    return incoming.int64(at);
  }

  /** A view of the message that was taken last, position 0. */
  public ByteBuffer taken() {
    return incoming.view();
  }

  /** The result of {@link #receive}. */
  public sealed interface Received {
    /**
     * A message, to be read before it is {@link #wipe overwritten}.
     *
     * @param octets a view of it, position 0
     */
    record Whole(ByteBuffer octets) implements Received {}

    /**
     * A message that is longer than the longest; it is lost.
     *
     * @param length its whole length
     */
    record Truncated(long length) implements Received {}

    /** No message is there now. */
    record Nothing() implements Received {}
  }

  /**
   * Receives the next message, without waiting for one.
   *
   * @throws ErrnoException if the socket is dead
   */
  public Received receive() throws ErrnoException {
    return incoming.next();
  }

  /** Overwrites the message that was received last. */
  public void wipe() {
    incoming.wipeLast();
  }

  /** Discards and overwrites the messages that arrived together with the last one. */
  public void wipeRest() {
    incoming.wipeRest();
  }

  /**
   * Waits for a message.
   *
   * @return whether there is one; false after the time, and after {@link #wake}
   * @throws ErrnoException if the socket is dead
   */
  public boolean await(Duration limit) throws ErrnoException {
    return waiting.await(limit);
  }

  /**
   * Ends {@link #await}, now and in future; from any thread. Once it is closed, this does nothing:
   * the number of its descriptor may be that of another file by then.
   */
  public synchronized void wake() {
    if (!closed) {
      waiting.wake();
    }
  }

  /** Closes it; the second time, this does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    outgoing.wipe();
    incoming.wipe();
    calls.close(descriptor);
    waiting.close();
    arena.close();
  }
}
