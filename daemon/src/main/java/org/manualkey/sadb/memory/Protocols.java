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
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.rules.IllumosJudge;
import org.manualkey.sadb.rules.RequestInProgress;

/** What AH and ESP do with the requests that the sockets let through. */
final class Protocols {
  private final SaTables tables;
  private final Time time;
  private final IllumosJudge judge;
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
      RandomGenerator random,
      boolean standsForAnother) {
    this.tables = tables;
    this.time = time;
    judge = new IllumosJudge(algorithms, localAddresses);
    saMessage = new SaMessage(algorithms);
    AddVerb addVerb = new AddVerb(tables, algorithms, time, localAddresses, standsForAnother);
    add = addVerb;
    update = new UpdateVerb(tables, addVerb, time, localAddresses);
    delete = new DeleteVerb(tables, saMessage);
    delpairState = new DelpairStateVerb(tables);
    get = new GetVerb(tables, saMessage);
    getspi = new GetspiVerb(tables, time, random);
    register = new RegisterVerb(algorithms);
  }

  /** Answers a request that goes to both SA types when it names none; both answer the same. */
  Reply answerForEach(Message message) {
    Header header = message.header();
    if (!header.saType().equals(SaType.UNSPEC)) {
      return answer(message);
    }
    Reply reply = new Reply.Done(Message.of(header));
    for (SaType type : SaTables.SA_TYPES) {
      reply = answer(message.with(header.withSaType(type)));
    }
    return switch (reply) {
      case Reply.Done(Message one) ->
          new Reply.Done(one.with(one.header().withSaType(header.saType())));
      case Reply.Refused refused -> refused;
    };
  }

  /** Answers a request about one SA type. */
  Reply answer(Message message) {
    Header header = message.header();
    Refusal refusal = IllumosJudge.typeRefusal(header.saType());
    if (refusal != null) {
      return new Reply.Refused(refusal);
    }
    RequestInProgress request = new RequestInProgress(message);
    refusal = judge.contentRefusal(request);
    return refusal == null ? verb(header).answer(request) : new Reply.Refused(refusal);
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
  Reply flush(Message request) {
    Header header = request.header();
    if (!request.extensions().isEmpty()) {
      return new Reply.Refused(Refusal.invalid(Diagnostic.NO_EXT));
    }
    List<SaType> concerned = concerned(header.saType());
    if (concerned.isEmpty()) {
      return new Reply.Refused(Refusal.invalid(Diagnostic.UNKNOWN_SATYPE));
    }
    concerned.forEach(tables::clear);
    return new Reply.Done(Message.of(header.withError(0, 0)));
  }

  /** Hands over all SAs that are asked for, and returns what ends the dump. */
  Reply dump(Message request, Consumer<? super Message> sink) {
    Header header = request.header();
    Refusal refusal = dumpRefusal(request);
    if (refusal != null) {
      return new Reply.Refused(refusal);
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
    return new Reply.Done(Message.of(header.withError(0, 0).withSeq(0)));
  }

  private static @Nullable Refusal dumpRefusal(Message request) {
    List<Extension> extensions = request.extensions();
    boolean asRule =
        extensions.isEmpty()
            || (extensions.size() == 1 && extensions.getFirst() instanceof ExtendedDump);
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
