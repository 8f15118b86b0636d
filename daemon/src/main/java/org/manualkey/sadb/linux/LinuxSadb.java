package org.manualkey.sadb.linux;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.host.HostAddresses;
import org.manualkey.host.LocalAddresses;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtendedDump;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.BackEnd;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.PeerMove;
import org.manualkey.sadb.PolicyTemplate;
import org.manualkey.sadb.PreparedRequests;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.SadbMessage;
import org.manualkey.sadb.Subscription;
import org.manualkey.sadb.Timed;
import org.manualkey.sadb.rules.AddressDirections;
import org.manualkey.sadb.rules.BackEndJudge;
import org.manualkey.sadb.rules.IllumosJudge;

/**
 * The SADB of a Linux kernel, answering as that of illumos does.
 *
 * <p>Every change is judged first, so that what Linux does not check is refused with the errno and
 * diagnostic of illumos before the kernel sees it; then the kernel makes it; then what Linux has no
 * place for is recorded. Before a request about one SA is judged, record and kernel are brought
 * together.
 */
public final class LinuxSadb implements Sadb, Timed {
  private final LinuxKernel kernel;
  private final HostAddresses host;
  private final Directions directions;
  private final BackEnd backEnd;
  private final Judge judge;
  private final KnownSas known;
  private final Additions additions;
  private final Changes changes;
  private final Deletions deletions;
  private final IdleEvents events;
  private final IdleExpiry idle;
  private boolean dumping;

  /**
   * A database over a kernel, which is closed with it.
   *
   * @param pid process id of this daemon, by which it knows its own events
   */
  public LinuxSadb(
      LinuxKernel kernel, Algorithms algorithms, LocalAddresses localAddresses, int pid) {
    this(kernel, algorithms, localAddresses, pid, InstantSource.system(), System::nanoTime);
  }

  /**
   * The same with other clocks.
   *
   * @param clock tells the time as the kernel does
   * @param nanoTime a clock that nobody sets
   */
  LinuxSadb(
      LinuxKernel kernel,
      Algorithms algorithms,
      LocalAddresses localAddresses,
      int pid,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.kernel = kernel;
    host = new HostAddresses(localAddresses);
    directions = new AddressDirections(localAddresses);
    backEnd = new BackEnd(kernel.name(), true, kernel.capabilities());
    judge =
        new BackEndJudge(
            kernel.capabilities(), algorithms, localAddresses, kernel.judge(algorithms));
    LinuxRules rules = new LinuxRules(kernel.capabilities(), algorithms, host);
    known = new KnownSas(kernel, new SaRecord(pid, new IdlePeriods(clock, nanoTime)), rules);
    additions = new Additions(kernel, known, rules);
    changes = new Changes(kernel, known, rules);
    deletions = new Deletions(kernel, known, rules);
    events = new IdleEvents(pid);
    var _ = kernel.subscribe(events);
    idle = new IdleExpiry(kernel, known, events);
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
    begin();
    try {
      return carryOut(request);
    } catch (SadbException e) {
      known.doubt();
      throw e;
    }
  }

  /** ADDs that follow each other go to the kernel together. */
  @Override
  public List<Reply> exchangeAll(List<Message> requests) {
    begin();
    try {
      return carryOut(requests);
    } catch (SadbException e) {
      known.doubt();
      throw e;
    }
  }

  @Override
  public PreparedRequests prepare() {
    begin();
    return prepared(false);
  }

  @Override
  public PreparedRequests prepareAhead() {
    lookAtHost();
    return prepared(true);
  }

  private PreparedRequests prepared(boolean ahead) {
    return new JudgedRequests(known, additions, changes, deletions, kernel.prepare(), ahead);
  }

  @Override
  public boolean keepsCounters() {
    return kernel.keepsCounters();
  }

  private List<Reply> carryOut(List<Message> requests) {
    List<Reply> replies = new ArrayList<>(requests.size());
    int from = 0;
    while (from < requests.size()) {
      int to = from;
      while (to < requests.size() && requests.get(to).header().type() == MessageType.ADD) {
        to++;
      }
      if (to > from) {
        replies.addAll(additions.add(requests.subList(from, to)));
      } else {
        replies.add(carryOut(requests.get(to++)));
      }
      from = to;
    }
    return replies;
  }

