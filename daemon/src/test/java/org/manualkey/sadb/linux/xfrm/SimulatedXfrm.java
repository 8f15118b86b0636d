package org.manualkey.sadb.linux.xfrm;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.FarSide;
import org.manualkey.libc.MessageSocket;
import org.manualkey.libc.NetlinkSocket;
import org.manualkey.libc.SocketPair;
import org.manualkey.netlink.Attribute;
import org.manualkey.netlink.NetlinkHeader;
import org.manualkey.netlink.SaName;
import org.manualkey.netlink.XfrmCodec;
import org.manualkey.netlink.XfrmMessage;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.linux.Databases;
import org.manualkey.sadb.linux.LinuxErrno;
import org.manualkey.sadb.linux.LinuxSadb;

/**
 * A kernel behind a socket of XFRM that keeps SAs, their counters among them, and gives notice of
 * each deletion to who asked for it. It is told which packets pass. The daemon's side of it is all
 * real.
 */
public final class SimulatedXfrm implements AutoCloseable {
  private static final int EINVAL = 22;
  private static final int PORT = 4712;
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final int NO_ENCAPSULATION = 99;
  private static final XfrmCodec CODEC = XfrmCodec.ofHost();

  /** Those of a name differ in their marks; the newest comes first, as in the kernel. */
  private final Map<SaName, Deque<XfrmMessage.Sa>> sas = new LinkedHashMap<>();

  private final FarSide far =
      new FarSide(SocketPair.open(XfrmCodec.LONGEST_DATAGRAM), this::answer);
  private final SocketPair broadcasts = SocketPair.open(XfrmCodec.LONGEST_DATAGRAM);
  private final AtomicInteger changes = new AtomicInteger();
  private final Set<String> lacking = ConcurrentHashMap.newKeySet();
  private final Queue<FarSide> further = new ConcurrentLinkedQueue<>();
  private final AtomicInteger tried = new AtomicInteger();
  private final AtomicInteger looks = new AtomicInteger();
  private volatile int refusedBits = -1;
  private volatile boolean silent;
  private volatile boolean withoutNotices;
  private volatile int refused = -1;
  private Runnable meanwhile = () -> {};
  private final List<String> requests = new ArrayList<>();

  /** A session with it, which is closed before it. */
  public LinuxSadb open() {
    return session(far.start(), broadcasts.near());
  }

  /** A session of another daemon with it, which hears of no change. */
  public LinuxSadb openAnother() {
    return session(side().start(), side().start());
  }

  private LinuxSadb session(MessageSocket requests, MessageSocket events) {
    return Databases.over(
        XfrmKernel.over(
            new NetlinkSocket(requests, PORT),
            new NetlinkSocket(events, 1),
            Draft.PID,
            false,
            false,
            GRACE,
            this::trial),
        Draft.PID);
  }

  private XfrmSession trial() {
    Duration grace = silent ? SHORT : GRACE;
    return new XfrmSession(new NetlinkSocket(side().start(), PORT), CODEC, grace);
  }

  private FarSide side() {
    FarSide side = new FarSide(SocketPair.open(XfrmCodec.LONGEST_DATAGRAM), this::answer);
    further.add(side);
    return side;
  }

  /** It has an algorithm no more. */
  public void remove(String algorithm) {
    lacking.add(algorithm);
  }

  /** Somebody loads the module of an algorithm. */
  public void load(String algorithm) {
    lacking.remove(algorithm);
  }

  /** It does not take keys of a length. */
  public void refuseKeys(int bits) {
    refusedBits = bits;
  }

  /** It answers no trial. */
  public void fallSilent() {
    silent = true;
  }

  /** It has no memory for notices of deletions. */
  public void giveNoNotices() {
    withoutNotices = true;
  }

  /** How many trials came since this was asked last. */
  public int trials() {
    return tried.getAndSet(0);
  }

  /** How many looks at one SA came since this was asked last. */
  public int looks() {
    return looks.getAndSet(0);
  }

  /** An SA as it was asked for, with its keys; without counters where none were. */
  byte[] octets(SaId id) {
    synchronized (sas) {
      ByteBuffer octets = ByteBuffer.allocate(XfrmCodec.LONGEST_DATAGRAM);
      CODEC.encode(kept(id), 0, 0, 0, octets);
      return Arrays.copyOf(octets.array(), octets.position());
    }
  }

  /** How many changes were asked for. */
  public int changes() {
    return changes.get();
  }

  /** Refuses one change, counted from 0 as {@link #changes} does. */
  public void refuse(int change) {
    refused = change;
  }

  /** How many SAs there are. */
  public int size() {
    synchronized (sas) {
      return sas.values().stream().mapToInt(Deque::size).sum();
    }
  }

  /** What happens between the dump and the first change. */
  public void meanwhile(Runnable packets) {
    meanwhile = packets;
  }

  /** The requests that came since this was asked last, in a word each. */
  public List<String> requests() {
    synchronized (sas) {
      List<String> came = List.copyOf(requests);
      requests.clear();
      return came;
    }
  }

