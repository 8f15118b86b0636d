package org.manualkey.sadb.linux;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.Ends;
import org.manualkey.sa.Identities;
import org.manualkey.sa.Keys;
import org.manualkey.sa.Lifetimes;
import org.manualkey.sa.Natt;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Capabilities;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.PolicyTemplate;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.Subscription;

/**
 * A Linux kernel in memory: it keeps of an SA what Linux keeps, checks nothing, and raises events
 * on the thread of whoever makes something happen, which may be any. Other programs are other doors
 * to it.
 */
public final class FakeLinuxKernel implements LinuxKernel {
  private static final int WINDOW = 64;
  private static final int MAX_REPLAY = 32;
  private static final int EINVAL = 22;

  /** What all doors share. */
  private final Map<SaId, SecurityAssociation> sas;

  private final Set<SaId> encapsulated;
  private final List<EventSink> sinks;
  private final AtomicLong clock;
  private final Capabilities capabilities;
  private final int pid;
  private final List<PolicyTemplate> policies = new ArrayList<>();
  private long callsLeft = Long.MAX_VALUE;
  private final Map<SaId, Long> lastUses = new ConcurrentHashMap<>();
  private Runnable beforeDeletion = () -> {};
  private final Map<Call, Integer> calls = new EnumMap<>(Call.class);

  /** What is asked of a kernel. */
  public enum Call {
    ADD,
    CHANGE,
    DELETE,
    GET,
    USE,
    FLUSH,
    DUMP
  }

  /**
   * An empty kernel.
   *
   * @param pid the process that uses this door
   */
  public FakeLinuxKernel(Capabilities capabilities, int pid) {
    this(
        new LinkedHashMap<>(),
        new HashSet<>(),
        new CopyOnWriteArrayList<>(),
        new AtomicLong(),
        capabilities,
        pid);
  }

  private FakeLinuxKernel(
      Map<SaId, SecurityAssociation> sas,
      Set<SaId> encapsulated,
      List<EventSink> sinks,
      AtomicLong clock,
      Capabilities table,
      int pid) {
    this.sas = sas;
    this.encapsulated = encapsulated;
    this.sinks = sinks;
    this.clock = clock;
    this.capabilities = table;
    this.pid = pid;
  }

  /** A door to the same kernel for another process. */
  public FakeLinuxKernel doorOf(int otherPid) {
    return new FakeLinuxKernel(sas, encapsulated, sinks, clock, capabilities, otherPid);
  }

  /** How often something was asked of it through this door. */
  public int calls(Call call) {
    return calls.getOrDefault(call, 0);
  }

  /** All calls so far are forgotten. */
  public void countAnew() {
    calls.clear();
  }

  private void count(Call call) {
    if (callsLeft-- == 0) {
      throw new SadbException("kernel not responding", Errno.ETIMEDOUT.code());
    }
    calls.merge(call, 1, Integer::sum);
  }

  /** How many SAs there are. */
  public int size() {
    synchronized (sas) {
      return sas.size();
    }
  }

