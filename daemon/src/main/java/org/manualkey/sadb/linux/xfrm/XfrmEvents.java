package org.manualkey.sadb.linux.xfrm;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.MessageSocket;
import org.manualkey.libc.NetlinkSocket;
import org.manualkey.netlink.NetlinkHeader;
import org.manualkey.netlink.XfrmCodec;
import org.manualkey.netlink.XfrmMessage;
import org.manualkey.pfkey.Message;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.LogName;
import org.manualkey.sadb.Subscription;
import org.manualkey.thread.EssentialThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a Linux kernel sends to the groups of XFRM, read from a socket on a thread of its own,
 * handed on as messages of PF_KEY without the keys that Linux puts there.
 */
final class XfrmEvents implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SADB);

  /** Long: the thread is woken for messages and for the end. */
  private static final Duration TURN = Duration.ofHours(1);

  /**
   * What comes within this time is read at once: under a load, being woken for each message would
   * cost more than all else.
   */
  private static final Duration PAUSE = Duration.ofMillis(5);

  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final MessageSocket socket;
  private final XfrmCodec codec;
  private final EventMessages messages;
  private final Moves moves = new Moves(System::nanoTime);
  private final Pause drops = new Pause(System::nanoTime);
  private final List<EventSink> sinks = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean closed;

  XfrmEvents(MessageSocket socket, XfrmCodec codec, EventMessages messages) {
    this.socket = socket;
    this.codec = codec;
    this.messages = messages;
    thread = new EssentialThread("xfrm events").unstarted(this::listen);
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
      LOG.error(XfrmKernelMessage.EVENTS_LOST.with(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nothing interrupts this thread; it would end
    } finally {
      sinks.forEach(EventSink::end);
    }
  }

  /** All that waits. */
  private void receive() throws ErrnoException {
    while (!closed) {
      try {
        switch (socket.receive()) {
          case MessageSocket.Received.Whole(ByteBuffer datagram) -> deliver(datagram);
          case MessageSocket.Received.Truncated _ -> drop();
          case MessageSocket.Received.Nothing _ -> {
            return;
          }
        }
      } catch (ErrnoException e) {
        if (e.errno() != NetlinkSocket.ENOBUFS) {
          throw e;
        }
        drop();
      }
    }
  }

  /** How many were lost the kernel does not count. */
  private void drop() {
    if (drops.isOver()) {
      LOG.warn(XfrmKernelMessage.EVENTS_DROPPED.text());
    }
    sinks.forEach(sink -> sink.lost(1));
  }

  private void deliver(ByteBuffer datagram) {
    try {
      for (NetlinkHeader header = codec.header(datagram);
          header != null;
          header = codec.next(header, datagram)) {
        XfrmMessage event = codec.decodeWithoutKeys(header, datagram);
        if (event instanceof XfrmMessage.Moved moved) {
          moves.report(moved);
        }
        Message message = messages.of(header, event);
        if (message != null) {
          sinks.forEach(sink -> sink.onEvent(message));
        }
      }
    } finally {
      socket.wipe();
    }
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