  /** Packets pass: the counters of an SA become others. */
  public void count(SaId id, Attribute counters) {
    synchronized (sas) {
      change(id, sa -> with(sa, counters));
    }
  }

  /** Another program changes an SA in its place: it has one more attribute. */
  void attach(SaId id, Attribute attribute) {
    synchronized (sas) {
      change(
          id,
          sa -> {
            List<Attribute> attributes = new ArrayList<>(sa.attributes());
            attributes.add(attribute);
            return new XfrmMessage.Sa(sa.change(), sa.info(), attributes);
          });
    }
  }

  /** The counters of an SA. */
  public Attribute counters(SaId id) {
    synchronized (sas) {
      XfrmMessage.Sa sa = kept(id);
      return sa.attributes().stream().filter(SimulatedXfrm::isCounters).findFirst().orElseThrow();
    }
  }

  /** The ports of an SA in UDP, those of source and destination. */
  public List<Integer> ports(SaId id) {
    synchronized (sas) {
      XfrmMessage.Sa sa = kept(id);
      return sa.attributes().stream()
          .filter(each -> each instanceof Attribute.Encapsulation)
          .map(each -> (Attribute.Encapsulation) each)
          .flatMap(each -> Stream.of(each.sourcePort(), each.destinationPort()))
          .toList();
    }
  }

  /** The other end of an SA sends from elsewhere. */
  public void announce(XfrmMessage.Moved moved) {
    try {
      send(moved, 0, broadcasts.far());
    } catch (ErrnoException e) {
      throw new IllegalStateException(e);
    }
  }

  private void change(SaId id, UnaryOperator<XfrmMessage.Sa> to) {
    replace(kept(id), to);
  }

  private void replace(XfrmMessage.Sa kept, UnaryOperator<XfrmMessage.Sa> to) {
    sas.computeIfPresent(
        kept.info().name(),
        (_, those) ->
            those.stream()
                .map(sa -> mark(sa).equals(mark(kept)) ? to.apply(sa) : sa)
                .collect(Collectors.toCollection(ArrayDeque::new)));
  }

  private XfrmMessage.Sa kept(SaId id) {
    return sas.getOrDefault(Addresses.name(id), new ArrayDeque<>()).stream()
        .filter(sa -> mark(sa).wholeMark() == id.mark())
        .findFirst()
        .orElseThrow();
  }

  private static XfrmSettings mark(XfrmMessage.Sa sa) {
    return Addresses.mark(sa.attributes());
  }

  /** What the kernel finds: the newest SA to which the mark fits. */
  private XfrmMessage.@Nullable Sa find(SaName name, List<Attribute> attributes) {
    XfrmSettings asked = Addresses.mark(attributes);
    int value = asked.mark() & asked.markMask();
    for (XfrmMessage.Sa sa : sas.getOrDefault(name, new ArrayDeque<>())) {
      if ((value & mark(sa).markMask()) == mark(sa).mark()) {
        return sa;
      }
    }
    return null;
  }

  private void remove(XfrmMessage.Sa sa) {
    Deque<XfrmMessage.Sa> those = Objects.requireNonNull(sas.get(sa.info().name()));
    those.removeIf(each -> mark(each).equals(mark(sa)));
    if (those.isEmpty()) {
      sas.remove(sa.info().name());
    }
  }

  private static boolean isCounters(Attribute attribute) {
    return attribute instanceof Attribute.Replay || attribute instanceof Attribute.LongReplay;
  }

  private static XfrmMessage.Sa with(XfrmMessage.Sa sa, Attribute counters) {
    List<Attribute> attributes = new ArrayList<>(sa.attributes());
    attributes.removeIf(SimulatedXfrm::isCounters);
    attributes.add(counters);
    return new XfrmMessage.Sa(sa.change(), sa.info(), attributes);
  }

  private String answer(ByteBuffer datagram, MessageSocket socket) throws ErrnoException {
    synchronized (sas) {
      for (NetlinkHeader header = CODEC.header(datagram);
          header != null;
          header = CODEC.next(header, datagram)) {
        answer(header, CODEC.decode(header, datagram), socket);
      }
      return "";
    }
  }

  private void answer(NetlinkHeader header, XfrmMessage request, MessageSocket socket)
      throws ErrnoException {
    int errno = 0;
    switch (request) {
      case XfrmMessage.Get get -> {
        looks.incrementAndGet();
        XfrmMessage.Sa sa = find(get.name(), get.attributes());
        if (sa != null) {
          send(sa, header.seq(), socket);
        }
        errno = sa == null ? LinuxErrno.ESRCH : 0;
      }
      case XfrmMessage.Dump dump -> {
        for (Deque<XfrmMessage.Sa> those : sas.values()) {
          for (XfrmMessage.Sa sa : those) {
            if (sa.info().name().protocol() == dump.protocol()) {
              send(sa, header.seq(), socket);
            }
          }
        }
        send(new XfrmMessage.End(0), header.seq(), socket);
        return;
      }
      case XfrmMessage.Sa sa when isTrial(sa) -> {
        tried.incrementAndGet();
        if (!silent) {
          XfrmMessage.Result lack = lack(sa);
          send(
              lack == null
                  ? new XfrmMessage.Result(EINVAL, "Unsupported encapsulation type for ESP")
                  : lack,
              header.seq(),
              socket);
        }
        return;
      }
      case XfrmMessage.Sa sa when lack(sa) != null -> {
        changes.getAndIncrement();
        send(Objects.requireNonNull(lack(sa)), header.seq(), socket);
        return;
      }
      default ->
          errno = changes.getAndIncrement() == refused ? EINVAL : change(header, request, socket);
    }
    if (errno != 0 || (header.flags() & NetlinkHeader.ACK) != 0) {
      send(new XfrmMessage.Result(errno, ""), header.seq(), socket);
    }
  }

