package org.manualkey.sadb;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.Direction;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SecurityAssociation;

/**
 * The templates of all policies of a kernel. Whether one of them fits an SA is found in the same
 * time however many there are.
 */
public final class PolicyTemplates implements Consumer<PolicyTemplate> {
  /** So many that differ are kept: more than any host is known to have, in some 10 MiB. */
  static final int MOST = 100_000;

  private final Set<PolicyTemplate> templates = new HashSet<>();

  /** Those of outbound tunnels, from anywhere: an SA from anywhere serves all of them. */
  private final Set<PolicyTemplate> fromAnywhere = new HashSet<>();

  private boolean complete = true;

  @Override
  public void accept(PolicyTemplate template) {
    if (templates.size() >= MOST) {
      complete = false;
      return;
    }
    PolicyTemplate plain = template.plain();
    templates.add(plain);
    if (plain.tunnel() && plain.direction() == Direction.OUTBOUND) {
      fromAnywhere.add(plain.fromAnywhere());
    }
  }

  /** Whether all are here: if not, whether an SA is used may not be known. */
  public boolean isComplete() {
    return complete;
  }

  /**
   * Whether a policy uses an SA, for one of its directions; for an SA whose direction is not known,
   * for any.
   */
  public boolean use(SecurityAssociation sa, Directions directions) {
    int flags =
        sa.isBothWays(directions)
            ? Direction.FLAGS
            : sa.direction(directions, Direction.FLAGS) & Direction.FLAGS;
    for (Direction direction : Direction.values()) {
      if (direction.isIn(flags) && use(sa, direction)) {
        return true;
      }
    }
    return false;
  }

  private boolean use(SecurityAssociation sa, Direction direction) {
    return use(sa, direction, sa.id().spi()) || use(sa, direction, 0);
  }

  private boolean use(SecurityAssociation sa, Direction direction, int spi) {
    XfrmSettings settings = sa.settings();
    IpAddress source = sa.isTunnel() ? PolicyTemplate.source(sa) : null;
    return switch (direction) {
      case OUTBOUND -> {
        IpAddress to = sa.isTunnel() ? sa.id().ip() : null;
        yield hasOutbound(sa, spi, settings, source, to)
            || (to != null && hasOutbound(sa, spi, settings, source, null));
      }
      case INBOUND ->
          hasInbound(sa, spi, settings.requestId(), source) || hasInbound(sa, spi, 0, source);
    };
  }

  private boolean hasOutbound(
      SecurityAssociation sa,
      int spi,
      XfrmSettings settings,
      @Nullable IpAddress source,
      @Nullable IpAddress to) {
    PolicyTemplate exact =
        template(
            sa, Direction.OUTBOUND, spi, settings.requestId(), settings.interfaceId(), source, to);
    return templates.contains(exact)
        || (source == null ? fromAnywhere : templates).contains(exact.fromAnywhere());
  }

  private boolean hasInbound(
      SecurityAssociation sa, int spi, int requestId, @Nullable IpAddress source) {
    PolicyTemplate exact = template(sa, Direction.INBOUND, spi, requestId, 0, source, null);
    return templates.contains(exact) || templates.contains(exact.fromAnywhere());
  }

  private static PolicyTemplate template(
      SecurityAssociation sa,
      Direction direction,
      int spi,
      int requestId,
      int interfaceId,
      @Nullable IpAddress source,
      @Nullable IpAddress destination) {
    return new PolicyTemplate(
        direction,
        sa.type(),
        sa.id().ip().family(),
        sa.isTunnel(),
        spi,
        requestId,
        interfaceId,
        source,
        destination);
  }
}
