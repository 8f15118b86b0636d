package org.manualkey.sadb.linux.afkey;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.MessageSocket;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.linux.LinuxCodec;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.LogName;
import org.manualkey.sadb.Subscription;
import org.manualkey.thread.EssentialThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a Linux kernel sends to all PF_KEY sockets, read from one of its own on a thread of its own,
 * handed on without the keys that Linux puts there.
 *
 * <p>The kernel reports expiry only to sockets that registered for key management; that it then
 * asks for SAs which policies miss, and keeps a larval one for each, is the price.
 */
final class AfKeyEvents implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SADB);

  /** Long: the thread is woken for messages and for the end. */
  private static final Duration TURN = Duration.ofHours(1);

  /**
   * What comes within this time is read at once: under a load, being woken for each message would
   * cost more than all else. The room that was asked for holds what many loads do in that time.
   */
  private static final Duration PAUSE = Duration.ofMillis(5);

  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final MessageSocket socket;
  private final LinuxCodec codec;
  private final List<EventSink> sinks = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean closed;

  AfKeyEvents(MessageSocket socket, LinuxCodec codec, int pid) throws ErrnoException {
    this.socket = socket;
    this.codec = codec;
    Message register = Message.of(Header.request(MessageType.REGISTER, SaType.AH, 1, pid));
    socket.send(codec.encode(register, socket.outgoing()));
    thread = new EssentialThread("pf_key events").unstarted(this::listen);
    thread.setDaemon(true);
    thread.start();
  }

  Subscription subscribe(EventSink sink) {
    sinks.add(sink);
    return () -> sinks.remove(sink);
  }

  private void listen() {
    try {
      while (!closed) {
        if (socket.await(TURN)) {
          receive();
          Thread.sleep(PAUSE);
        }
      }
    } catch (ErrnoException e) {
      LOG.error(AfKeyMessage.EVENTS_LOST.with(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nothing interrupts this thread; it would end
    } finally {
      sinks.forEach(EventSink::end);
    }
  }

  /** All that waits. */
  private void receive() throws ErrnoException {
    while (!closed) {
      switch (socket.receive()) {
        case MessageSocket.Received.Whole(ByteBuffer octets) -> deliver(octets);
        case MessageSocket.Received.Truncated _ -> {} // an ACQUIRE, which is not delivered
        case MessageSocket.Received.Nothing _ -> {
          return;
        }
      }
    }
  }

  private void deliver(ByteBuffer octets) {
    Message event;
    try {
      Header header = codec.header(octets);
      if (header == null || !isAboutSas(header)) {
        return;
      }
      event = codec.decodeWithoutKeys(header, octets);
    } finally {
      socket.wipe();
    }
    sinks.forEach(sink -> sink.onEvent(event));
  }

  /** By the numbers of Linux; 13 and more are about policies there. */
  private static boolean isAboutSas(Header header) {
    return switch (header.type()) {
      case ADD, UPDATE, DELETE, GETSPI, FLUSH, EXPIRE -> true;
      default -> false;
    };
  }

  @Override
  public void close() {
    closed = true;
    socket.wake();
    try {
      if (thread.join(FAREWELL)) {
        socket.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
