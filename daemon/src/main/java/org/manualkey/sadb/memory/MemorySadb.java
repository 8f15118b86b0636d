package org.manualkey.sadb.memory;

import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.host.HostAddresses;
import org.manualkey.host.LocalAddresses;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.Direction;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.BackEnd;
import org.manualkey.sadb.Capabilities;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.SadbMessage;
import org.manualkey.sadb.Subscription;
import org.manualkey.sadb.Timed;
import org.manualkey.sadb.Transaction;
import org.manualkey.sadb.rules.AddressDirections;
import org.manualkey.sadb.rules.BackEndJudge;
import org.manualkey.sadb.rules.CapabilityJudge;

/**
 * A security association database in memory, which answers as the illumos kernel does and protects
 * no packet.
 *
 * <p>A dump streams: it shows the SAs where they stand, AH before ESP, IPv4 before IPv6, outbound
 * before inbound, each by the order in which they were added. Neither its sink nor that of a
 * subscription may use the session that is busy telling, here as on a kernel's socket; doing so
 * throws.
 */
public final class MemorySadb implements Sadb, Timed {
  private final BackEnd backEnd;

  private final SaTables tables = new SaTables();
  private final Algorithms algorithms;
  private final RandomGenerator random;
  private final HostAddresses host;
  private final Directions directions;
  private final Time time;
  private final Protocols protocols;
  private final SocketHub hub;
  private final Judge limits;
  private final Judge judge;

  private final MessageNumbers numbers;
  private final Expiry expiry;
  private final Traffic traffic;

  /** Of this session; replies come back by return, and it listens to nothing else. */
  private final ClientSocket session;

  private final List<EventSink> listeners = new ArrayList<>();
  private final OneUse use = new OneUse(this::lookAtHost);

  /**
   * An empty database. Its SAs age by {@link System#nanoTime}, which nobody sets.
   *
   * @param algorithms the algorithms that SAs may use
   * @param clock what time it is, for the times that are shown of SAs
   * @param localAddresses which addresses are this host's
   */
  public MemorySadb(Algorithms algorithms, InstantSource clock, LocalAddresses localAddresses) {
    this(algorithms, new Time(clock, System::nanoTime), localAddresses, new SecureRandom());
  }

  MemorySadb(
      Algorithms algorithms, Time time, LocalAddresses localAddresses, RandomGenerator random) {
    this(algorithms, time, localAddresses, random, MemoryCapabilities.TABLE);
  }

  /** Whether it holds what another back end can hold, for which it stands. */
  private boolean standsForAnother() {
    return backEnd.capabilities().equals(Capabilities.OF_ILLUMOS);
  }

  private MemorySadb(
      Algorithms algorithms,
      Time time,
      LocalAddresses localAddresses,
      RandomGenerator random,
      Capabilities capabilities) {
    backEnd = new BackEnd("memory", false, capabilities);
    this.algorithms = algorithms;
    this.random = random;
    this.time = time;
    host = new HostAddresses(localAddresses);
    directions = new AddressDirections(localAddresses);
    protocols = new Protocols(tables, algorithms, time, host, random, standsForAnother());
    hub = new SocketHub(protocols);
    limits = new CapabilityJudge(capabilities);
    judge = new BackEndJudge(capabilities, algorithms, localAddresses);
    numbers = new MessageNumbers((int) ProcessHandle.current().pid());
    session = hub.open(_ -> {});
    expiry = new Expiry(time, hub::announce);
    traffic = new Traffic(tables, time, expiry);
  }

  /**
   * An empty database that stands for another one: it holds whatever any back end can hold, and
   * time stands still for it. Its SAs do not age, and are shown to be as old as all time.
   *
   * @param localAddresses which addresses are this host's; asked for every SA
   */
  public static MemorySadb timeless(Algorithms algorithms, LocalAddresses localAddresses) {
    Time never = new Time(() -> Instant.EPOCH, () -> 0);
    return new MemorySadb(
        algorithms, never, localAddresses, new SecureRandom(), Capabilities.OF_ILLUMOS);
  }

  /** An empty database beside another one, whose place it may take. */
  private MemorySadb(MemorySadb original) {
    backEnd = original.backEnd;
    algorithms = original.algorithms;
    random = original.random;
    time = original.time;
    host = original.host;
    directions = original.directions;
    protocols = new Protocols(tables, algorithms, time, host, random, standsForAnother());
    hub = new SocketHub(protocols);
    limits = original.limits;
    judge = original.judge;
    numbers = original.numbers.copy();
    session = hub.open(_ -> {});
    expiry = new Expiry(time, hub::announce);
    traffic = new Traffic(tables, time, expiry);
  }

  @Override
  public BackEnd backEnd() {
    return backEnd;
  }

  @Override
  public Judge judge() {
    return judge;
  }

  @Override
  public Directions directions() {
    return directions;
  }

