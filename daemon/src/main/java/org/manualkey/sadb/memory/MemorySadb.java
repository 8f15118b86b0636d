package org.manualkey.sadb.memory;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Directions;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtendedDump;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.Features;
import org.manualkey.sadb.Hearing;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.Subscription;

/**
 * A security association database in memory, which answers as the illumos kernel does and protects
 * no packet.
 *
 * <p>A dump streams: it tells the SAs where they stand, AH before ESP, IPv4 before IPv6, outbound
 * before inbound, each by the order in which they were added. The sink must not use the session
 * that is busy dumping, here as on a kernel's socket; doing so throws.
 */
public final class MemorySadb implements Sadb {
  private static final Features FEATURES = new Features("memory", false);

  private final SaTables tables = new SaTables();
  private final Directions directions;
  private final Rule addressChecks;
  private final Rule realityChecks = new RealityChecks();
  private final SaMessage saMessage;
  private final Verb add;
  private final Verb update;
  private final Verb delete;
  private final Verb get;
  private State state = State.READY;

  private final Audience audience = new Audience();

  private enum State {
    READY,
    DUMPING,
    CLOSED
  }

  /**
   * An empty database.
   *
   * @param algorithms the algorithms that SAs may use
   * @param clock what time it is, for the times that are told of SAs
   * @param localAddresses which addresses are this host's
   */
  public MemorySadb(Algorithms algorithms, InstantSource clock, LocalAddresses localAddresses) {
    directions = (source, destination) -> Placement.given(source, destination, localAddresses);
    addressChecks = new AddressChecks(localAddresses);
    saMessage = new SaMessage(algorithms);
    add = new AddVerb(tables, algorithms, clock, localAddresses);
    update = new UpdateVerb(tables);
    delete = new DeleteVerb(tables, saMessage);
    get = new GetVerb(tables, saMessage);
  }

  @Override
  public Features features() {
    return FEATURES;
  }

  @Override
  public Directions directions() {
    return directions;
  }

  @Override
  public Message exchange(Message request) {
    requireReady();
    Message reply = reply(request);
    audience.tell(reply);
    return reply;
  }

  @Override
  public Subscription subscribe(Hearing hearing, EventSink sink) {
    requireReady();
    return audience.seat(hearing, sink);
  }

  private Message reply(Message request) {
    Header header = request.header();
    Refusal refusal = MessageChecks.refusal(request);
    if (refusal != null) {
      return refusal.reply(replyable(header));
    }
    return switch (header.type()) {
      case ADD -> answer(request, add);
      case UPDATE, X_UPDATEPAIR -> answer(request, update);
      case DELETE, X_DELPAIR -> answer(request, delete);
      case GET -> answer(request, get);
      case FLUSH -> flush(request);
      case DUMP -> throw new IllegalArgumentException("a DUMP has more than one reply");
      // What the kernel answers to users; it sends these itself.
      case EXPIRE -> Refusal.of(Errno.EOPNOTSUPP).reply(header);
      // Not offered.
      case GETSPI, ACQUIRE, REGISTER, X_PROMISC, X_INVERSE_ACQUIRE ->
          Refusal.of(Errno.EOPNOTSUPP).reply(header);
      case X_DELPAIR_STATE, RESERVED, UNKNOWN ->
          Refusal.invalid(Diagnostic.UNKNOWN_MSG).reply(replyable(header));
    };
  }

  @Override
  public Message dump(Message request, Consumer<? super Message> sink) {
    requireReady();
    Header header = request.header();
    if (header.type() != MessageType.DUMP) {
      throw new IllegalArgumentException(header.type() + " is no DUMP");
    }
    Refusal refusal = dumpRefusal(request);
    if (refusal != null) {
      return refusal.reply(header);
    }
    if (tellsUnused(request)) {
      state = State.DUMPING;
      try {
        for (SaType type : concerned(header.saType())) {
          for (IpAddress.Family family : IpAddress.Family.values()) {
            tables
                .of(type, family)
                .forEach(sa -> {
                  Message message = saMessage.withKeys(header, type, sa);
                  audience.tell(message);
                  sink.accept(message);
                });
          }
        }
      } finally {
        state = State.READY;
      }
    }
    Message end = Message.of(header.withError(0, 0).withSeq(0));
    audience.tell(end);
    return end;
  }

  /** Wipes all keys: this database is gone with its session. */
  @Override
  public void close() {
    if (state == State.DUMPING) {
      throw new IllegalStateException("the database is dumping");
    }
    SaTables.SA_TYPES.forEach(tables::clear);
    audience.end();
    state = State.CLOSED;
  }

  /** Looks at SA type and addresses, which every verb on one SA type starts with. */
  private Message answer(Message message, Verb verb) {
    Header header = message.header();
    if (header.saType().equals(SaType.UNSPEC)) {
      return Refusal.invalid(Diagnostic.SATYPE_NEEDED).reply(header);
    }
    if (!SaTables.keeps(header.saType())) {
      return Refusal.invalid(Diagnostic.UNKNOWN_SATYPE).reply(header);
    }
    Request request = new Request(message);
    Refusal refusal = addressChecks.refusal(request);
    if (refusal == null) {
      refusal = realityChecks.refusal(request);
    }
    return refusal == null ? verb.answer(request) : refusal.reply(header);
  }

  private Message flush(Message request) {
    Header header = request.header();
    if (!request.extensions().isEmpty()) {
      return Refusal.invalid(Diagnostic.NO_EXT).reply(header);
    }
    List<SaType> concerned = concerned(header.saType());
    if (concerned.isEmpty()) {
      return Refusal.invalid(Diagnostic.UNKNOWN_SATYPE).reply(header);
    }
    concerned.forEach(tables::clear);
    return Message.of(header.withError(0, 0));
  }

  private static @Nullable Refusal dumpRefusal(Message request) {
    Refusal refusal = MessageChecks.refusal(request);
    if (refusal != null) {
      return refusal;
    }
    List<Extension> extensions = request.extensions();
    boolean asRule =
        extensions.isEmpty()
            || extensions.size() == 1 && extensions.getFirst() instanceof ExtendedDump;
    if (!asRule) {
      return Refusal.invalid(Diagnostic.NO_EXT);
    }
    return concerned(request.header().saType()).isEmpty()
        ? Refusal.invalid(Diagnostic.UNKNOWN_SATYPE)
        : null;
  }

  /** A dump may ask for SAs that were used lately; none of ours ever was. */
  private static boolean tellsUnused(Message request) {
    return request.extensions().isEmpty()
        || request.extensions().getFirst() instanceof ExtendedDump(int _, long timeout)
            && timeout == 0;
  }

  /** The SA types that a FLUSH or DUMP of this type is about; none when nobody keeps it. */
  private static List<SaType> concerned(SaType type) {
    if (type.equals(SaType.UNSPEC)) {
      return SaTables.SA_TYPES;
    }
    return SaTables.keeps(type) ? List.of(type) : List.of();
  }

  /** A type that nobody knows is not repeated in the reply. */
  private static Header replyable(Header header) {
    return switch (header.type()) {
      case UNKNOWN -> header.withTypeCode(MessageType.RESERVED.code());
      default -> header;
    };
  }

  private void requireReady() {
    switch (state) {
      case READY -> {}
      case DUMPING -> throw new IllegalStateException("the database is dumping");
      case CLOSED -> throw new IllegalStateException("the database is closed");
    }
  }
}
