package org.manualkey.sadb.linux;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.rules.RequestInProgress;
import org.manualkey.sadb.rules.Rule;

/** DELETE, X_DELPAIR and FLUSH. */
final class Deletions {
  private static final Refusal NO_PARTNER = new Refusal(Errno.ESRCH, Diagnostic.PAIR_SA_NOTFOUND);

  private static final Rule DELETE =
      Rule.inOrder(
          Rule.needs(ExtensionType.SA, Diagnostic.MISSING_SA),
          Rule.needs(ExtensionType.ADDRESS_DST, Diagnostic.MISSING_DST));

  private final LinuxKernel kernel;
  private final KnownSas known;
  private final LinuxRules rules;

  Deletions(LinuxKernel kernel, KnownSas known, LinuxRules rules) {
    this.kernel = kernel;
    this.known = known;
    this.rules = rules;
  }

  Reply delete(Message message) {
    return rules.execute(message, DELETE, this::delete);
  }

  private Reply delete(RequestInProgress request) {
    KnownSas.Known sa = Changes.find(known, request);
    if (sa == null) {
      return new Reply.Refused(Changes.NOT_FOUND);
    }
    sa.wipe();
    boolean both = request.header().type() == MessageType.X_DELPAIR;
    RecordedSa partner = both ? partner(sa.recorded()) : null;
    if (both && partner == null) {
      return new Reply.Refused(NO_PARTNER);
    }
    Header header = request.header().withSaType(request.saType()).withError(0, 0);
    Message reply = sa.recorded().deleted(sa.held()).toReply(header);
    LinuxReply deleted = delete(sa.recorded());
    if (deleted.isDone() && partner != null && partner != sa.recorded()) {
      deleted = delete(partner);
    }
    return deleted.isDone() ? new Reply.Done(reply) : new Reply.Refused(LinuxRefusals.of(deleted));
  }

  /** The other half of a pair, when the kernel holds it. */
  private @Nullable RecordedSa partner(RecordedSa sa) {
    if (sa.pairSpi() != 0) {
      SaId id = sa.id().partner(sa.pairSpi(), sa.source());
      KnownSas.Known partner = known.reconcile(id, sa.id().ip());
      if (partner != null) {
        partner.wipe();
      }
    }
    return known.record().partner(sa);
  }

  /** One that is gone already is deleted as well. */
  private LinuxReply delete(RecordedSa sa) {
    LinuxReply reply = kernel.delete(sa.id(), sa.source());
    if (reply.isDone() || reply.errno() == LinuxErrno.ESRCH) {
      known.record().forget(sa.id());
      return LinuxReply.DONE;
    }
    return reply;
  }

  /** Takes an SA that is to be deleted later, and its source where that is named. */
  interface Sink {
    void accept(SaId id, @Nullable IpAddress source);
  }

  /**
   * Judges a DELETE that is to be sent later.
   *
   * @return why it is refused; null: the sink has it
   */
  @Nullable Refusal prepare(Message message, Sink sink) {
    Reply judged =
        rules.execute(
            message,
            DELETE,
            request -> {
              sink.accept(request.id(), request.findIp(Address.Kind.SRC));
              return new Reply.Done(message);
            });
    return judged instanceof Reply.Refused(Refusal refusal) ? refusal : null;
  }

  /**
   * The same for a FLUSH.
   *
   * @param sink takes the SA types
   */
  static @Nullable Refusal prepareFlush(Message request, Consumer<List<SaType>> sink) {
    Refusal refusal = flushRefusal(request);
    if (refusal == null) {
      sink.accept(LinuxSadb.types(request.header().saType()));
    }
    return refusal;
  }

  private static @Nullable Refusal flushRefusal(Message request) {
    if (!request.extensions().isEmpty()) {
      return Refusal.invalid(Diagnostic.NO_EXT);
    }
    return LinuxSadb.types(request.header().saType()).isEmpty()
        ? Refusal.invalid(Diagnostic.UNKNOWN_SATYPE)
        : null;
  }

  Reply flush(Message request) {
    Header header = request.header();
    Refusal refusal = flushRefusal(request);
    if (refusal != null) {
      return new Reply.Refused(refusal);
    }
    // Linux's own number for all types includes IPCOMP, which is not of this database.
    for (SaType type : LinuxSadb.types(header.saType())) {
      LinuxReply reply = kernel.flush(type);
      if (!reply.isDone()) {
        return new Reply.Refused(LinuxRefusals.of(reply));
      }
      known.record().clear(type);
    }
    return new Reply.Done(Message.of(header.withError(0, 0)));
  }
}
