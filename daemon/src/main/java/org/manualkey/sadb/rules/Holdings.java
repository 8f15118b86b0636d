package org.manualkey.sadb.rules;

import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.Address;
import org.manualkey.sa.Direction;
import org.manualkey.sa.SaId;

/**
 * What a database holds, as far as the rules ask: an outbound and an inbound table.
 *
 * @param <T> how it keeps an SA
 */
public interface Holdings<T extends Held> {
  /** The SA of a table, or null. */
  @Nullable T get(Direction direction, SaId id);

  /** Whether an SA of this identity is in either table. */
  default boolean holds(SaId id) {
    return get(Direction.OUTBOUND, id) != null || get(Direction.INBOUND, id) != null;
  }

  /**
   * The SA that a request means, looked for in one table and then the other; or null ({@code
   * get_ipsa_pair()}).
   *
   * @param source what the request says of its source; null: nothing
   */
  default @Nullable T find(Direction first, SaId id, @Nullable IpAddress source) {
    T sa = get(first, id);
    if (sa == null || !sa.matchesSource(source)) {
      sa = get(first.opposite(), id);
    }
    return sa != null && sa.matchesSource(source) ? sa : null;
  }

  /**
   * The SA that a GET, DELETE or UPDATE means: by its SPI and destination, and its source where
   * both sides name one. The request has an SA extension and a destination.
   */
  default @Nullable T find(RequestInProgress request) {
    return find(
        Direction.firstLooked(request.sa().flags()),
        request.id(),
        request.findIp(Address.Kind.SRC));
  }

  /** The other half of a pair, the other copy of a clone, or null. */
  default @Nullable T partner(T sa) {
    if (sa.isCloned()) {
      return get(sa.direction().opposite(), sa.id());
    }
    return sa.pairSpi() == 0
        ? null
        : pairTarget(sa.direction(), sa.id(), sa.source(), sa.pairSpi());
  }

  /**
   * The SA that one of these properties would be paired with. Unlike in a look-up an unspecified
   * source is no joker: the way back would lead nowhere.
   */
  default @Nullable T pairTarget(Direction direction, SaId id, IpAddress source, int pairSpi) {
    T target = get(direction.opposite(), id.partner(pairSpi, source));
    return target != null && target.source().equals(id.ip()) ? target : null;
  }
}