  private static boolean isTrial(XfrmMessage.Sa sa) {
    return sa.attributes().stream()
        .anyMatch(each ->
            each instanceof Attribute.Encapsulation encapsulation
                && encapsulation.kind() == NO_ENCAPSULATION);
  }

  /** What the kernel says before it looks at anything else. */
  private XfrmMessage.@Nullable Result lack(XfrmMessage.Sa sa) {
    for (Attribute attribute : sa.attributes()) {
      XfrmMessage.Result lack =
          switch (attribute) {
            case Attribute.Authentication it -> lack("AUTH_TRUNC", it.name(), it.bits());
            case Attribute.Encryption it -> lack("CRYPT", it.name(), it.bits());
            case Attribute.Combined it -> lack("AEAD", it.name(), it.bits());
            default -> null;
          };
      if (lack != null) {
        return lack;
      }
    }
    return null;
  }

  private XfrmMessage.@Nullable Result lack(String kind, String name, int bits) {
    if (lacking.contains(name)) {
      return new XfrmMessage.Result(
          LinuxErrno.ENOSYS, "Requested " + kind + " algorithm not found");
    }
    return bits == refusedBits ? new XfrmMessage.Result(EINVAL, "") : null;
  }

  private int change(NetlinkHeader header, XfrmMessage request, MessageSocket socket)
      throws ErrnoException {
    return switch (request) {
      case XfrmMessage.Sa sa when sa.change() == XfrmMessage.Sa.Change.NEW -> {
        requests.add("add");
        boolean counted = sa.attributes().stream().anyMatch(SimulatedXfrm::isCounters);
        XfrmMessage.Sa kept = counted ? sa : with(sa, new Attribute.Replay(0, 0, 0));
        if (find(sa.info().name(), sa.attributes()) != null) {
          yield LinuxErrno.EEXIST;
        }
        sas.computeIfAbsent(sa.info().name(), _ -> new ArrayDeque<>()).addFirst(kept);
        yield 0;
      }
      case XfrmMessage.Sa sa -> {
        requests.add("update");
        XfrmMessage.Sa kept = find(sa.info().name(), sa.attributes());
        if (kept == null) {
          yield LinuxErrno.ESRCH;
        }
        replace(
            kept,
            old ->
                new XfrmMessage.Sa(
                    old.change(),
                    old.info().withLimits(sa.info().limits()),
                    encapsulated(old.attributes(), sa.attributes())));
        sa.wipe();
        yield 0;
      }
      case XfrmMessage.Delete delete -> {
        Runnable packets = meanwhile;
        meanwhile = () -> {};
        packets.run();
        requests.add("delete");
        XfrmMessage.Sa sa = find(delete.name(), delete.attributes());
        if (sa == null) {
          yield LinuxErrno.ESRCH;
        }
        remove(sa);
        List<Attribute> attributes = new ArrayList<>();
        attributes.add(new Attribute.Gone(sa.info()));
        attributes.addAll(sa.attributes());
        if (!withoutNotices) {
          send(new XfrmMessage.Delete(delete.name(), attributes), header.seq(), socket);
        }
        sa.wipe();
        yield 0;
      }
      case XfrmMessage.Flush flush -> {
        requests.add("flush");
        sas.entrySet().removeIf(each -> isFlushed(each.getKey(), flush.protocol()));
        yield 0;
      }
      default -> throw new IllegalStateException("not expected: " + request.type());
    };
  }

  /** Of all attributes, an update changes the ports of an encapsulation that is there. */
  private static List<Attribute> encapsulated(List<Attribute> kept, List<Attribute> update) {
    List<Attribute> attributes = new ArrayList<>(kept);
    for (Attribute each : update) {
      if (each instanceof Attribute.Encapsulation) {
        attributes.replaceAll(old -> old instanceof Attribute.Encapsulation ? each : old);
      }
    }
    return attributes;
  }

  private static boolean isFlushed(SaName name, int protocol) {
    return protocol == 0 || name.protocol() == protocol;
  }

  private static void send(XfrmMessage message, int seq, MessageSocket socket)
      throws ErrnoException {
    ByteBuffer out = socket.outgoing();
    CODEC.encode(message, 0, seq, PORT, out);
    socket.send(out.position());
  }

  @Override
  public void close() {
    far.close();
    further.forEach(FarSide::close);
    broadcasts.far().close();
    sas.values().forEach(those -> those.forEach(XfrmMessage.Sa::wipe));
  }
}