  private void begin() {
    lookAtHost();
    known.prune();
  }

  private void lookAtHost() {
    if (dumping) {
      throw new IllegalStateException("the database is dumping");
    }
    try {
      host.look();
    } catch (UncheckedIOException e) {
      throw new SadbException(String.valueOf(e.getMessage()), Errno.EIO.code());
    }
  }

  private Reply carryOut(Message request) {
    return switch (request.header().type()) {
      case ADD -> additions.add(List.of(request)).getFirst();
      case UPDATE, X_UPDATEPAIR -> changes.update(request);
      case GET -> changes.get(request);
      case DELETE, X_DELPAIR -> deletions.delete(request);
      case FLUSH -> deletions.flush(request);
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
          new Reply.Refused(Refusal.of(Errno.EOPNOTSUPP));
    };
  }

  @Override
  public Reply dump(Message request, Consumer<? super Message> sink) {
    Header header = request.header();
    if (header.type() != MessageType.DUMP) {
      throw new IllegalArgumentException(header.type() + " is no DUMP");
    }
    Refusal refusal = dumpRefusal(request);
    if (refusal != null) {
      return new Reply.Refused(refusal);
    }
    LinuxReply end =
        dump(types(header.saType()), sa -> sink.accept(sa.toReply(header.withSaType(sa.type()))));
    return end.isDone()
        ? new Reply.Done(Message.of(header.withError(0, 0).withSeq(0)))
        : new Reply.Refused(LinuxRefusals.of(end));
  }

  private static @Nullable Refusal dumpRefusal(Message request) {
    boolean plain =
        request.extensions().isEmpty()
            || (request.extensions().size() == 1
                && request.extensions().getFirst() instanceof ExtendedDump);
    if (!plain) {
      return Refusal.invalid(Diagnostic.NO_EXT);
    }
    return types(request.header().saType()).isEmpty()
        ? Refusal.invalid(Diagnostic.UNKNOWN_SATYPE)
        : null;
  }

  @Override
  public void forEach(Consumer<? super SecurityAssociation> sink) {
    LinuxReply end = dump(IllumosJudge.SA_TYPES, sink);
    if (!end.isDone()) {
      throw new SadbException(
          SadbMessage.NOT_DUMPED.text(), LinuxErrno.illumos(end.errno()).code());
    }
  }

  @Override
  public boolean policies(Consumer<? super PolicyTemplate> sink) {
    return kernel.policies(sink).isDone();
  }

  /**
   * The record keeps the port that was asked for, as a dump and the next load by differences do.
   */
  @Override
  public List<SaId> follow(List<PeerMove> moves, Predicate<? super SaId> which) {
    begin();
    return kernel.follow(moves, which);
  }

  private LinuxReply dump(List<SaType> types, Consumer<? super SecurityAssociation> sink) {
    lookAtHost();
    dumping = true;
    try {
      return known.dump(types, sink);
    } finally {
      dumping = false;
    }
  }

  /** The SA types that a request for one, or for all, is about; none when nobody keeps it. */
  static List<SaType> types(SaType type) {
    if (type.equals(SaType.UNSPEC)) {
      return IllumosJudge.SA_TYPES;
    }
    return IllumosJudge.SA_TYPES.contains(type) ? List.of(type) : List.of();
  }

  /** Linux sends everybody the same: there is one scope of events. */
  @Override
  public Subscription subscribe(EventScope scope, EventSink sink) {
    return events.subscribe(sink);
  }

  @Override
  public Optional<Duration> untilDue() {
    return idle.untilDue();
  }

  @Override
  public void age() {
    idle.age();
  }

  /**
   * How many SAs are on record, with those for which there is a place alone; those that are gone
   * are forgotten before the next request.
   */
  int recorded() {
    return known.record().places();
  }

  @Override
  public int held() {
    return known.record().size();
  }

  /** The SAs stay in the kernel. */
  @Override
  public void close() {
    kernel.close();
  }
}
