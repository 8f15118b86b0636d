package org.manualkey.sadb.linux.afkey;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.FarSide;
import org.manualkey.libc.MessageSocket;
import org.manualkey.libc.SocketPair;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.linux.LinuxCodec;
import org.manualkey.pfkey.linux.LinuxPolicy;

/**
 * The far side of a PF_KEY socket: takes requests in the order of a script and answers each with
 * the octets that the script says, on a thread of its own. A request that is not the next one of
 * the script ends it, and fails {@link #close}.
 */
final class ScriptedKernel implements AutoCloseable {
  static final int PID = 4711;

  private static final int HEADER = 16;
  private static final LinuxCodec CODEC = LinuxCodec.ofHost();

  private final Queue<Step> script = new ArrayDeque<>();
  private final Semaphore answered = new Semaphore(0);
  private final FarSide far =
      new FarSide(SocketPair.open(LinuxCodec.LONGEST, 2 * LinuxCodec.LONGEST), this::answer);

  private record Step(MessageType expected, List<Answer> answers) {}

  /** Makes an answer of the octets of a request. */
  interface Answer extends UnaryOperator<ByteBuffer> {}

  /** What comes next: a request, and the messages that answer it. */
  ScriptedKernel on(MessageType request, Answer... answers) {
    script.add(new Step(request, List.of(answers)));
    return this;
  }

  /** The near side, when the script is written. */
  MessageSocket start() {
    return far.start();
  }

  /** The request itself, as Linux repeats it. */
  static Answer granted() {
    return request -> request;
  }

  /** A base header that refuses. */
  static Answer refused(int errno) {
    return request -> {
      ByteBuffer reply = copy(request, HEADER);
      return reply.put(2, (byte) errno).putShort(4, (short) (HEADER / 8));
    };
  }

  /** Shows an SA, in reply to a GET, with the keys of the ADD that it comes from. */
  static Answer shown(Message add) {
    return request -> as(encoded(add), request.get(1), request.getInt(8), request.getInt(12));
  }

  /** Shows an SA in a dump. */
  static Answer dumped(Message add, int seq) {
    return request -> as(encoded(add), MessageType.DUMP.code(), seq, request.getInt(12));
  }

  /** The last policy of a dump: outbound packets of IPv4 use ESP in transport mode. */
  static Answer lastPolicy() {
    return request -> {
      ByteBuffer octets = ByteBuffer.allocate(72).order(ByteOrder.nativeOrder());
      octets.put(0, request, 0, HEADER).putShort(4, (short) (octets.limit() / 8)).putInt(8, 0);
      octets.putShort(16, (short) 3).putShort(18, (short) 6).putShort(24, (short) 2);
      octets.putShort(40, (short) 4).putShort(42, (short) 18);
      octets.putShort(44, (short) LinuxPolicy.IPSEC).put(46, (byte) LinuxPolicy.OUT);
      octets.putShort(56, (short) 16).putShort(58, (short) 50);
      return octets.put(60, (byte) LinuxPolicy.Template.TRANSPORT);
    };
  }

  /** A message that looks like the reply, but for who asked. */
  static Answer ofAnother(Message message) {
    return request -> as(encoded(message), request.get(1), request.getInt(8), PID + 1);
  }

  /** A message with our number and process that is about something else. */
  static Answer ofType(int type) {
    return request -> as(copy(request, request.limit()), type, request.getInt(8), PID);
  }

  /** Longer than any message about an SA. */
  static Answer tooLong() {
    return request -> {
      ByteBuffer octets =
          ByteBuffer.allocate(LinuxCodec.LONGEST + 8).order(ByteOrder.nativeOrder());
      octets.put(0, request, 0, HEADER);
      return octets.putShort(4, (short) (octets.limit() / 8));
    };
  }

  private static ByteBuffer as(ByteBuffer octets, int type, int seq, int pid) {
    return octets.put(1, (byte) type).putInt(8, seq).putInt(12, pid);
  }

  private static ByteBuffer copy(ByteBuffer from, int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.nativeOrder()).put(0, from, 0, length);
  }

  private static ByteBuffer encoded(Message message) {
    ByteBuffer octets = ByteBuffer.allocate(LinuxCodec.LONGEST).order(ByteOrder.nativeOrder());
    return octets.limit(CODEC.encode(message, octets)).position(0);
  }

  private String answer(ByteBuffer octets, MessageSocket far) throws ErrnoException {
    ByteBuffer request = copy(octets, octets.limit());
    Step step = script.poll();
    MessageType type = MessageType.of(request.get(1));
    if (step == null || step.expected != type) {
      return "a " + type + " came where the script has " + step;
    }
    List<ByteBuffer> answers = new ArrayList<>();
    step.answers.forEach(each -> answers.add(each.apply(copy(request, request.limit()))));
    for (ByteBuffer answer : answers) {
      far.outgoing().put(0, answer, 0, answer.limit());
      far.send(answer.limit());
    }
    answered.release();
    return "";
  }

  /** Waits until one more request has all its answers. */
  void awaitAnswers() throws InterruptedException {
    if (!answered.tryAcquire(30, TimeUnit.SECONDS)) {
      throw new AssertionError("nothing was answered");
    }
  }

  /** Gives up the socket: nothing that is sent from now on arrives. */
  void die() {
    far.die();
  }

  /** Ends it. */
  @Override
  public void close() {
    far.close();
    if (!script.isEmpty()) {
      throw new AssertionError("never asked for: " + script.peek().expected);
    }
  }
}
