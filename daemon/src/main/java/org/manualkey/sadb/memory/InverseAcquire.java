package org.manualkey.sadb.memory;

import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Message;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.rules.RequestInProgress;
import org.manualkey.sadb.rules.Rule;

/**
 * X_INVERSE_ACQUIRE: asks which policy would apply to a packet ({@code
 * ipsec_construct_inverse_acquire()}). Here is no policy, so once the question is found in order
 * the answer is that there is none.
 */
final class InverseAcquire {
  private static final Refusal NO_POLICY = Refusal.of(Errno.ENOENT);
  private static final Refusal OTHER_CARRIER = Refusal.of(Errno.EPROTOTYPE);

  private static final Rule CHECKS =
      Rule.inOrder(
          Rule.needs(ExtensionType.ADDRESS_SRC, Diagnostic.MISSING_SRC),
          Rule.needs(ExtensionType.ADDRESS_DST, Diagnostic.MISSING_DST),
          InverseAcquire::bothInnerAddresses,
          request -> family(request, Address.Kind.SRC, Diagnostic.BAD_SRC),
          request -> family(request, Address.Kind.DST, Diagnostic.BAD_DST),
          request ->
              sameFamily(request, Address.Kind.SRC, Address.Kind.DST, Diagnostic.AF_MISMATCH),
          request -> family(request, Address.Kind.INNER_SRC, Diagnostic.MALFORMED_INNER_SRC),
          request -> family(request, Address.Kind.INNER_DST, Diagnostic.MALFORMED_INNER_DST),
          request ->
              sameFamily(
                  request,
                  Address.Kind.INNER_SRC,
                  Address.Kind.INNER_DST,
                  Diagnostic.INNER_AF_MISMATCH),
          InverseAcquire::carrier);

  private InverseAcquire() {}

  static Reply answer(Message message) {
    Refusal refusal = CHECKS.refusal(new RequestInProgress(message));
    return new Reply.Refused(refusal == null ? NO_POLICY : refusal);
  }

  private static @Nullable Refusal bothInnerAddresses(RequestInProgress request) {
    boolean source = request.has(ExtensionType.ADDRESS_INNER_SRC);
    boolean destination = request.has(ExtensionType.X_ADDRESS_INNER_DST);
    if (source == destination) {
      return null;
    }
    return Refusal.invalid(source ? Diagnostic.MISSING_INNER_DST : Diagnostic.MISSING_INNER_SRC);
  }

  private static @Nullable Refusal family(
      RequestInProgress request, Address.Kind kind, Diagnostic otherwise) {
    boolean unknown = request.findAddress(kind) != null && request.findIp(kind) == null;
    return unknown ? Refusal.invalid(otherwise) : null;
  }

  private static @Nullable Refusal sameFamily(
      RequestInProgress request, Address.Kind one, Address.Kind other, Diagnostic otherwise) {
    IpAddress first = request.findIp(one);
    IpAddress second = request.findIp(other);
    return first != null && second != null && first.family() != second.family()
        ? Refusal.invalid(otherwise)
        : null;
  }

  /** The protocol of the outer source must be the one that carries the inner addresses. */
  private static @Nullable Refusal carrier(RequestInProgress request) {
    IpAddress inner = request.findIp(Address.Kind.INNER_SRC);
    if (inner == null) {
      return null;
    }
    int protocol = request.address(Address.Kind.SRC).protocol();
    return protocol == 0 || protocol == inner.family().carrier() ? null : OTHER_CARRIER;
  }
}
