package org.manualkey.sadb.linux;

import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.SaState;
import org.manualkey.sa.Lifetimes;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.rules.CookieChecks;
import org.manualkey.sadb.rules.RequestInProgress;
import org.manualkey.sadb.rules.Rule;
import org.manualkey.sadb.rules.UpdateRules;

/** GET, UPDATE and X_UPDATEPAIR: what is asked of, and changed in, an SA that is there. */
final class Changes {
  static final Refusal NOT_FOUND = new Refusal(Errno.ESRCH, Diagnostic.SA_NOTFOUND);

  private static final LinuxReply OTHER_LIFETIMES =
      new LinuxReply(LinuxErrno.EOPNOTSUPP, "done, but the SA has other lifetimes");

  private static final Rule GET =
      Rule.inOrder(
          Rule.needs(ExtensionType.ADDRESS_DST, Diagnostic.MISSING_DST),
          Rule.needs(ExtensionType.SA, Diagnostic.MISSING_SA));

  private final LinuxKernel kernel;
  private final KnownSas known;
  private final LinuxRules rules;

  Changes(LinuxKernel kernel, KnownSas known, LinuxRules rules) {
    this.kernel = kernel;
    this.known = known;
    this.rules = rules;
  }

  Reply get(Message message) {
    return rules.execute(message, GET, request -> get(request, message.header()));
  }

  private Reply get(RequestInProgress request, Header header) {
    KnownSas.Known sa = find(request);
    if (sa == null) {
      return new Reply.Refused(NOT_FOUND);
    }
    reconcilePartner(sa.recorded());
    return new Reply.Done(sa.shown().toReply(header.withError(0, 0)));
  }

  /** The SA that a request names, with keys; null when there is none. */
  private KnownSas.@Nullable Known find(RequestInProgress request) {
    return find(known, request);
  }

  static KnownSas.@Nullable Known find(KnownSas known, RequestInProgress request) {
    return known.find(request.id(), request.findIp(Address.Kind.SRC));
  }

  Reply update(Message message) {
    return rules.execute(message, UpdateRules::incomplete, this::update);
  }

  /**
   * Takes the SA as the kernel holds it, with keys that it must copy, the lifetimes to come, and
   * whether an idle period begins.
   */
  interface Sink {
    void accept(SecurityAssociation held, Lifetimes wanted, boolean idles);
  }

  /**
   * Judges an UPDATE of lifetimes that is to be sent later.
   *
   * @return why it is refused; null: the sink has it
   * @throws IllegalArgumentException when it is about more than lifetimes
   */
  @Nullable Refusal prepare(Message message, Sink sink) {
    Reply judged =
        rules.execute(
            message,
            UpdateRules::incomplete,
            request -> {
              if (request.pair() != null || request.cookie() != null) {
                throw new IllegalArgumentException("about more than lifetimes");
              }
              Refusal refusal = prepare(request, sink);
              return refusal == null ? new Reply.Done(message) : new Reply.Refused(refusal);
            });
    return judged instanceof Reply.Refused(Refusal refusal) ? refusal : null;
  }

  private @Nullable Refusal prepare(RequestInProgress request, Sink sink) {
    KnownSas.Known sa = find(request);
    if (sa == null) {
      return NOT_FOUND;
    }
    try {
      RecordedSa recorded = sa.recorded();
      Refusal refusal = UpdateRules.withKeys(request);
      if (refusal == null) {
        refusal = rules.update().refusal(request, known.record(), recorded);
      }
      if (refusal == null) {
        boolean idles = request.lifetimes().idle() != null;
        if (idles) {
          recorded.mayBeIdle();
        }
        sink.accept(
            recorded.forKernel(sa.held()),
            recorded.lifetimes().updated(request.lifetimes()),
            idles);
      }
      return refusal;
    } finally {
      sa.wipe();
    }
  }

  /** What a refusal of {@link PreparedChanges#change} means. */
  static Refusal refusal(LinuxReply reply) {
    return LinuxRefusals.of(
        reply.errno() == PreparedChanges.OTHER_LIFETIMES ? OTHER_LIFETIMES : reply);
  }

