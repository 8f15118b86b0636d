package org.manualkey.sadb.memory;

import java.util.random.RandomGenerator;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SpiRange;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.rules.RequestInProgress;
import org.manualkey.sadb.rules.Rule;

/**
 * GETSPI: reserves an SPI by a larval SA, which an UPDATE completes within a while ({@code
 * sadb_getspi()}). An SPI that is in use is not avoided but refused, as in the kernel.
 */
final class GetspiVerb implements Verb {
  /** {@code ipsec_larval_timeout}: its default, in seconds. */
  private static final int LARVAL_TIMEOUT = 90;

  private static final Rule COMPLETE =
      Rule.inOrder(
          Rule.needs(ExtensionType.ADDRESS_SRC, Diagnostic.MISSING_SRC),
          Rule.needs(ExtensionType.ADDRESS_DST, Diagnostic.MISSING_DST),
          Rule.needs(ExtensionType.SPIRANGE, Diagnostic.MISSING_RANGE));

  private final SaTables tables;
  private final Time time;
  private final RandomGenerator random;

  GetspiVerb(SaTables tables, Time time, RandomGenerator random) {
    this.tables = tables;
    this.time = time;
    this.random = random;
  }

  @Override
  public Reply answer(RequestInProgress request) {
    Refusal refusal = COMPLETE.refusal(request);
    if (refusal != null) {
      return new Reply.Refused(refusal);
    }
    IpAddress destination = request.ip(Address.Kind.DST);
    SaId id = SaId.of(request.saType().code(), drawn(request.spiRange()), destination);
    SaTable table = tables.of(request.saType(), destination.family());
    if (table.holds(id)) {
      return new Reply.Refused(Refusal.of(Errno.EEXIST));
    }
    Sa larval = new Sa(id.spi(), 0, SaState.LARVAL.code(), 0, 0, 0);
    table.insert(
        StoredSa.larval(
            id,
            request.ip(Address.Kind.SRC),
            larval,
            time.startOfLimit(),
            time.startOfLimit() + LARVAL_TIMEOUT));
    return new Reply.Done(request.echoWith(ExtensionType.SPIRANGE, larval));
  }

  /** Any number, brought into the range when it is not. */
  private int drawn(SpiRange range) {
    long min = Integer.toUnsignedLong(range.min());
    long max = Integer.toUnsignedLong(range.max());
    long drawn = Integer.toUnsignedLong(random.nextInt());
    return (int) (drawn >= min && drawn <= max ? drawn : min + drawn % (max - min + 1));
  }
}
