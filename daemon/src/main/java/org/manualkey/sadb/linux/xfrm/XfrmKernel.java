package org.manualkey.sadb.linux.xfrm;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.host.IpAddress;
import org.manualkey.libc.NetlinkSocket;
import org.manualkey.netlink.Attribute;
import org.manualkey.netlink.AttributeType;
import org.manualkey.netlink.XfrmCodec;
import org.manualkey.netlink.XfrmMessage;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.Lifetimes;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Capabilities;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.LogName;
import org.manualkey.sadb.PeerMove;
import org.manualkey.sadb.PolicyTemplate;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.Subscription;
import org.manualkey.sadb.linux.LinuxErrno;
import org.manualkey.sadb.linux.LinuxKernel;
import org.manualkey.sadb.linux.LinuxReply;
import org.manualkey.sadb.linux.PreparedChanges;
import org.manualkey.sadb.linux.SaUse;
import org.manualkey.sadb.linux.events.KernelEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The SAs of a Linux kernel by sockets of XFRM (module {@code xfrm_user}). */
public final class XfrmKernel implements LinuxKernel {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SADB);

  private final XfrmSession session;
  private final XfrmCodec codec;
  private final XfrmAlgorithms algorithms;
  private final Supplier<XfrmSession> trials;
  private final AskedSas asked;
  private final ShownSas shown;
  private final KernelEvents events;
  private final PreparedAdditions successors = new PreparedAdditions();

  /** Whether there was an SA with a mark; hardly any host has one. */
  private boolean marked;

  private final Capabilities capabilities;

  private XfrmKernel(
      XfrmSession session,
      XfrmCodec codec,
      NetlinkSocket broadcasts,
      int pid,
      boolean sha256With96Bits,
      boolean directed,
      Supplier<XfrmSession> trials,
      InstantSource clock) {
    algorithms = XfrmAlgorithms.of(sha256With96Bits);
    this.trials = trials;
    this.session = session;
    this.codec = codec;
    asked = new AskedSas(algorithms, directed);
    shown = new ShownSas(algorithms, clock);
    capabilities = XfrmCapabilities.table(sha256With96Bits, directed);
    events =
        new KernelEvents(
            "xfrm events",
            broadcasts.messages(),
            new XfrmEvents(codec, new EventMessages(shown, session.port(), pid)));
  }

  /**
   * Opens the sockets of this host's kernel, and tries whether it has ESP.
   *
   * @param pid process id by which the events of this daemon are known
   * @param sha256With96Bits whether HMAC-SHA-256 is truncated to 96 bits
   * @throws SadbException if there is no XFRM, or no ESP; the message has a remedy
   */
  public static XfrmKernel open(int pid, boolean sha256With96Bits) {
    // The first socket of a process gets its pid for a port, and programs put their pid, which may
    // be
    // the same one in another container, into requests: those must not pass for requests of this
    // daemon.
    NetlinkSocket broadcasts = XfrmSockets.events();
    NetlinkSocket commands = null;
    boolean directed;
    try {
      commands = XfrmSockets.commands();
      XfrmTrial.require(commands);
      directed = XfrmTrial.knowsDirections(commands);
      RequestNumbers.ignoreQuiet(broadcasts, commands.port());
    } catch (SadbException e) {
      broadcasts.close();
      if (commands != null) {
        commands.close();
      }
      throw e;
    }
    return over(
        commands,
        broadcasts,
        pid,
        sha256With96Bits,
        directed,
        XfrmSession.GRACE,
        () -> new XfrmSession(XfrmSockets.commands(), XfrmCodec.ofHost()));
  }

  /**
   * The same over two sockets that are open, and are closed with it.
   *
   * @param directed whether the kernel holds SAs to one direction
   * @param grace how long a reply may take
   * @param trials opens a session for trials, which any thread may ask for, and closes
   */
  static XfrmKernel over(
      NetlinkSocket commands,
      NetlinkSocket broadcasts,
      int pid,
      boolean sha256With96Bits,
      boolean directed,
      Duration grace,
      Supplier<XfrmSession> trials) {
    XfrmCodec codec = XfrmCodec.ofHost();
    XfrmSession session = new XfrmSession(commands, codec, grace);
    return new XfrmKernel(
        session,
        codec,
        broadcasts,
        pid,
        sha256With96Bits,
        directed,
        trials,
        InstantSource.system());
  }

  @Override
  public String name() {
    return "xfrm";
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  /** Each question has a socket of its own, so that it waits for nothing that the session does. */
  @Override
  public Judge judge(Algorithms table) {
    return new AlgorithmJudge(
        new KernelLack(trials, algorithms, new LackRefusals(algorithms, table)));
  }

  @Override
  public int window() {
    return XfrmSession.WINDOW;
  }

  @Override
  public List<LinuxReply> add(List<SecurityAssociation> sas) {
    sas.forEach(sa -> note(sa.id()));
    Results results = session.change(sas.stream().map(asked::add).toList());
    List<LinuxReply> replies = new ArrayList<>(sas.size());
    for (int i = 0; i < sas.size(); i++) {
      replies.add(
          results.errno(i) == Results.LOST
              ? LinuxReply.refused(added(sas.get(i).id()) ? 0 : LinuxErrno.ENOENT)
              : results.reply(i));
    }
    return replies;
  }

  /** An SA is about to be added. */
  void note(SaId id) {
    marked |= id.mark() != 0;
  }

  /** Whether anybody wants to hear of all that this daemon changes. */
  boolean areChangesHeard() {
    return events.areContentsWanted();
  }

  /** The reply was lost: whether the SA was added nevertheless. */
  boolean added(SaId id) {
    LOG.warn(XfrmKernelMessage.REPLY_LOST.with("an addition"));
    return holds(id);
  }

  private boolean holds(SaId id) {
    XfrmMessage.Sa sa = look(id);
    if (sa == null) {
      return false;
    }
    sa.wipe();
    return true;
  }

  @Override
  public PreparedChanges prepare() {
    return new XfrmChanges(this, session, asked, codec, successors);
  }

  @Override
  public boolean keepsCounters() {
    return true;
  }

  /**
   * Repeats all that the kernel shows of an SA: it refuses a change of one whose encapsulation or
   * direction is left out, and changes nothing but the limits. The keys are those of the SA.
   */
  static XfrmMessage.Sa changed(XfrmMessage.Sa now, Lifetimes lifetimes) {
    return new XfrmMessage.Sa(
        XfrmMessage.Sa.Change.UPDATED,
        now.info().withLimits(LimitsOfSas.of(lifetimes)),
        now.attributes().stream().filter(XfrmKernel::isRepeated).toList());
  }

  @Override
  public LinuxReply change(SecurityAssociation sa, Lifetimes lifetimes) {
    XfrmMessage.Sa now = look(sa.id());
    if (now == null) {
      return LinuxReply.refused(LinuxErrno.ESRCH);
    }
    try {
      Results results = session.change(List.of(changed(now, lifetimes)));
      if (results.errno(0) != Results.LOST) {
        return results.reply(0);
      }
      LOG.warn(XfrmKernelMessage.REPLY_LOST.with("a change"));
      return LinuxReply.refused(holds(sa.id()) ? 0 : LinuxErrno.ESRCH);
    } finally {
      now.wipe();
    }
  }

  /** What an SA has done, and where its counters stand, is not asked for. */
  static boolean isRepeated(Attribute attribute) {
    return switch (attribute.type()) {
      case AttributeType.REPLAY_VAL,
          AttributeType.LAST_USED,
          AttributeType.LIFETIME,
          AttributeType.OFFLOAD_DEV ->
          false;
      default -> true;
    };
  }

  @Override
  public LinuxReply delete(SaId id, @Nullable IpAddress source) {
    if (mayHitAnother(id)) {
      LinuxReply hidden = hidden(id);
      if (!hidden.isDone()) {
        return hidden;
      }
    }
    Results results = session.change(List.of(deletion(id)));
    if (results.errno(0) != Results.LOST) {
      return results.reply(0);
    }
    LOG.warn(XfrmKernelMessage.REPLY_LOST.with("a deletion"));
    return LinuxReply.refused(holds(id) ? LinuxErrno.EBUSY : 0);
  }

  /** Whether a deletion may reach an SA of another mark. */
  boolean mayHitAnother(SaId id) {
    return marked || id.mark() != 0;
  }

  /** Why an SA cannot be deleted: it is not there, or another is found in its place. */
  LinuxReply hidden(SaId id) {
    XfrmMessage.Sa found = first(id);
    if (found == null) {
      return LinuxReply.refused(LinuxErrno.ESRCH);
    }
    boolean isIt = Addresses.mark(found.attributes()).wholeMark() == id.mark();
    found.wipe();
    return isIt
        ? LinuxReply.DONE
        : new LinuxReply(LinuxErrno.EBUSY, "an SA of another mark hides it; delete that first");
  }

  static XfrmMessage.Delete deletion(SaId id) {
    return new XfrmMessage.Delete(Addresses.name(id), Addresses.mark(id));
  }

  @Override
  public @Nullable SecurityAssociation get(SaId id, @Nullable IpAddress source) {
    XfrmMessage.Sa sa = look(id);
    return sa == null ? null : shown.sa(sa);
  }

  @Override
  public @Nullable SaUse use(SaId id, @Nullable IpAddress source) {
    XfrmMessage.Sa sa = look(id);
    if (sa == null) {
      return null;
    }
    sa.wipe();
    long last = 0;
    for (Attribute attribute : sa.attributes()) {
      if (attribute instanceof Attribute.LastUse(long time)) {
        last = time;
      }
    }
    return new SaUse(sa.info().usage().packets(), sa.info().usage().bytes(), last);
  }

  /** Null as well: an SA of another mark hides it. */
  XfrmMessage.@Nullable Sa look(SaId id) {
    XfrmMessage.Sa found = first(id);
    if (found != null && Addresses.mark(found.attributes()).wholeMark() != id.mark()) {
      found.wipe();
      return null;
    }
    return found;
  }

  /**
   * The first SA of this name to which the mark fits: the newest. An SA without a mark fits any,
   * and hides older ones of its name that have one.
   */
  private XfrmMessage.@Nullable Sa first(SaId id) {
    return session.look(new XfrmMessage.Get(Addresses.name(id), Addresses.mark(id)));
  }

  @Override
  public LinuxReply flush(SaType type) {
    Results results = session.change(List.of(new XfrmMessage.Flush(Addresses.protocol(type))));
    // It cannot be refused for what there is: when its reply was lost it was carried out.
    return results.errno(0) == Results.LOST ? LinuxReply.DONE : results.reply(0);
  }

  /**
   * Those with a mark come first, as they must be added: the kernel takes none beside an SA of its
   * name that is for any mark. It shows the newest first.
   */
  @Override
  public LinuxReply dump(SaType type, Consumer<SecurityAssociation> sink) {
    if (!marked) {
      return dump(type, _ -> true, sink);
    }
    LinuxReply reply = dump(type, id -> id.mark() != 0, sink);
    return reply.isDone() ? dump(type, id -> id.mark() == 0, sink) : reply;
  }

  private LinuxReply dump(SaType type, Predicate<SaId> wanted, Consumer<SecurityAssociation> sink) {
    ShownSas reader = shown.now();
    return session.dump(
        new XfrmMessage.Dump(Addresses.protocol(type)),
        each -> {
          SecurityAssociation sa = each instanceof XfrmMessage.Sa it ? reader.sa(it) : null;
          if (sa == null) {
            return;
          }
          marked |= sa.id().mark() != 0;
          if (wanted.test(sa.id())) {
            sink.accept(sa);
          } else {
            sa.keys().wipe();
          }
        });
  }

  @Override
  public LinuxReply policies(Consumer<? super PolicyTemplate> sink) {
    return session.dump(
        new XfrmMessage.PolicyDump(),
        each -> {
          if (each instanceof XfrmMessage.Policy policy) {
            new ShownPolicy(policy).templates(sink);
          }
        });
  }

  @Override
  public List<SaId> follow(List<PeerMove> moves, Predicate<? super SaId> which) {
    return new FollowedMoves(this, session, which).follow(moves);
  }

  @Override
  public Subscription subscribe(EventSink sink) {
    return events.subscribe(sink);
  }

  @Override
  public void close() {
    events.close();
    session.close();
  }
}
