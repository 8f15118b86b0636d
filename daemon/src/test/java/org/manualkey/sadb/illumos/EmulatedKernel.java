package org.manualkey.sadb.illumos;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.LocalAddresses;
import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.KernelPair;
import org.manualkey.libc.MessageSocket;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.illumos.IllumosCodec;
import org.manualkey.pfkey.illumos.MalformedMessageException;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.SadbOwner;
import org.manualkey.sadb.memory.KernelSocket;
import org.manualkey.sadb.memory.MemorySadb;

/**
 * The kernel of illumos as its PF_KEY sockets show it: the embedded database behind pairs of real
 * sockets, with the octets of illumos and the habits of {@code keysock}. Sockets come from {@link
 * #open}; the SAs stay as long as this is open, whoever closes sockets.
 *
 * <ul>
 *   <li>Replies to the sender, changes and their refusals to all, everything to promiscuous
 *       sockets.
 *   <li>A message that is no part of a dump and finds 8,192 octets waiting, or 262,144 where the
 *       receive buffer was enlarged, vanishes.
 *   <li>A message has at most 64 KiB; a write whose length is not that of its header is refused
 *       with EMSGSIZE.
 *   <li>A dump comes in pieces, as fast as it is read, and other requests are served between them;
 *       but another FLUSH or DUMP is refused with ENOMEM.
 *   <li>Changes of TCP signatures succeed with a bare header.
 * </ul>
 */
public final class EmulatedKernel implements AutoCloseable, IllumosSockets {
  /**
   * The SA type of TCP signatures: the first number above those of RFC 2367. It stands for the one
   * of illumos.
   */
  public static final int TCPSIG = 9;

  static final int HIGH_WATER = 8_192;

  private static final Duration TURN = Duration.ofMillis(20);

  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** While more of a dump is to come. */
  private static final Duration SHORT_TURN = Duration.ofMillis(1);

  private final IllumosCodec codec = IllumosSockets.codec();
  private final MemorySadb sadb;
  private final SadbOwner thread;
  private final List<KeySocket> sockets = new CopyOnWriteArrayList<>();
  private volatile Script script = (_, _) -> false;
  private Predicate<Message> losing = _ -> false;
  private int toLose;
  private int busy;

  /** Whose dump is under way. */
  private @Nullable KeySocket dumping;

  private final AtomicLong vanished = new AtomicLong();

  /** Sockets whose descriptors are open. */
  private final AtomicInteger open = new AtomicInteger();

  private volatile boolean closed;

  /** What answers in place of the database. */
  interface Script {
    /**
     * Answers a request by {@link KeySocket#deliver}, or leaves it to the database; on the thread
     * of the database.
     *
     * @return whether it did
     */
    boolean answers(KeySocket asking, Message request);
  }

  /** One that has all algorithms of the table, and these addresses. */
  public EmulatedKernel(LocalAddresses addresses) {
    this(AlgorithmsFile.builtIn(), addresses);
  }

  /** The same with other algorithms. */
  public EmulatedKernel(Algorithms algorithms, LocalAddresses addresses) {
    sadb = new MemorySadb(algorithms, Instant::now, addresses);
    thread = new SadbOwner(sadb);
  }

  /** Opens a socket in this process. */
  @Override
  public MessageSocket open() throws ErrnoException {
    return openPair().pair.takeNear(LONGEST);
  }

  /** Opens a socket whose near side another process may get. It is closed by {@link #close}. */
  KeySocket openPair() {
    KeySocket socket = new KeySocket(KernelPair.open(LONGEST));
    open.incrementAndGet();
    sockets.add(socket);
    socket.start();
    return socket;
  }

  /** From now on a script is asked first. */
  void follow(Script first) {
    script = first;
  }

  /** Sends octets to a socket, whatever they are. */
  void send(KeySocket socket, ByteBuffer octets) {
    thread.call(_ -> socket.deliver(octets));
  }

  /**
   * The next so many replies of a kind vanish, as if the socket that asked had no room for them.
   */
  void lose(Predicate<Message> which, int times) {
    thread.call(_ -> {
      losing = which;
      toLose = times;
      return true;
    });
  }

  /** The next so many FLUSHes and DUMPs meet another one. */
  void beBusy(int times) {
    busy = thread.call(_ -> times);
  }

  /** How many messages found no room. */
  long vanished() {
    return vanished.get();
  }

  /** The sockets that are open, in the order in which they were opened. */
  List<KeySocket> sockets() {
    return List.copyOf(sockets);
  }

  /** How many SAs there are. */
  public int held() {
    return thread.held();
  }

  /**
   * Waits until so many sockets are open at most. The descriptors of one that its owner has closed
   * are closed a moment later, which a client in this process must not see: it looks for the
   * descriptor of its file among all that were opened.
   */
  void awaitEnds(int left) {
    long since = System.nanoTime();
    while (open.get() > left) {
      if (System.nanoTime() - since > LIMIT.toNanos()) {
        throw new AssertionError(open + " sockets are open");
      }
      LockSupport.parkNanos(TURN.toNanos() / 10);
    }
  }

  @Override
  public void close() {
    closed = true;
    sockets.forEach(KeySocket::close);
    awaitEnds(0);
    thread.close();
  }

  /** A socket, of which a thread reads what is written to it. */
  final class KeySocket implements AutoCloseable {
    private final KernelPair pair;
    private final KernelSocket socket;
    private final Thread reader = Thread.ofPlatform().daemon().unstarted(this::serve);