  private Reply update(RequestInProgress request) {
    KnownSas.Known sa = find(request);
    if (sa == null) {
      return new Reply.Refused(NOT_FOUND);
    }
    Refusal refusal;
    try {
      refusal = update(request, sa);
    } finally {
      sa.wipe();
    }
    return refusal == null ? new Reply.Done(request.echo()) : new Reply.Refused(refusal);
  }

  private @Nullable Refusal update(RequestInProgress request, KnownSas.Known sa) {
    Refusal refusal = UpdateRules.withKeys(request);
    if (refusal == null && request.sa().state() == SaState.ACTIVE) {
      return Refusal.invalid(Diagnostic.BAD_SASTATE); // no SA of Linux is ever idle
    }
    reconcilePartners(request, sa.recorded());
    if (refusal == null) {
      refusal = rules.update().refusal(request, known.record(), sa.recorded());
    }
    if (refusal != null) {
      return refusal;
    }
    LinuxReply reply = apply(request, sa);
    RecordedSa partner =
        request.header().type() == MessageType.X_UPDATEPAIR
            ? known.record().partner(sa.recorded())
            : null;
    if (reply.isDone() && partner != null && partner != sa.recorded()) {
      KnownSas.Known other = known.reconcile(partner.id(), partner.source());
      reply = other == null ? LinuxReply.refused(LinuxErrno.ESRCH) : applyTo(request, other);
    }
    if (!reply.isDone()) {
      return LinuxRefusals.of(reply);
    }
    Pair pair = request.pair();
    if (pair != null) {
      known.record().link(sa.recorded(), pair.spi());
    }
    return null;
  }

  private LinuxReply applyTo(RequestInProgress request, KnownSas.Known other) {
    try {
      return apply(request, other);
    } finally {
      other.wipe();
    }
  }

  /** The other half that there is, and the one that is asked for, may be gone. */
  private void reconcilePartners(RequestInProgress request, RecordedSa sa) {
    reconcilePartner(sa);
    Pair pair = request.pair();
    if (pair != null && pair.spi() != sa.id().spi()) {
      reconcile(sa.id().partner(pair.spi(), sa.source()), sa.id().ip());
    }
  }

  private void reconcilePartner(RecordedSa sa) {
    if (sa.pairSpi() != 0) {
      reconcile(sa.id().partner(sa.pairSpi(), sa.source()), sa.id().ip());
    }
  }

  private void reconcile(SaId id, IpAddress source) {
    KnownSas.Known sa = known.reconcile(id, source);
    if (sa != null) {
      sa.wipe();
    }
  }

  /**
   * Gives the kernel other lifetimes. Linux reports every change as done, so the SA is looked at
   * again.
   */
  private LinuxReply apply(RequestInProgress request, KnownSas.Known sa) {
    RecordedSa recorded = sa.recorded();
    Lifetimes wanted = recorded.lifetimes().updated(request.lifetimes());
    boolean same = wanted.withIdle(null).equals(recorded.lifetimes().withIdle(null));
    LinuxReply reply = same ? LinuxReply.DONE : limit(sa, wanted);
    if (reply.isDone() && request.lifetimes().idle() != null) {
      recorded.limit(wanted);
      recorded.mayBeIdle();
      known.record().idle().begin(recorded, SaUse.counted(sa.held().current()));
    }
    KmCookie cookie = request.storedCookie();
    if (reply.isDone() && cookie != null) {
      recorded.cookie(CookieChecks.merged(cookie, recorded.cookie()));
    }
    return reply;
  }

  private LinuxReply limit(KnownSas.Known sa, Lifetimes wanted) {
    RecordedSa recorded = sa.recorded();
    LinuxReply reply = kernel.change(recorded.forKernel(sa.held()), wanted.withIdle(null));
    if (!reply.isDone()) {
      return reply;
    }
    SecurityAssociation now = kernel.get(recorded.id(), recorded.source());
    if (now == null) {
      return LinuxReply.refused(LinuxErrno.ESRCH);
    }
    now.keys().wipe();
    if (!now.lifetimes().isSame(wanted.withIdle(null))) {
      return OTHER_LIFETIMES;
    }
    recorded.become(now.sa().state());
    recorded.limit(wanted);
    return reply;
  }
}
