package org.manualkey.sadb.kernel;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.MessageSocket;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.linux.LinuxCodec;
import org.manualkey.sadb.SadbException;

/**
 * Requests and replies on one PF_KEY socket of Linux.
 *
 * <p>The kernel works while it is written to: the reply waits when that returns, behind whatever
 * others did meanwhile. A reply that is not there is lost, silently, because the receive buffer was
 * full; the request was carried out nevertheless.
 */
final class KeySession implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final MessageSocket socket;
  private final LinuxCodec codec;
  private final int pid;

  /** Rises with every request: the kernel hashes SAs by it, and one number for all is slow. */
  private int seq;

  KeySession(MessageSocket socket, LinuxCodec codec, int pid) {
    this.socket = socket;
    this.codec = codec;
    this.pid = pid;
  }

  /**
   * Sends a request that is no DUMP.
   *
   * @return its reply with a Linux errno; null when the reply was lost
   * @throws SadbException when the socket is dead
   */
  @Nullable Message exchange(Message request) {
    try {
      Header sent = send(request);
      while (true) {
        switch (socket.receive()) {
          case MessageSocket.Received.Nothing _ -> {
            return null;
          }
          case MessageSocket.Received.Truncated _ -> {} // an ACQUIRE or so; none of ours is so long
          case MessageSocket.Received.Whole(ByteBuffer octets) -> {
            Message reply = reply(sent, octets);
            if (reply != null) {
              return reply;
            }
          }
        }
      }
    } catch (ErrnoException e) {
      throw lost(e);
    }
  }

  private Header send(Message request) throws ErrnoException {
    seq = seq == Integer.MAX_VALUE ? 1 : seq + 1;
    Header header = request.header().withSeqAndPid(seq, pid);
    socket.send(codec.encode(request.with(header), socket.outgoing()));
    return header;
  }

  /** The message when it is the reply to what was sent; the octets are wiped in any case. */
  private @Nullable Message reply(Header sent, ByteBuffer octets) {
    try {
      Header header = codec.header(octets);
      if (header == null
          || header.typeCode() != sent.typeCode()
          || header.seq() != sent.seq()
          || header.pid() != sent.pid()) {
        return null;
      }
      return codec.decode(header, octets);
    } finally {
      socket.wipe(octets.limit());
    }
  }

  /**
   * Hands over each SA of a type, with its keys.
   *
   * @return 0, or a Linux errno
   * @throws SadbException when the dump breaks off
   */
  int dump(SaType type, Consumer<Message> sink) {
    try {
      // Nothing that waits may be taken for part of this dump.
      drain();
      send(Message.of(Header.request(MessageType.DUMP, type, 0, 0)));
      while (true) {
        switch (socket.receive()) {
          case MessageSocket.Received.Nothing _ -> {
            if (!socket.await(PATIENCE)) {
              throw new SadbException("the kernel's dump broke off", Errno.ETIMEDOUT.code());
            }
          }
          case MessageSocket.Received.Truncated(long length) ->
              throw new SadbException(
                  "the kernel sent an SA of " + length + " octets", Errno.EMSGSIZE.code());
          case MessageSocket.Received.Whole(ByteBuffer octets) -> {
            Integer end = dumped(octets, sink);
            if (end != null) {
              return end;
            }
          }
        }
      }
    } catch (ErrnoException e) {
      throw lost(e);
    }
  }

  /** Takes one message of a dump: they count 1, 2, 3… in their seq, and the last one has 0. */
  private @Nullable Integer dumped(ByteBuffer octets, Consumer<Message> sink) {
    Message message;
    try {
      Header header = codec.header(octets);
      if (header == null || header.type() != MessageType.DUMP || header.pid() != pid) {
        return null;
      }
      if (header.errno() != 0) {
        return header.errno() == LinuxErrno.ENOENT ? 0 : header.errno(); // ENOENT: no SA at all
      }
      message = codec.decode(header, octets);
    } finally {
      socket.wipe(octets.limit());
    }
    if (message.sa() != null) {
      sink.accept(message);
    }
    return message.header().seq() == 0 ? 0 : null;
  }

  /** Forgets what waits: replies given up, and what others did. */
  private void drain() throws ErrnoException {
    while (!(socket.receive() instanceof MessageSocket.Received.Nothing)) {
      // read and forgotten
    }
  }

  private static SadbException lost(ErrnoException e) {
    SadbException told =
        new SadbException("the PF_KEY socket failed: " + e.getMessage(), Errno.EIO.code());
    told.initCause(e);
    return told;
  }

  @Override
  public void close() {
    socket.close();
  }
}