    /** What is left of a dump. */
    private final Queue<ByteBuffer> rest = new ConcurrentLinkedQueue<>();

    /** Whether a request of this socket is being answered. */
    private boolean asking;

    private volatile boolean gone;

    private KeySocket(KernelPair pair) {
      this.pair = pair;
      socket = thread.call(_ -> new KernelSocket(sadb, this::deliver));
    }

    private void start() {
      reader.start();
    }

    KernelPair pair() {
      return pair;
    }

    private void serve() {
      MessageSocket requests = pair.requests();
      try {
        while (!gone) {
          if (requests.await(rest.isEmpty() ? TURN : SHORT_TURN)) {
            while (requests.receive() instanceof MessageSocket.Received.Whole(ByteBuffer octets)) {
              ByteBuffer request = copy(octets);
              requests.wipe();
              thread.call(_ -> answer(request));
            }
          }
          if (!rest.isEmpty()) {
            thread.call(_ -> sendRest());
          }
        }
      } catch (ErrnoException e) {
        gone = true; // its owner closed it
      } catch (RuntimeException e) {
        if (!closed) {
          throw e;
        }
      } finally {
        gone = true;
        if (!closed) {
          thread.call(_ -> closeSocket());
        }
        sockets.remove(this);
        pair.close(); // nobody else will who has not begun to
        open.decrementAndGet();
      }
    }

    private boolean closeSocket() {
      if (dumping == this) {
        dumping = null;
      }
      rest.clear();
      socket.close();
      return true;
    }

    private static ByteBuffer copy(ByteBuffer octets) {
      ByteBuffer copy = ByteBuffer.allocate(octets.remaining()).order(ByteOrder.nativeOrder());
      return copy.put(octets).flip();
    }

    private boolean answer(ByteBuffer octets) {
      Header header = codec.header(octets);
      if (header == null) {
        return false; // the kernel cannot handle that either
      }
      try {
        Message request = codec.decode(octets);
        asking = true;
        if (!script.answers(this, request)) {
          answer(request);
        }
        request.wipeKeys();
      } catch (MalformedMessageException e) {
        socket.refuse(
            header,
            switch (e.reason()) {
              case SHORT_HEADER, LENGTH_MISMATCH -> Refusal.of(Errno.EMSGSIZE);
              case BAD_EXTENSION_LENGTH -> Refusal.invalid(Diagnostic.BAD_EXTLEN);
              case BAD_COUNT -> Refusal.invalid(Diagnostic.NONE);
            });
      } finally {
        asking = false;
      }
      return true;
    }

    private void answer(Message request) {
      Header header = request.header();
      boolean alone = header.type() == MessageType.FLUSH || header.type() == MessageType.DUMP;
      if (header.saType().code() == TCPSIG && header.type() == MessageType.DUMP) {
        deliver(Message.of(header.withSeq(0))); // an empty one
      } else if (header.saType().code() == TCPSIG) {
        for (KeySocket each : sockets) {
          each.deliver(Message.of(header));
        }
      } else if (alone && (busy > 0 || dumping != null)) {
        busy = Math.max(busy - 1, 0);
        socket.refuse(header, Refusal.of(Errno.ENOMEM));
      } else {
        socket.write(request);
        if (header.type() == MessageType.DUMP && !rest.isEmpty()) {
          dumping = this;
        }
      }
    }

    /** A message of the kernel, which vanishes if there is no room for it; but a dump waits. */
    private void deliver(Message message) {
      boolean waits = message.header().type() == MessageType.DUMP;
      if (isLost(message) || (!waits && !hasRoom())) {
        vanished.incrementAndGet();
        return;
      }
      ByteBuffer octets = ByteBuffer.allocate(codec.length(message)).order(ByteOrder.nativeOrder());
      codec.encode(message, octets);
      boolean _ = deliver(octets.flip());
    }

    /** Octets that wait until there is room. */
    boolean deliver(ByteBuffer octets) {
      rest.add(octets);
      return sendRest();
    }

    private boolean isLost(Message message) {
      boolean lost = asking && toLose > 0 && losing.test(message);
      toLose -= lost ? 1 : 0;
      return lost;
    }

    private boolean hasRoom() {
      return rest.isEmpty() && pair.waiting() < (pair.hasRoom() ? ROOM : HIGH_WATER);
    }

    /** Sends what waits, as far as there is room. */
    private boolean sendRest() {
      int most = pair.hasRoom() ? ROOM : HIGH_WATER;
      while (!rest.isEmpty() && !gone && pair.waiting() < most && send(rest.element())) {
        rest.remove();
      }
      if (dumping == this && rest.isEmpty()) {
        dumping = null;
      }
      return true;
    }

    /** Whether there was room. */
    private boolean send(ByteBuffer octets) {
      synchronized (pair) { // against its close
        if (gone) {
          return false;
        }
        try {
          pair.replies().outgoing().put(octets.duplicate());
          pair.replies().send(octets.limit());
          return true;
        } catch (ErrnoException e) {
          gone |= e.errno() != KernelPair.EAGAIN; // else its owner closed it
          return false;
        }
      }
    }

    /** Gives up the socket: whoever reads it notices its end. */
    @Override
    public void close() {
      gone = true;
      pair.requests().wake();
      try {
        reader.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      pair.close();
    }
  }
}
