package org.manualkey.sadb.illumos;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.golden.CaseSadb;
import org.manualkey.golden.CaseScript;
import org.manualkey.golden.GoldenCase;
import org.manualkey.host.IpAddress;
import org.manualkey.host.LocalAddresses;
import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.MessageSocket;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.illumos.IllumosCodec;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.ForwardingSadb;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.Subscription;

/**
 * The database of a recorded case behind sockets: {@code sadb.illumos} asks an {@link
 * EmulatedKernel}, whose replies are the octets that the case has recorded.
 */
public final class CaseKernel implements CaseSadb {
  /** Not that of the original, whose changes a monitor would take for its own. */
  private static final int PID = CaseScript.PID + 1;

  /** A reply that the case lacks is waited for that long, and asked for three times. */
  private static final Duration GRACE = Duration.ofSeconds(4);

  private static final int SEQ = 8;
  private static final int PROCESS = 12;
  private static final int TYPE = 1;

  /** The number of the X_PROMISC that belongs to a subscription. */
  private static final int OF_SUBSCRIPTION = Integer.MAX_VALUE;

  /** Of the host that most cases are about. */
  private static final LocalAddresses HOST =
      new LocalAddresses() {
        @Override
        public boolean isLocal(IpAddress address) {
          return address.equals(IpAddress.of(Draft.socketAddress("192.0.2.1")));
        }

        @Override
        public boolean isBroadcast(IpAddress address) {
          return false;
        }
      };

  private final IllumosCodec codec = IllumosSockets.codec();
  private final EmulatedKernel kernel = new EmulatedKernel(HOST);
  private final CaseScript script;
  private final Runnable interrupt;

  /** Whether what the case has not recorded is granted; else the database answers. */
  private final boolean grants;

  private final int socketError;
  private final int writeError;
  private final Session session;

  /** How many messages a monitor has received. */
  private final Semaphore delivered = new Semaphore(0);

  private EmulatedKernel.@Nullable KeySocket promiscuous;

  /** Whether the daemon looks at the SAs by itself. */
  private volatile boolean looking;

  private CaseKernel(GoldenCase golden, Runnable interrupt, boolean grants) {
    script = new CaseScript(golden);
    this.interrupt = interrupt;
    this.grants = grants;
    socketError = golden.socketError();
    writeError = golden.writeError();
    kernel.follow(this::answers);
    session = new Session(IllumosSadb.open(this::open, AlgorithmsFile.builtIn(), HOST, PID, GRACE));
    kernel.awaitEnds(2); // the socket of REGISTER is closed
  }

  /** One that grants what the case has not recorded, as the recording did. */
  public static CaseKernel granting(GoldenCase golden, Runnable interrupt) {
    return new CaseKernel(golden, interrupt, true);
  }

  /** One whose database, empty at first, answers what the case has not recorded. */
  public static CaseKernel judging(GoldenCase golden, Runnable interrupt) {
    return new CaseKernel(golden, interrupt, false);
  }

  /** Whether it is opened or written that fails: there is no socket, or a dead one. */
  private MessageSocket open() throws ErrnoException {
    if (socketError != 0) {
      throw new ErrnoException("socket", socketError);
    }
    MessageSocket socket = kernel.open();
    if (writeError != 0) {
      kernel.sockets().getLast().close();
    }
    return socket;
  }

  @Override
  public Sadb sadb() {
    return session;
  }

  @Override
  public List<byte[]> written() {
    return script.written();
  }

  @Override
  public void close() {
    kernel.close();
  }

  private boolean answers(EmulatedKernel.KeySocket asking, Message request) {
    Header header = request.header();
    if (header.type() == MessageType.REGISTER) {
      return false;
    }
    if (header.type() == MessageType.X_PROMISC) {
      if (header.seq() == OF_SUBSCRIPTION) {
        promiscuous = asking;
        return false;
      }
      script.write(request);
      asking.deliver(octets(Message.of(header)));
      play(Objects.requireNonNull(promiscuous));
      return true;
    }
    if (looking && grants) {
      for (byte[] add : script.table()) {
        ByteBuffer shown = numbered(add, header.seq(), header.pid());
        asking.deliver(shown.put(TYPE, (byte) MessageType.DUMP.code()));
      }
      asking.deliver(octets(CaseScript.automatic(header)));
      return true;
    }
    return !looking && reply(asking, request);
  }

