package org.manualkey.sadb.linux;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.host.HostAddresses;
import org.manualkey.host.LocalAddresses;
import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.MessageSocket;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.linux.LinuxCodec;
import org.manualkey.sa.Directions;
import org.manualkey.sadb.BackEnd;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.Subscription;
import org.manualkey.sadb.rules.AddressDirections;

/**
 * The SADB of a Linux kernel, answering as that of illumos does.
 *
 * <p>Every change is judged by the {@link SaRecord} first, so that what Linux does not check is
 * refused with the errno and diagnostic of illumos before the kernel sees it; then the kernel does
 * it; what the kernel refuses is taken out of the record again. Before anything is said about one
 * SA, record and kernel are brought together.
 */
public final class LinuxSadb implements Sadb {
  /** The kernel answers while it is written to; a reply that is not there by then is lost. */
  private static final Duration GRACE = Duration.ofMillis(100);

  private final AfKeySession session;
  private final AfKeyEvents events;
  private final HostAddresses host;
  private final Directions directions;
  private final SaRecord known;
  private final KernelSas kernel;
  private final LinuxLimits limits;
  private final BackEnd features;
  private final Refusals refusals = new Refusals();
  private boolean dumping;

  private LinuxSadb(
      AfKeySession session,
      AfKeyEvents events,
      Algorithms algorithms,
      LocalAddresses localAddresses,
      LinuxLimits limits) {
    this.session = session;
    this.events = events;
    host = new HostAddresses(localAddresses);
    directions = new AddressDirections(localAddresses);
    known = new SaRecord(algorithms, host);
    kernel = new KernelSas(session, known);
    this.limits = limits;
    features = new BackEnd("pfkey", true, limits.table());
  }

  /**
   * Opens the sockets of this host's kernel.
   *
   * @param pid process id that its messages carry
   * @param sha256With96Bits whether HMAC-SHA-256 may be cut to 96 bits
   * @throws SadbException when there is no PF_KEY here; the message says what to do
   */
  public static LinuxSadb open(
      Algorithms algorithms, LocalAddresses localAddresses, int pid, boolean sha256With96Bits) {
    MessageSocket commands = AfKeySockets.open();
    try {
      LinuxLimits limits = new LinuxLimits(sha256With96Bits);
      return over(commands, AfKeySockets.open(), algorithms, localAddresses, pid, limits);
    } catch (SadbException e) {
      commands.close();
      throw e;
    }
  }

  /** The same over two sockets that are open, and are closed with it. */
  static LinuxSadb over(
      MessageSocket commands,
      MessageSocket broadcasts,
      Algorithms algorithms,
      LocalAddresses localAddresses,
      int pid,
      LinuxLimits limits) {
    LinuxCodec codec = LinuxCodec.ofHost();
    try {
      AfKeyEvents events = new AfKeyEvents(broadcasts, codec, pid);
      AfKeySession session = new AfKeySession(commands, codec, pid, GRACE);
      return new LinuxSadb(session, events, algorithms, localAddresses, limits);
    } catch (ErrnoException e) {
      broadcasts.close();
      throw new SadbException("the kernel's events cannot be heard: " + e.getMessage(), e.errno());
    }
  }

  @Override
  public BackEnd features() {
    return features;
  }

  @Override
  public Directions directions() {
    return directions;
  }

  @Override
  public Message exchange(Message request) {
    begin();
    return carryOut(request);
  }

  /** ADDs that follow each other go to the kernel together. */
  @Override
  public List<Message> exchangeAll(List<Message> requests) {
    begin();
    List<Message> replies = new ArrayList<>(requests.size());
    int from = 0;
    while (from < requests.size()) {
      int to = from;
      while (to < requests.size() && requests.get(to).header().type() == MessageType.ADD) {
        to++;
      }
      if (to > from) {
        replies.addAll(add(requests.subList(from, to)));
      } else {
        replies.add(carryOut(requests.get(to++)));
      }
      from = to;
    }
    return replies;
  }

  private void begin() {
    if (dumping) {
      throw new IllegalStateException("the database is dumping");
    }
    refusals.clear();
    lookAtHost();
  }

  private void lookAtHost() {
    try {
      host.look();
    } catch (UncheckedIOException e) {
      throw new SadbException(String.valueOf(e.getMessage()), Errno.EIO.code());
    }
  }

  private Message carryOut(Message request) {
    return switch (request.header().type()) {
      case ADD -> add(List.of(request)).getFirst();
      case UPDATE, X_UPDATEPAIR -> update(request);
      case GET -> get(request);
      case DELETE, X_DELPAIR -> delete(request);
      case FLUSH -> flush(request);
      case DUMP -> throw new IllegalArgumentException("a DUMP has more than one reply");
      case GETSPI,
          ACQUIRE,
          REGISTER,
          EXPIRE,
          X_PROMISC,
          X_INVERSE_ACQUIRE,
          X_DELPAIR_STATE,
          RESERVED,
          UNKNOWN ->
          Refusals.refusal(request, Errno.EOPNOTSUPP, Diagnostic.NONE);
    };
  }

  private List<Message> add(List<Message> requests) {
    Additions additions = new Additions(kernel, known, limits, refusals);
    requests.forEach(additions::add);
    additions.send();
    return additions.replies();
  }