  @Override
  public Reply exchange(Message request) {
    Refusal refusal = limits.judge(request);
    if (refusal != null) {
      return new Reply.Refused(refusal);
    }
    Header header = request.header();
    Message numbered = numbers.numbered(request);
    List<Reply> replies = busy(() -> hub.exchange(session, numbered));
    if (replies.isEmpty()) {
      throw new SadbException(SadbMessage.NO_REPLY.with(header.type()), Errno.ETIMEDOUT.code());
    }
    return switch (replies.getFirst()) {
      case Reply.Done(Message message) -> new Reply.Done(MessageNumbers.asAsked(header, message));
      case Reply.Refused refused -> refused;
    };
  }

  @Override
  public Reply dump(Message request, Consumer<? super Message> sink) {
    Header header = request.header();
    if (header.type() != MessageType.DUMP) {
      throw new IllegalArgumentException(header.type() + " is no DUMP");
    }
    Message numbered = numbers.numbered(request);
    return switch (busy(
        () -> hub.dump(session, numbered, sa -> sink.accept(MessageNumbers.asAsked(header, sa))))) {
      case Reply.Done(Message end) ->
          new Reply.Done(end.with(end.header().withSeqAndPid(0, header.pid())));
      case Reply.Refused refused -> refused;
    };
  }

  @Override
  public void forEach(Consumer<? super SecurityAssociation> sink) {
    Message request = Message.of(Header.request(MessageType.DUMP, SaType.UNSPEC, 0, 0));
    busy(() ->
        protocols.dump(
            request,
            shown -> {
              SecurityAssociation sa = SecurityAssociation.shown(shown);
              if (sa != null) {
                sink.accept(sa);
              }
            }));
  }

  @Override
  public Subscription subscribe(EventScope scope, EventSink sink) {
    return busy(() -> {
      ClientSocket listener = hub.open(message -> sink.onEvent(message.withoutKeys()));
      listener.promiscuous(scope == EventScope.PROMISCUOUS);
      listeners.add(sink);
      return () -> {
        listener.close();
        listeners.remove(sink);
      };
    });
  }

  @Override
  public int held() {
    int held = 0;
    for (SaTable table : tables.all()) {
      held += table.size();
    }
    return held;
  }

  @Override
  public boolean hasTransactions() {
    return true;
  }

  @Override
  public Transaction begin(Transaction.Start start) {
    return busy(() -> {
      MemorySadb copy = new MemorySadb(this);
      boolean usable = false;
      try {
        if (start == Transaction.Start.AS_IT_IS) {
          copy.tables.copy(tables);
        }
        Change change = new Change(copy);
        usable = true;
        return change;
      } finally {
        if (!usable) {
          copy.close();
        }
      }
    });
  }

  /** A transaction: the copy, and what subscribers are to hear of its changes. */
  private final class Change implements Transaction {
    private final MemorySadb copy;
    private final EventsOfChange events = new EventsOfChange();
    private boolean committed;

    Change(MemorySadb copy) {
      this.copy = copy;
      if (!listeners.isEmpty()) {
        copy.hub.open(events::add).promiscuous(true);
      }
    }

    @Override
    public Sadb copy() {
      return copy;
    }

    @Override
    public void commit() {
      tables.exchange(copy.tables);
      numbers.goOnAs(copy.numbers);
      committed = true;
    }

    @Override
    public void close() {
      if (committed) {
        tables.replace(copy.tables);
      }
      copy.close();
      if (committed) {
        busy(() -> {
          events.announce(hub, listeners);
          return true;
        });
      }
    }
  }

  @Override
  public boolean hasPromiscuity() {
    return true;
  }

  /** The socket that asks is gone at once: the monitors' own hear the reply. */
  @Override
  public void promiscuous(Message request) {
    busy(() -> {
      try (ClientSocket socket = hub.open(_ -> {})) {
        socket.write(request);
      }
      return true;
    });
  }

  @Override
  public Optional<Duration> untilDue() {
    int next = Time.NEVER;
    for (SaTable table : tables.all()) {
      next = Math.min(next, table.queue().nextDue());
    }
    return next == Time.NEVER ? Optional.empty() : Optional.of(time.until(next));
  }

  @Override
  public void age() {
    busy(() -> {
      int now = time.seconds();
      for (SaTable table : tables.all()) {
        Aging due = table.queue().firstDue(now);
        while (due != null) {
          expiry.expire(table, due);
          due = table.queue().firstDue(now);
        }
      }
      return now;
    });
  }

  /** Stands for packets. For tests. */
  Traffic traffic() {
    return traffic;
  }

  /** An SA as it is stored. For tests. */
  @Nullable StoredSa stored(Direction direction, SaId id) {
    return tables.get(direction, id);
  }

  /** Another socket, as the kernel has them: what it reads may have keys. For tests. */
  ClientSocket socket(Consumer<? super Message> reader) {
    return hub.open(reader);
  }

  /** Wipes all keys: this database is gone with its session. */
  @Override
  public void close() {
    use.end();
    SaTables.SA_TYPES.forEach(tables::clear);
    listeners.forEach(EventSink::end);
    listeners.clear();
  }

  private <T> T busy(Supplier<T> work) {
    return use.of(work);
  }

  private void lookAtHost() {
    try {
      host.look();
    } catch (UncheckedIOException e) {
      throw new SadbException(String.valueOf(e.getMessage()), Errno.EIO.code());
    }
  }
}