  /** The SAs that there are. */
  public List<SaId> ids() {
    synchronized (sas) {
      return List.copyOf(sas.keySet());
    }
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public int window() {
    return WINDOW;
  }

  @Override
  public List<LinuxReply> add(List<SecurityAssociation> added) {
    synchronized (sas) {
      if (added.isEmpty() || added.size() > WINDOW) {
        throw new IllegalArgumentException(added.size() + " SAs at once");
      }
      List<LinuxReply> replies = new ArrayList<>(added.size());
      for (SecurityAssociation sa : added) {
        count(Call.ADD);
        SecurityAssociation kept = kept(sa);
        if (sas.putIfAbsent(kept.id(), kept) == null) {
          if (sa.natt().equals(Natt.NONE)) {
            encapsulated.remove(kept.id());
          } else {
            encapsulated.add(kept.id());
          }
          announce(MessageType.ADD, pid, kept, SaState.MATURE);
          replies.add(LinuxReply.DONE);
        } else {
          replies.add(LinuxReply.refused(LinuxErrno.EEXIST));
        }
      }
      return replies;
    }
  }

  /** This kernel has a policy that uses such SAs. */
  public void require(PolicyTemplate template) {
    policies.add(template);
  }

  @Override
  public LinuxReply policies(Consumer<? super PolicyTemplate> sink) {
    policies.forEach(sink);
    return LinuxReply.DONE;
  }

  @Override
  public PreparedChanges prepare() {
    return new PreparedCalls(this);
  }

  static SecurityAssociation copy(SecurityAssociation sa) {
    return sa.withKeys(copy(sa.keys()));
  }

  /** What Linux keeps of an SA. */
  private SecurityAssociation kept(SecurityAssociation sa) {
    Sa asked = sa.sa();
    int replay = asked.has(SaFlag.NOREPLAY) ? 0 : Math.min(asked.replay(), MAX_REPLAY);
    boolean tunnel = asked.has(SaFlag.TUNNEL) || sa.inner() != null;
    return new SecurityAssociation(
        sa.id(),
        new Sa(
            asked.spi(),
            replay,
            SaState.MATURE.code(),
            asked.auth(),
            asked.encrypt(),
            (tunnel ? SaFlag.TUNNEL.bit() : 0) | nattFlags(sa)),
        new Ends(plain(sa.outer().source()), plain(sa.outer().destination())),
        null,
        natt(sa),
        copy(sa.keys()),
        Lifetimes.of(sa.lifetimes().hard(), sa.lifetimes().soft(), null),
        new Lifetime(Lifetime.Kind.CURRENT, 0, 0, clock.incrementAndGet(), 0),
        Identities.NONE,
        null,
        0,
        0,
        List.of());
  }

  private static int nattFlags(SecurityAssociation sa) {
    return sa.natt().equals(Natt.NONE) ? 0 : SaFlag.NATT_LOC.bit() | SaFlag.NATT_REM.bit();
  }

  /** Of the ends of encapsulation Linux keeps the ports. */
  private static Natt natt(SecurityAssociation sa) {
    return sa.natt().equals(Natt.NONE)
        ? Natt.NONE
        : new Natt(
            natt(Address.Kind.NATT_LOC, sa.natt().local(), sa.outer().source()),
            natt(Address.Kind.NATT_REM, sa.natt().remote(), sa.outer().destination()));
  }

  private static Address natt(Address.Kind kind, @Nullable Address asked, Address end) {
    int port = asked == null ? 0 : asked.socketAddress().port();
    IpAddress ip = Objects.requireNonNull(IpAddress.of(end.socketAddress()));
    return new Address(kind, 0, 0, ip.withPort(port == 0 ? 4500 : port));
  }

  private static Address plain(Address address) {
    IpAddress ip = Objects.requireNonNull(IpAddress.of(address.socketAddress()));
    return new Address(address.kind(), 0, 0, ip.withPort(0));
  }

  private static Keys copy(Keys keys) {
    return new Keys(copy(keys.auth()), copy(keys.encrypt()), true);
  }

  private static @Nullable Key copy(@Nullable Key key) {
    return key == null ? null : new Key(key.kind(), key.bits(), 0, key.material().copy());
  }

  @Override
  public LinuxReply change(SecurityAssociation sa, Lifetimes lifetimes) {
    synchronized (sas) {
      count(Call.CHANGE);
      SecurityAssociation held = sas.get(sa.id());
      if (held == null) {
        return LinuxReply.refused(LinuxErrno.ESRCH);
      }
      if (sa.natt().equals(Natt.NONE) == encapsulated.contains(sa.id())) {
        return LinuxReply.refused(EINVAL);
      }
      Lifetimes limits = Lifetimes.of(lifetimes.hard(), lifetimes.soft(), null);
      sas.put(sa.id(), inState(held, SaState.MATURE).withLifetimes(limits));
      announce(MessageType.UPDATE, pid, held, SaState.MATURE);
      return LinuxReply.DONE;
    }
  }

  @Override
  public LinuxReply delete(SaId id, @Nullable IpAddress source) {
    Runnable meanwhile = beforeDeletion;
    beforeDeletion = () -> {};
    meanwhile.run();
    synchronized (sas) {
      count(Call.DELETE);
      SecurityAssociation held = sas.remove(id);
      if (held == null) {
        return LinuxReply.refused(LinuxErrno.ESRCH);
      }
      held.keys().wipe();
      announce(MessageType.DELETE, pid, held, SaState.DEAD);
      return LinuxReply.DONE;
    }
  }

  @Override
  public @Nullable SecurityAssociation get(SaId id, @Nullable IpAddress source) {
    synchronized (sas) {
      count(Call.GET);
      SecurityAssociation held = sas.get(id);
      return held == null ? null : held.withKeys(copy(held.keys()));
    }
  }

  @Override
  public @Nullable SaUse use(SaId id, @Nullable IpAddress source) {
    synchronized (sas) {
      count(Call.USE);
      SecurityAssociation held = sas.get(id);
      if (held == null) {
        return null;
      }
      SaUse counted = SaUse.counted(held.current());
      return new SaUse(counted.packets(), counted.bytes(), lastUses.getOrDefault(id, 0L));
    }
  }

  /**
   * A packet uses an SA.
   *
   * @param second when, in seconds since 1970; 0: the kernel does not show it
   */
  public void use(SaId id, long second) {
    synchronized (sas) {
      SecurityAssociation held = Objects.requireNonNull(sas.get(id));
      Lifetime now = Objects.requireNonNull(held.current());
      sas.put(
          id,
          with(
              held,
              held.sa().state(),
              new Lifetime(
                  Lifetime.Kind.CURRENT,
                  now.allocations() + 1,
                  now.bytes() + 100,
                  now.addTime(),
                  now.useTime() == 0 ? second : now.useTime())));
      lastUses.put(id, second);
    }
  }

  @Override
  public LinuxReply flush(SaType type) {
    synchronized (sas) {
      count(Call.FLUSH);
      sas.values().removeIf(sa -> sa.type().equals(type));
      Message event = Message.of(Header.request(MessageType.FLUSH, type, 1, pid));
      sinks.forEach(sink -> sink.onEvent(event));
      return LinuxReply.DONE;
    }
  }

  @Override
  public LinuxReply dump(SaType type, Consumer<SecurityAssociation> sink) {
    count(Call.DUMP);
    List<SecurityAssociation> all = new ArrayList<>();
    synchronized (sas) {
      for (SecurityAssociation sa : sas.values()) {
        if (sa.type().equals(type)) {
          all.add(sa.withKeys(copy(sa.keys())));
        }
      }
    }
    all.forEach(sink);
    return LinuxReply.DONE;
  }

  @Override
  public Subscription subscribe(EventSink sink) {
    sinks.add(sink);
    return () -> sinks.remove(sink);
  }

  /** The hard limit of an SA is reached: it is gone. */
  public void expire(SaId id) {
    synchronized (sas) {
      SecurityAssociation held = Objects.requireNonNull(sas.remove(id));
      held.keys().wipe();
      announce(MessageType.EXPIRE, 0, held, SaState.DEAD);
    }
  }

  /** The soft limit of an SA is reached: it is dying. */
  public void age(SaId id) {
    synchronized (sas) {
      SecurityAssociation held = Objects.requireNonNull(sas.get(id));
      sas.put(id, inState(held, SaState.DYING));
      announce(MessageType.EXPIRE, 0, held, SaState.DYING);
    }
  }

  /** An SA is gone, and the event of it is lost. */
  public void lose(SaId id) {
    synchronized (sas) {
      Objects.requireNonNull(sas.remove(id)).keys().wipe();
    }
  }

  /** From now on it takes so many calls, and fails the next one. */
  public void failAfter(int taken) {
    callsLeft = taken;
  }

  /** What happens just before the next deletion through this door. */
  public void beforeDeletion(Runnable meanwhile) {
    beforeDeletion = meanwhile;
  }

  private static SecurityAssociation inState(SecurityAssociation sa, SaState state) {
    return with(sa, state, sa.current());
  }

  private static SecurityAssociation with(
      SecurityAssociation sa, SaState state, @Nullable Lifetime current) {
    return new SecurityAssociation(
        sa.id(),
        sa.sa().withState(state),
        sa.outer(),
        sa.inner(),
        sa.natt(),
        sa.keys(),
        sa.lifetimes(),
        current,
        sa.identities(),
        sa.cookie(),
        sa.pairSpi(),
        sa.replayValue(),
        sa.others());
  }

  private void announce(MessageType type, int by, SecurityAssociation sa, SaState state) {
    Message event =
        Message.of(
            Header.request(type, sa.type(), 0, by),
            sa.sa().withState(state),
            sa.outer().source(),
            sa.outer().destination());
    sinks.forEach(sink -> sink.onEvent(event));
  }

  /** The SAs stay; nobody hears of them any more. */
  @Override
  public void close() {
    sinks.forEach(EventSink::end);
    sinks.clear();
  }
}
