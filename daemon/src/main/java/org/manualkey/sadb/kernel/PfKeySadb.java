package org.manualkey.sadb.kernel;

import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.libc.ErrnoException;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Directions;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.linux.LinuxCodec;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.Features;
import org.manualkey.sadb.Hearing;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.Subscription;
import org.manualkey.sadb.memory.LocalAddresses;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SADB of a Linux kernel, answering as that of illumos does.
 *
 * <p>Every change is judged by the {@link SaRecord} first, so that what Linux does not check is
 * refused with the errno and diagnostic of illumos before the kernel sees it; then the kernel does
 * it; what the kernel refuses is taken out of the record again. Before anything is said about one
 * SA, record and kernel are brought together.
 */
public final class PfKeySadb implements Sadb {
  private static final Logger LOG = LoggerFactory.getLogger(PfKeySadb.class);

  private final KeySession kernel;
  private final PfKeyEvents events;
  private final SaRecord known;
  private final LinuxLimits limits;
  private final Features features;
  private boolean dumping;

  /** Of the last refusal whose numbers do not say enough. */
  private String explanation = "";

  private @Nullable Message explained;

  private PfKeySadb(KeySession kernel, PfKeyEvents events, SaRecord known, LinuxLimits limits) {
    this.kernel = kernel;
    this.events = events;
    this.known = known;
    this.limits = limits;
    features = new Features("pfkey", true, limits.table());
  }

  /**
   * Opens the sockets of this host's kernel.
   *
   * @param pid process id that its messages carry
   * @param sha256With96Bits whether HMAC-SHA-256 may be cut to 96 bits
   * @throws SadbException when there is no PF_KEY here; the message says what to do
   */
  public static PfKeySadb open(
      Algorithms algorithms,
      InstantSource clock,
      LocalAddresses localAddresses,
      int pid,
      boolean sha256With96Bits) {
    LinuxCodec codec = LinuxCodec.ofHost();
    KeySession kernel = new KeySession(PfKeySockets.open(), codec, pid);
    try {
      PfKeyEvents events = new PfKeyEvents(PfKeySockets.open(), codec, pid);
      SaRecord known = new SaRecord(algorithms, clock, localAddresses);
      return new PfKeySadb(kernel, events, known, new LinuxLimits(sha256With96Bits));
    } catch (ErrnoException e) {
      kernel.close();
      throw new SadbException("the kernel's events cannot be heard: " + e.getMessage(), e.errno());
    }
  }

  @Override
  public Features features() {
    return features;
  }

  @Override
  public Directions directions() {
    return known.directions();
  }

  @Override
  public Message exchange(Message request) {
    if (dumping) {
      throw new IllegalStateException("the database is dumping");
    }
    return switch (request.header().type()) {
      case ADD -> add(request);
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
          refusal(request, Errno.EOPNOTSUPP, Diagnostic.NONE);
    };
  }

  private Message add(Message request) {
    LinuxLimits.Refused cannot = limits.refusal(request);
    if (cannot != null) {
      return cannot(request, cannot);
    }
    Message judged = known.exchange(request);
    if (judged.header().errno() == Errno.EEXIST.code()) {
      reconcile(request); // it may have expired, or others may have removed it
      judged = known.exchange(request);
    }
    if (judged.header().errno() != 0) {
      return judged;
    }
    int errno = send(request);
    if (errno == 0) {
      return judged;
    }
    known.forget(request);
    if (errno == LinuxErrno.EEXIST) {
      reconcile(request);
      Message again = known.exchange(request);
      if (again.header().errno() != 0) {
        return again;
      }
      known.forget(request);
    }
    return refusedByKernel(request, errno);
  }

