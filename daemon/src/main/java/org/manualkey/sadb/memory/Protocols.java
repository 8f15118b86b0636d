package org.manualkey.sadb.memory;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.host.IpAddress;
import org.manualkey.host.LocalAddresses;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.ExtendedDump;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.rules.AddressChecks;
import org.manualkey.sadb.rules.RealityChecks;
import org.manualkey.sadb.rules.Refusal;
import org.manualkey.sadb.rules.RequestInProgress;
import org.manualkey.sadb.rules.Rule;

/** What AH and ESP do with the requests that the sockets let through. */
final class Protocols {
  private final SaTables tables;
  private final Time time;
  private final Rule addressChecks;
  private final Rule realityChecks = new RealityChecks();
  private final SaMessage saMessage;
  private final Verb add;
  private final Verb update;
  private final Verb delete;
  private final Verb delpairState;
  private final Verb get;
  private final Verb getspi;
  private final Verb register;

  Protocols(
      SaTables tables,
      Algorithms algorithms,
      Time time,
      LocalAddresses localAddresses,
      RandomGenerator random) {
    this.tables = tables;
    this.time = time;
    addressChecks = new AddressChecks(localAddresses);
    saMessage = new SaMessage(algorithms);
    AddVerb addVerb = new AddVerb(tables, algorithms, time, localAddresses);
    add = addVerb;
    update = new UpdateVerb(tables, addVerb, time, localAddresses);
    delete = new DeleteVerb(tables, saMessage);
    delpairState = new DelpairStateVerb(tables);
    get = new GetVerb(tables, saMessage);
    getspi = new GetspiVerb(tables, time, random);
    register = new RegisterVerb(algorithms);
  }

  /** Answers a request that goes to both SA types when it names none; both answer the same. */
  Message answerForEach(Message message) {
    Header header = message.header();
    if (!header.saType().equals(SaType.UNSPEC)) {
      return answer(message);
    }
    Message reply = Message.of(header);
    for (SaType type : SaTables.SA_TYPES) {
      Message one = answer(message.with(header.withSaType(type)));
      reply = one.with(one.header().withSaType(header.saType()));
    }
    return reply;
  }

  /** Answers a request about one SA type. */
  Message answer(Message message) {
    Header header = message.header();
    if (header.saType().equals(SaType.UNSPEC)) {
      return Refusal.invalid(Diagnostic.SATYPE_NEEDED).reply(header);
    }
    if (!SaTables.keeps(header.saType())) {
      return Refusal.invalid(Diagnostic.UNKNOWN_SATYPE).reply(header);
    }
    RequestInProgress request = new RequestInProgress(message);
    Refusal refusal = addressChecks.refusal(request);
    if (refusal == null) {
      refusal = realityChecks.refusal(request);
    }
    return refusal == null ? verb(header).answer(request) : refusal.reply(header);
  }

  private Verb verb(Header header) {
    return switch (header.type()) {
      case ADD -> add;
      case UPDATE, X_UPDATEPAIR -> update;
      case DELETE, X_DELPAIR -> delete;
      case X_DELPAIR_STATE -> delpairState;
      case GET -> get;
      case GETSPI -> getspi;
      case REGISTER -> register;
      default -> throw new IllegalArgumentException(header.type() + " is not about one SA type");
    };
  }

  /** Empties the tables of one SA type or of all. */
  Message flush(Message request) {
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

  /** Tells the sink all SAs that are asked for, and returns what ends the dump. */
  Message dump(Message request, Consumer<? super Message> sink) {
    Header header = request.header();
    Refusal refusal = dumpRefusal(request);
    if (refusal != null) {
      return refusal.reply(header);
    }
    Predicate<StoredSa> asked = lately(request);
    for (SaType type : concerned(header.saType())) {
      for (IpAddress.Family family : IpAddress.Family.values()) {
        tables
            .of(type, family)
            .forEach(sa -> {
              if (asked.test(sa)) {
                sink.accept(saMessage.withKeys(header, type, sa));
              }
            });
      }
    }
    return Message.of(header.withError(0, 0).withSeq(0));
  }

  private static @Nullable Refusal dumpRefusal(Message request) {
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

  /** A dump may ask for those SAs only that were used within so many seconds. */
  private Predicate<StoredSa> lately(Message request) {
    if (!(request.find(ExtensionType.X_EDUMP) instanceof ExtendedDump(int _, long timeout))
        || timeout == 0) {
      return _ -> true;
    }
    int now = time.seconds();
    return sa -> {
      Usage usage = sa.usage();
      return usage != null && Long.compareUnsigned(now - usage.lastUsedAt(), timeout) <= 0;
    };
  }

  /** The SA types that a FLUSH or DUMP of this type is about; none when nobody keeps it. */
  private static List<SaType> concerned(SaType type) {
    if (type.equals(SaType.UNSPEC)) {
      return SaTables.SA_TYPES;
    }
    return SaTables.keeps(type) ? List.of(type) : List.of();
  }
}
