package org.manualkey.sadb.linux.events;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.MessageSocket;
import org.manualkey.libc.NetlinkSocket;
import org.manualkey.pfkey.Message;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.EventSinks;
import org.manualkey.sadb.LogName;
import org.manualkey.sadb.Pause;
import org.manualkey.sadb.PeerMove;
import org.manualkey.sadb.SadbMessage;
import org.manualkey.sadb.Subscription;
import org.manualkey.secret.RedactedFailure;
import org.manualkey.thread.EssentialThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a Linux kernel reports to all, read from a socket on a thread of its own. Whatever was lost
 * or cannot be read, the sinks hear that something was, and look at the SAs.
 */
public final class KernelEvents implements AutoCloseable {
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
  private final EventReader reader;
  private final Pause drops = new Pause(System::nanoTime);
  private final Pause unreadable = new Pause(System::nanoTime);
  private final EventSinks sinks = new EventSinks();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Begins to read.
   *
   * @param name of the thread
   * @param socket is closed with this
   */
  public KernelEvents(String name, MessageSocket socket, EventReader reader) {
    this.socket = socket;
    this.reader = reader;
    thread = new EssentialThread(name).unstarted(this::listen);
    thread.setDaemon(true);
    thread.start();
  }

  public Subscription subscribe(EventSink sink) {
    return sinks.subscribe(sink);
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
      LOG.error(SadbMessage.EVENTS_LOST.with(String.valueOf(e.getMessage())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nothing interrupts this thread; it would end
    } finally {
      sinks.end();
    }
  }

  /** All that waits. */
  private void receive() throws ErrnoException {
    while (!closed) {
      try {
        switch (socket.receive()) {
          case MessageSocket.Received.Whole(ByteBuffer datagram) -> deliver(datagram);
          case MessageSocket.Received.Truncated _ when reader.reportsSasAtLength() -> drop();
          case MessageSocket.Received.Truncated _ -> {}
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
      LOG.warn(SadbMessage.EVENTS_DROPPED.text());
    }
    lost();
  }

  private void lost() {
    sinks.lost(1);
  }

  private void deliver(ByteBuffer datagram) {
    List<Message> events = new ArrayList<>(1);
    List<PeerMove> moves = new ArrayList<>(0);
    boolean whole = read(datagram, events, moves);
    events.forEach(sinks::onEvent);
    moves.forEach(sinks::moved);
    if (!whole) {
      lost();
    }
  }

  /** Whether anybody looks at more of what this daemon did than {@link EventSink} says. */
  public boolean areContentsWanted() {
    return sinks.wantsContents();
  }

  /** Whether all of a datagram could be read: a kernel may be newer than this program. */
  private boolean read(ByteBuffer datagram, List<Message> events, List<PeerMove> moves) {
    try {
      reader.read(datagram, areContentsWanted(), events::add, moves::add);
      return true;
    } catch (RuntimeException e) {
      if (unreadable.isOver()) {
        LOG.warn(SadbMessage.EVENT_UNREADABLE.with(RedactedFailure.summary(e)));
      }
      return false;
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