  private Message update(Message request) {
    LinuxLimits.Refused cannot = limits.refusal(request);
    if (cannot != null) {
      return cannot(request, cannot);
    }
    reconcile(request);
    Message before = known.get(request);
    Message judged = known.exchange(request);
    if (judged.header().errno() != 0 || before == null) {
      wipe(before);
      return judged;
    }
    try {
      int errno = carryOver(request);
      Message partner = errno == 0 ? partner(request) : null;
      if (partner != null && request.header().type() == MessageType.X_UPDATEPAIR) {
        errno = carryOver(partner);
      }
      return errno == 0 ? judged : refusedByKernel(request, errno);
    } finally {
      wipe(before);
    }
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
      int errno = send(change);
      change.wipeKeys();
      if (errno != 0) {
        return errno;
      }
      Message now = look(about);
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
    Message held = reconcile(request);
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
      return refusal(request, Errno.EINVAL, Diagnostic.MISSING_SA);
    }
    Message held = reconcile(request);
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
    int errno = sendAbout(MessageType.DELETE, request);
    if (errno == 0 && partner != null) {
      errno = sendAbout(MessageType.DELETE, partner);
    }
    if (errno != 0 && errno != LinuxErrno.ESRCH) {
      return refusedByKernel(request, errno);
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
      int errno = send(Message.of(request.header().withSaType(type)));
      if (errno != 0) {
        return refusedByKernel(request, errno);
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
    dumping = true;
    try {
      for (SaType type : SaRecord.types(request.header().saType())) {
        int errno = kernel.dump(type, held -> tell(request.header(), held, sink));
        if (errno != 0) {
          return refusedByKernel(request, errno);
        }
      }
    } finally {
      dumping = false;
    }
    return Message.of(request.header().withError(0, 0).withSeq(0));
  }

  private void tell(Header asked, Message held, Consumer<? super Message> sink) {
    if (isLarval(held)) { // the kernel's note that a policy misses an SA
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

  private static boolean isLarval(Message held) {
    return held.sa() != null && held.sa().state() == SaState.LARVAL;
  }

  /**
   * Brings the record of one SA together with what the kernel holds.
   *
   * @return what the kernel holds, with keys, or null
   */
  private @Nullable Message reconcile(Message about) {
    if (about.sa() == null || about.destination() == null) {
      return null; // the record says what is missing
    }
    Message held = look(about);
    if (held == null) {
      known.forget(about);
    } else {
      Message recorded = known.same(held);
      if (recorded == null) {
        known.adopt(held);
      } else {
        recorded.wipeKeys();
      }
    }
    return held;
  }

  /** What the kernel holds, with keys; null when it holds no such SA, or a larval one. */
  private @Nullable Message look(Message about) {
    Message reply = kernel.exchange(SaRecord.about(MessageType.GET, about));
    if (reply == null) {
      reply = kernel.exchange(SaRecord.about(MessageType.GET, about));
    }
    if (reply == null) {
      throw new SadbException("the kernel does not answer", Errno.ETIMEDOUT.code());
    }
    return reply.header().errno() != 0 || isLarval(reply) ? null : reply;
  }

  private int sendAbout(MessageType type, Message about) {
    return send(SaRecord.about(type, about));
  }

  /** Sends a change; a Linux errno. What a lost reply would have said is found out. */
  private int send(Message request) {
    Message reply = kernel.exchange(request);
    if (reply != null) {
      reply.wipeKeys();
      return reply.header().errno();
    }
    LOG.warn("the kernel's reply to {} was lost; looking", request.header().type());
    return switch (request.header().type()) {
      case FLUSH -> 0; // it cannot be refused
      case DELETE -> found(request) ? LinuxErrno.EBUSY : 0;
      default -> found(request) ? 0 : LinuxErrno.ENOENT;
    };
  }

  private boolean found(Message about) {
    Message held = look(about);
    wipe(held);
    return held != null;
  }

  private static void wipe(@Nullable Message message) {
    if (message != null) {
      message.wipeKeys();
    }
  }

  private Message cannot(Message request, LinuxLimits.Refused cannot) {
    return explained(refusal(request, Errno.EOPNOTSUPP, cannot.diagnostic()), cannot.reason());
  }

  private Message explained(Message refusal, String reason) {
    explained = refusal;
    explanation = reason;
    return refusal;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // an equal refusal of another request has its own reason
  public String explanation(Message reply) {
    return reply == explained ? explanation : "";
  }

  private Message refusedByKernel(Message request, int errno) {
    if (errno == LinuxErrno.ENOENT || errno == LinuxErrno.ENOSYS) {
      return explained(
          refusal(request, Errno.EOPNOTSUPP, Diagnostic.NONE),
          "the kernel lacks the algorithm, or a module for it (esp4, esp6, ah4, ah6, authenc,"
              + " echainiv, cbc, hmac, sha512_generic and the like)");
    }
    return refusal(request, LinuxErrno.illumos(errno), Diagnostic.NONE);
  }

  private static Message refusal(Message request, Errno errno, Diagnostic diagnostic) {
    return Message.of(request.header().withError(errno.code(), diagnostic.code()));
  }

  /** Linux tells everybody the same: both kinds of listeners hear it. */
  @Override
  public Subscription subscribe(Hearing hearing, EventSink sink) {
    return events.subscribe(sink);
  }

  /** The SAs stay in the kernel. */
  @Override
  public void close() {
    events.close();
    kernel.close();
    known.close();
  }
}