  /**
   * Gives replies until one is that of the request, or ends the dump.
   *
   * @return false: the database is to answer
   */
  private boolean reply(EmulatedKernel.KeySocket asking, Message request) {
    Header ours = request.header();
    int seq = script.write(request).seq();
    boolean more = true;
    while (more) {
      String next = script.next();
      if (next == null && !grants) {
        return false;
      }
      byte[] reply =
          next == null
              ? octets(CaseScript.automatic(ours.withSeqAndPid(seq, CaseScript.PID))).array()
              : HexFormat.of().parseHex(next);
      Header header = Objects.requireNonNull(codec.header(ByteBuffer.wrap(reply)));
      boolean toUs = header.pid() == CaseScript.PID;
      int number = header.seq() == seq ? ours.seq() : header.seq();
      asking.deliver(toUs ? numbered(reply, number, ours.pid()) : ByteBuffer.wrap(reply));
      more = !(toUs && (ours.type() == MessageType.DUMP ? endsDump(header) : header.seq() == seq));
      if (!more && header.errno() == 0) {
        script.note(request);
      }
    }
    return true;
  }

  private static boolean endsDump(Header header) {
    return header.type() == MessageType.DUMP && (header.seq() == 0 || header.errno() != 0);
  }

  private static ByteBuffer numbered(byte[] octets, int seq, int pid) {
    return ByteBuffer.wrap(octets.clone())
        .order(ByteOrder.nativeOrder())
        .putInt(SEQ, seq)
        .putInt(PROCESS, pid);
  }

  private ByteBuffer octets(Message message) {
    ByteBuffer octets = ByteBuffer.allocate(codec.length(message));
    codec.encode(message, octets);
    return octets.flip();
  }

  /** Sends a monitor what the script has, whoever it is for, on a thread of its own. */
  private void play(EmulatedKernel.KeySocket monitor) {
    Thread.ofPlatform()
        .daemon()
        .name("script")
        .start(() -> {
          int sent = 0;
          for (String next = script.next(); next != null; next = script.next()) {
            switch (next) {
              case "@sigint" -> {
                awaitDelivery(sent);
                interrupt.run();
                return;
              }
              case "@eio" -> {
                awaitDelivery(sent);
                monitor.close();
                return;
              }
              default -> {
                kernel.send(monitor, ByteBuffer.wrap(HexFormat.of().parseHex(next)));
                sent++;
              }
            }
          }
        });
  }

  private void awaitDelivery(int messages) {
    try {
      if (!delivered.tryAcquire(messages, 20, TimeUnit.SECONDS)) {
        throw new AssertionError("the monitor does not receive what was sent");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The session, which shows what the daemon does by itself, and what its monitors receive. */
  private final class Session extends ForwardingSadb {
    Session(Sadb sadb) {
      super(sadb);
    }

    @Override
    public void forEach(Consumer<? super SecurityAssociation> sink) {
      looking = true;
      try {
        super.forEach(sink);
      } finally {
        looking = false;
      }
    }

    @Override
    public Subscription subscribe(EventScope scope, EventSink sink) {
      Subscription subscription = super.subscribe(scope, new CountedSink(sink));
      if (scope == EventScope.ORDINARY) {
        play(kernel.sockets().getFirst());
      }
      return subscription;
    }
  }

  private final class CountedSink implements EventSink {
    private final EventSink sink;

    CountedSink(EventSink sink) {
      this.sink = sink;
    }

    @Override
    public void onEvent(Message message) {
      sink.onEvent(message);
      delivered.release();
    }

    @Override
    public void lost(long messages) {
      sink.lost(messages);
      delivered.release();
    }

    @Override
    public void end() {
      sink.end();
    }
  }
}