  private Message update(Message request) {
    LinuxLimits.Refused cannot = limits.refusal(request);
    if (cannot != null) {
      return refusals.cannot(request, cannot);
    }
    wipe(kernel.reconcile(request));
    Message judged = known.exchange(request);
    if (judged.header().errno() != 0) {
      return judged;
    }
    int errno = carryOver(request);
    Message partner = errno == 0 ? partner(request) : null;
    if (partner != null && request.header().type() == MessageType.X_UPDATEPAIR) {
      errno = carryOver(partner);
    }
    return errno == 0 ? judged : refusals.byKernel(request, errno);
  }

  /**
   * Gives the kernel the lifetimes that the record has. Linux says of every UPDATE that it was
   * done, so the SA is looked at again.
   *
   * @return 0 or a Linux errno
   */
  private int carryOver(Message about) {
    Message wanted = known.get(about);
    if (wanted == null) {
      return LinuxErrno.ESRCH;
    }
    try {
      Header header = Header.request(MessageType.UPDATE, about.header().saType(), 0, 0);
      Message change = known.asRequest(header, wanted);
      int errno = kernel.change(change);
      change.wipeKeys();
      if (errno != 0) {
        return errno;
      }
      Message now = kernel.look(about);
      try {
        return now != null && SaRecord.sameLimits(now, wanted) ? 0 : LinuxErrno.ENOSYS;
      } finally {
        wipe(now);
      }
    } finally {
      wanted.wipeKeys();
    }
  }

  private Message get(Message request) {
    Message held = kernel.reconcile(request);
    Message judged = known.exchange(request);
    if (held == null) {
      return judged;
    }
    if (judged.header().errno() == Errno.ESRCH.code()) {
      return held.with(request.header()); // what the record cannot hold, such as combined modes
    }
    Message told = judged.header().errno() == 0 ? SaRecord.together(judged, held) : judged;
    held.wipeKeys();
    return told;
  }

  private Message delete(Message request) {
    if (request.sa() == null) {
      return Refusals.refusal(request, Errno.EINVAL, Diagnostic.MISSING_SA);
    }
    Message held = kernel.reconcile(request);
    Message partner = request.header().type() == MessageType.X_DELPAIR ? partner(request) : null;
    Message judged = known.exchange(request);
    boolean beyondTheRecord =
        judged.header().errno() == Errno.ESRCH.code()
            && held != null
            && request.header().type() == MessageType.DELETE;
    wipe(held);
    if (judged.header().errno() != 0 && !beyondTheRecord) {
      return judged;
    }
    int errno = kernel.change(SaRecord.about(MessageType.DELETE, request));
    if (errno == 0 && partner != null) {
      errno = kernel.change(SaRecord.about(MessageType.DELETE, partner));
    }
    if (errno != 0 && errno != LinuxErrno.ESRCH) {
      return refusals.byKernel(request, errno);
    }
    return beyondTheRecord ? request.with(request.header().withError(0, 0)) : judged;
  }

  /** The other half of a pair, as a message that names it; null when there is none. */
  private @Nullable Message partner(Message request) {
    Message told = known.get(request);
    if (told == null) {
      return null;
    }
    try {
      return told.find(ExtensionType.X_PAIR) instanceof Pair pair
          ? SaRecord.otherHalf(told, pair)
          : null;
    } finally {
      told.wipeKeys();
    }
  }

  private Message flush(Message request) {
    Message judged = known.exchange(request);
    if (judged.header().errno() != 0) {
      return judged;
    }
    // Linux's own word for all types includes IPCOMP, which is nobody's business here.
    for (SaType type : SaRecord.types(request.header().saType())) {
      int errno = kernel.change(Message.of(request.header().withSaType(type)));
      if (errno != 0) {
        return refusals.byKernel(request, errno);
      }
    }
    return judged;
  }

  @Override
  public Message dump(Message request, Consumer<? super Message> sink) {
    if (request.header().type() != MessageType.DUMP) {
      throw new IllegalArgumentException(request.header().type() + " is no DUMP");
    }
    Message judged = known.dumpRefusal(request);
    if (judged != null) {
      return judged;
    }
    begin();
    dumping = true;
    try {
      for (SaType type : SaRecord.types(request.header().saType())) {
        int errno = session.dump(type, held -> tell(request.header(), held, sink));
        if (errno != 0) {
          return refusals.byKernel(request, errno);
        }
      }
    } finally {
      dumping = false;
    }
    return Message.of(request.header().withError(0, 0).withSeq(0));
  }

  private void tell(Header asked, Message held, Consumer<? super Message> sink) {
    if (KernelSas.isLarval(held)) { // the kernel's note that a policy misses an SA
      return;
    }
    Header header = asked.withSaType(held.header().saType());
    Message recorded = known.same(held);
    if (recorded == null) {
      sink.accept(held.with(header));
      return;
    }
    sink.accept(SaRecord.together(recorded, held).with(header));
    held.wipeKeys();
  }

  private static void wipe(@Nullable Message message) {
    if (message != null) {
      message.wipeKeys();
    }
  }

  @Override
  public String explanation(Message reply) {
    return refusals.explanation(reply);
  }

  /** Linux tells everybody the same: both kinds of listeners hear it. */
  @Override
  public Subscription subscribe(EventScope hearing, EventSink sink) {
    return events.subscribe(sink);
  }

  /** The SAs stay in the kernel. */
  @Override
  public void close() {
    events.close();
    session.close();
    known.close();
  }
}
