package org.manualkey.sadb.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.host.LocalAddresses;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.Refusal;

/** What the kernel of illumos refuses whatever its SADB holds. */
public final class IllumosJudge implements Judge {
  /** Those that keep SAs, in the order in which they are dumped. */
  public static final List<SaType> SA_TYPES = List.of(SaType.AH, SaType.ESP);

  private final Algorithms algorithms;
  private final LocalAddresses localAddresses;
  private final Rule addresses;
  private final Rule reality = new RealityChecks();
  private final AddRules add;

  public IllumosJudge(Algorithms algorithms, LocalAddresses localAddresses) {
    this.algorithms = algorithms;
    this.localAddresses = localAddresses;
    addresses = new AddressChecks(localAddresses);
    add = new AddRules(algorithms, localAddresses);
  }

  @Override
  public @Nullable Refusal judge(Message request) {
    return switch (request.header().type()) {
      case ADD -> {
        Refusal refusal = formRefusal(request);
        RequestInProgress added = refusal == null ? new RequestInProgress(request) : null;
        yield added == null ? refusal : addRefusal(added);
      }
      case UPDATE, X_UPDATEPAIR, DELETE, X_DELPAIR, GET -> {
        Refusal refusal = formRefusal(request);
        yield refusal == null ? contentRefusal(new RequestInProgress(request)) : refusal;
      }
      default -> MessageChecks.refusal(request);
    };
  }

  @Override
  public IllumosJudge now() {
    return new IllumosJudge(algorithms, localAddresses.now());
  }

  private @Nullable Refusal addRefusal(RequestInProgress request) {
    Refusal refusal = contentRefusal(request);
    if (refusal == null) {
      refusal = add.refusal(request);
    }
    Pair pair = request.pair();
    return refusal == null && pair != null
        ? PairRules.impossible(request.id(), pair.spi())
        : refusal;
  }

  /** What is wrong with the form of a request about one SA type; or null. */
  public @Nullable Refusal formRefusal(Message request) {
    Refusal refusal = MessageChecks.refusal(request);
    return refusal == null ? typeRefusal(request.header().saType()) : refusal;
  }

  /** Why no SAs of a type can be worked on; or null. */
  public static @Nullable Refusal typeRefusal(SaType type) {
    if (type.equals(SaType.UNSPEC)) {
      return Refusal.invalid(Diagnostic.SATYPE_NEEDED);
    }
    return SA_TYPES.contains(type) ? null : Refusal.invalid(Diagnostic.UNKNOWN_SATYPE);
  }

  /**
   * What is wrong with the addresses of a request, which it puts into their normal form, or with
   * what else it brings; or null.
   */
  public @Nullable Refusal contentRefusal(RequestInProgress request) {
    Refusal refusal = addresses.refusal(request);
    return refusal == null ? reality.refusal(request) : refusal;
  }
}
