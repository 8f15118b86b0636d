package org.manualkey.sadb.illumos;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.MessageSocket;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.illumos.IllumosCodec;
import org.manualkey.pfkey.illumos.MalformedMessageException;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.EventSinks;
import org.manualkey.sadb.LogName;
import org.manualkey.sadb.Pause;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.SadbMessage;
import org.manualkey.sadb.Subscription;
import org.manualkey.secret.RedactedFailure;
import org.manualkey.thread.EssentialThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the kernel sends to one PF_KEY socket, read on a thread of its own, without keys.
 *
 * <p>A message that finds no room is dropped without a notice. Since every change of this process
 * is sent here as well, with numbers that have no gaps, a gap shows that; then the sinks hear that
 * messages were lost, and look at the SAs.
 */
final class IllumosEvents implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SADB);

  /** Long: the thread is woken for messages and for the end. */
  private static final Duration TURN = Duration.ofHours(1);

  private static final Duration FAREWELL = Duration.ofSeconds(5);

  /** How often an X_PROMISC is sent whose reply is lost. */
  private static final int ATTEMPTS = 3;

  /** The number of an X_PROMISC that asks for all messages on behalf of a subscription. */
  private static final int PROMISCUITY = Integer.MAX_VALUE;

  private final MessageSocket socket;
  private final IllumosCodec codec;
  private final int pid;
  private final EventSinks sinks = new EventSinks();
  private final Thread thread;

  /** Instead of a number: changes were made before this socket was opened. */
  private static final int UNKNOWN = -1;

  /** The number of the last change of this process that was read; 0: before the first one. */
  private int lastChange;

  private final Pause drops = new Pause(System::nanoTime);
  private final Pause unreadable = new Pause(System::nanoTime);

  private volatile boolean closed;

  private IllumosEvents(MessageSocket socket, IllumosCodec codec, int pid, int lastChange) {
    this.socket = socket;
    this.codec = codec;
    this.pid = pid;
    this.lastChange = lastChange;
    thread = new EssentialThread("pf_key events").unstarted(this::listen);
    thread.setDaemon(true);
  }

  /**
   * Begins to read from a socket that is used for nothing else, and is closed with this.
   *
   * @param scope ordinary: no change was made by this process yet; promiscuous: the socket receives
   *     all replies, those to GET and DUMP of others too, of what the kernel does after this
   * @throws SadbException if the kernel refuses that, or does not respond
   */
  static IllumosEvents open(MessageSocket socket, IllumosCodec codec, int pid, EventScope scope) {
    boolean promiscuous = scope == EventScope.PROMISCUOUS;
    IllumosEvents events = new IllumosEvents(socket, codec, pid, promiscuous ? UNKNOWN : 0);
    try {
      if (promiscuous) {
        events.becomePromiscuous();
      }
    } catch (ErrnoException e) {
      socket.close();
      throw new SadbException(
          IllumosMessage.NO_EVENTS.with(String.valueOf(e.getMessage())), Errno.EIO.code());
    } catch (SadbException e) {
      socket.close();
      throw e;
    }
    events.thread.start();
    return events;
  }

  /**
   * Returns when the kernel has replied: a monitor has promised to show all changes from then on.
   * What comes before the reply has no sink yet.
   */
  private void becomePromiscuous() throws ErrnoException {
    for (int i = 0; i < ATTEMPTS; i++) {
      askForAll();
      if (isPromiscuous()) {
        return;
      }
    }
    throw IllumosKernel.notResponding();
  }

  private void askForAll() throws ErrnoException {
    ByteBuffer octets = socket.outgoing();
    codec.encode(
        Message.of(Header.request(MessageType.X_PROMISC, SaType.of(1), PROMISCUITY, pid)), octets);
    socket.send(octets.position());
  }

  /** Whether the reply comes in time. */
  private boolean isPromiscuous() throws ErrnoException {
    long since = System.nanoTime();
    while (System.nanoTime() - since < IllumosSession.GRACE.toNanos()) {
      switch (socket.receive()) {
        case MessageSocket.Received.Whole(ByteBuffer octets) -> {
          Header header = codec.header(octets);
          socket.wipe();
          if (header != null && isReplyToPromiscuity(header)) {
            if (header.errno() != 0) {
              throw new SadbException(
                  IllumosMessage.NO_EVENTS.with("errno " + header.errno()), header.errno());
            }
            return true;
          }
        }
        case MessageSocket.Received.Truncated _ -> {}
        case MessageSocket.Received.Nothing _ -> {
          if (!socket.await(IllumosSession.GRACE)) {
            return false;
          }
        }
      }
    }
    return false;
  }

  private boolean isReplyToPromiscuity(Header header) {
    return header.type() == MessageType.X_PROMISC
        && header.seq() == PROMISCUITY
        && header.pid() == pid;
  }

  /** Adds a sink, which is called on the thread of this. */
  Subscription subscribe(EventSink sink) {
    return sinks.subscribe(sink);
  }

  private void listen() {
    try {
      while (!closed) {
        if (socket.await(TURN)) {
          receive();
        }
      }
    } catch (ErrnoException e) {
      LOG.error(SadbMessage.EVENTS_LOST.with(String.valueOf(e.getMessage())));
    } finally {
      sinks.end();
    }
  }

  /** All that waits. */
  private void receive() throws ErrnoException {
    while (!closed) {
      switch (socket.receive()) {
        case MessageSocket.Received.Whole(ByteBuffer octets) -> deliver(octets);
        case MessageSocket.Received.Truncated _ -> lost(1);
        case MessageSocket.Received.Nothing _ -> {
          return;
        }
      }
    }
  }

  private void deliver(ByteBuffer octets) {
    Message event = read(octets);
    if (event == null) {
      lost(1);
      return;
    }
    Header header = event.header();
    if (isReplyToPromiscuity(header)) {
      return; // one that came too late
    }
    if (header.pid() == pid && SequenceNumbers.isBroadcast(header.type())) {
      count(header.seq());
    }
    sinks.onEvent(event);
  }

  private void count(int change) {
    int missed = lastChange == UNKNOWN ? 0 : SequenceNumbers.between(lastChange, change);
    lastChange = change;
    if (missed > 0) {
      if (drops.isOver()) {
        LOG.warn(SadbMessage.EVENTS_DROPPED.text());
      }
      lost(missed);
    }
  }

  private void lost(int messages) {
    sinks.lost(messages);
  }

  /** Null: it cannot be read; a kernel may be newer than this program. */
  private @Nullable Message read(ByteBuffer octets) {
    try {
      return codec.decodeWithoutKeys(octets);
    } catch (MalformedMessageException | RuntimeException e) {
      if (unreadable.isOver()) {
        LOG.warn(SadbMessage.EVENT_UNREADABLE.with(RedactedFailure.summary(e)));
      }
      return null;
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
