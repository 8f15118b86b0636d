package org.manualkey.sadb.memory;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.Direction;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.rules.Holdings;
import org.manualkey.sadb.rules.IllumosJudge;
import org.manualkey.sadb.rules.RequestInProgress;

/** The tables of both protocols and both address families. */
final class SaTables implements Holdings<StoredSa> {
  /** Those that keep SAs here, in the order in which they are dumped. */
  static final List<SaType> SA_TYPES = IllumosJudge.SA_TYPES;

  private final Map<IpAddress.Family, SaTable> ah = both(SaType.AH);
  private final Map<IpAddress.Family, SaTable> esp = both(SaType.ESP);

  private final List<SaTable> all =
      Stream.of(ah, esp).flatMap(tables -> tables.values().stream()).toList();

  static boolean keeps(SaType type) {
    return SA_TYPES.contains(type);
  }

  /** The table of an SA type that is {@linkplain #keeps kept}. */
  SaTable of(SaType type, IpAddress.Family family) {
    return Objects.requireNonNull(
        (type.equals(SaType.AH) ? ah : esp).get(family), "every family has its table");
  }

  @Override
  public @Nullable StoredSa get(Direction direction, SaId id) {
    return of(SaType.of(id.type()), id.ip().family()).get(direction, id);
  }

  /** The table that the SA of a request is in, or would be. */
  SaTable of(RequestInProgress request) {
    return of(request.saType(), request.ip(Address.Kind.DST).family());
  }

  /** All of them, AH before ESP. */
  List<SaTable> all() {
    return all;
  }

  /** Fills these tables, which are empty, with copies of all that is in others. */
  void copy(SaTables original) {
    for (int i = 0; i < all.size(); i++) {
      all.get(i).copy(original.all.get(i));
    }
  }

  /** These have taken the place of others: the keys that both have are theirs. */
  void replace(SaTables before) {
    for (int i = 0; i < all.size(); i++) {
      all.get(i).replace(before.all.get(i));
    }
  }

  /** Exchanges all that is in these tables and in others. Allocates nothing. */
  void exchange(SaTables others) {
    for (int i = 0; i < all.size(); i++) {
      all.get(i).exchange(others.all.get(i));
    }
  }

  void clear(SaType type) {
    for (IpAddress.Family family : IpAddress.Family.values()) {
      of(type, family).clear();
    }
  }

  private static Map<IpAddress.Family, SaTable> both(SaType type) {
    Map<IpAddress.Family, SaTable> tables = new EnumMap<>(IpAddress.Family.class);
    for (IpAddress.Family family : IpAddress.Family.values()) {
      tables.put(family, new SaTable(type));
    }
    return tables;
  }
}
