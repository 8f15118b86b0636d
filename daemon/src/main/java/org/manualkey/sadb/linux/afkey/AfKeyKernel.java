package org.manualkey.sadb.linux.afkey;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.MessageSocket;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.Directions;
import org.manualkey.sa.Lifetimes;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Capabilities;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.LogName;
import org.manualkey.sadb.PolicyTemplate;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.Subscription;
import org.manualkey.sadb.linux.LinuxErrno;
import org.manualkey.sadb.linux.LinuxKernel;
import org.manualkey.sadb.linux.LinuxReply;
import org.manualkey.sadb.linux.PreparedChanges;
import org.manualkey.sadb.linux.events.KernelEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The SAs of a Linux kernel by its PF_KEY sockets (module {@code af_key}). */
public final class AfKeyKernel implements LinuxKernel {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SADB);

  private final AfKeySession session;
  private final AfKeyCodec codec;
  private final KernelEvents events;
  private final Capabilities capabilities;

  private AfKeyKernel(
      AfKeySession session, AfKeyCodec codec, KernelEvents events, Capabilities capabilities) {
    this.session = session;
    this.codec = codec;
    this.events = events;
    this.capabilities = capabilities;
  }

  /**
   * Opens the sockets of this host's kernel.
   *
   * @param pid process id that its messages carry
   * @param sha256With96Bits whether HMAC-SHA-256 may be truncated to 96 bits
   * @throws SadbException if there is no PF_KEY; the message has a remedy
   */
  public static AfKeyKernel open(int pid, boolean sha256With96Bits) {
    MessageSocket commands = AfKeySockets.open();
    try {
      return over(
          commands,
          AfKeySockets.open(),
          pid,
          AfKeyCapabilities.table(sha256With96Bits),
          AfKeySession.GRACE);
    } catch (SadbException e) {
      commands.close();
      throw e;
    }
  }

  /**
   * The same over two sockets that are open, and are closed with it.
   *
   * @param grace how long a reply may take
   */
  static AfKeyKernel over(
      MessageSocket commands,
      MessageSocket broadcasts,
      int pid,
      Capabilities capabilities,
      Duration grace) {
    AfKeyCodec codec = AfKeyCodec.ofHost();
    try {
      KernelEvents events = AfKeyEvents.open(broadcasts, codec, pid);
      AfKeySession session = new AfKeySession(commands, codec, pid, grace);
      return new AfKeyKernel(session, codec, events, capabilities);
    } catch (ErrnoException e) {
      broadcasts.close();
      throw new SadbException(AfKeyMessage.NO_EVENTS.with(e.getMessage()), e.errno());
    }
  }

  @Override
  public String name() {
    return "pfkey";
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public int window() {
    return AfKeySession.WINDOW;
  }

  @Override
  public List<LinuxReply> add(List<SecurityAssociation> sas) {
    List<Message> requests = new ArrayList<>(sas.size());
    for (SecurityAssociation sa : sas) {
      requests.add(sa.toAdd(header(MessageType.ADD, sa.type()), Directions.UNKNOWN, false));
    }
    int[] errnos = session.change(requests);
    List<LinuxReply> replies = new ArrayList<>(errnos.length);
    for (int i = 0; i < errnos.length; i++) {
      SecurityAssociation sa = sas.get(i);
      replies.add(
          LinuxReply.refused(
              errnos[i] == AfKeySession.LOST
                  ? lost(MessageType.ADD, sa.id(), sa.outer().source())
                  : errnos[i]));
    }
    return replies;
  }

  /**
   * The reply to a change was lost: the errno that it had, as far as a look at the SA can tell.
   *
   * @param id of an SA, which a FLUSH has none of
   */
  int lost(MessageType change, @Nullable SaId id, @Nullable Address source) {
    if (id == null) {
      return 0; // a FLUSH cannot be refused: it was carried out
    }
    LOG.warn(AfKeyMessage.REPLY_LOST.with((change == MessageType.DELETE ? "a " : "an ") + change));
    boolean there = holds(id, source);
    return switch (change) {
      case ADD -> there ? 0 : LinuxErrno.ENOENT;
      case DELETE -> there ? LinuxErrno.EBUSY : 0;
      default -> there ? 0 : LinuxErrno.ESRCH;
    };
  }

  private boolean holds(SaId id, @Nullable Address source) {
    SecurityAssociation held = look(id, source);
    if (held != null) {
      held.keys().wipe();
    }
    return held != null;
  }

  @Override
  public PreparedChanges prepare() {
    return new AfKeyChanges(this, session, codec);
  }

  @Override
  public LinuxReply change(SecurityAssociation sa, Lifetimes lifetimes) {
    SecurityAssociation changed = sa.withLifetimes(lifetimes);
    Message request =
        changed.toAdd(header(MessageType.UPDATE, sa.type()), Directions.UNKNOWN, false);
    try {
      int errno = session.change(request);
      return LinuxReply.refused(
          errno == AfKeySession.LOST
              ? lost(MessageType.UPDATE, sa.id(), sa.outer().source())
              : errno);
    } finally {
      request.wipeKeys(); // copies: the form of a dump is another one
    }
  }

  @Override
  public LinuxReply delete(SaId id, @Nullable IpAddress source) {
    Address from = address(source);
    int errno = session.change(about(MessageType.DELETE, id, from));
    return LinuxReply.refused(
        errno == AfKeySession.LOST ? lost(MessageType.DELETE, id, from) : errno);
  }

  @Override
  public @Nullable SecurityAssociation get(SaId id, @Nullable IpAddress source) {
    return look(id, address(source));
  }

  private @Nullable SecurityAssociation look(SaId id, @Nullable Address source) {
    Message get = about(MessageType.GET, id, source);
    Message reply = session.look(get);
    if (reply == null) {
      reply = session.look(get);
    }
    if (reply == null) {
      throw notResponding();
    }
    return reply.header().errno() == 0 ? sa(reply) : null;
  }

  /** A GET has no reply, twice. */
  static SadbException notResponding() {
    return new SadbException(AfKeyMessage.NOT_RESPONDING.text(), Errno.ETIMEDOUT.code());
  }

  @Override
  public LinuxReply flush(SaType type) {
    int errno = session.change(Message.of(header(MessageType.FLUSH, type)));
    return LinuxReply.refused(
        errno == AfKeySession.LOST ? lost(MessageType.FLUSH, null, null) : errno);
  }

  @Override
  public LinuxReply dump(SaType type, Consumer<SecurityAssociation> sink) {
    return LinuxReply.refused(
        session.dump(
            type,
            shown -> {
              SecurityAssociation sa = sa(shown);
              if (sa != null) {
                sink.accept(sa);
              }
            }));
  }

  @Override
  public LinuxReply policies(Consumer<? super PolicyTemplate> sink) {
    return LinuxReply.refused(session.policies(policy -> new ShownPolicy(policy).templates(sink)));
  }

  /** What a message shows; null for a larval SA, the kernel's note that a policy misses one. */
  private static @Nullable SecurityAssociation sa(Message shown) {
    SecurityAssociation sa = SecurityAssociation.shown(shown);
    return sa == null || sa.sa().state() == SaState.LARVAL ? null : sa;
  }

  @Override
  public Subscription subscribe(EventSink sink) {
    return events.subscribe(sink);
  }

  static Header header(MessageType type, SaType saType) {
    return Header.request(type, saType, 0, 0);
  }

  /** A request that names an SA; a source must be there, and Linux does not look at it. */
  static Message about(MessageType type, SaId id, @Nullable Address source) {
    List<Extension> naming = new ArrayList<>(3);
    naming.add(new Sa(id.spi(), 0, SaState.MATURE.code(), 0, 0, 0));
    if (source != null) {
      naming.add(source);
    }
    naming.add(new Address(Address.Kind.DST, 0, 0, id.ip().withPort(0)));
    return new Message(header(type, SaType.of(id.type())), naming);
  }

  static @Nullable Address address(@Nullable IpAddress source) {
    return source == null ? null : new Address(Address.Kind.SRC, 0, 0, source.withPort(0));
  }

  @Override
  public void close() {
    events.close();
    session.close();
  }
}
