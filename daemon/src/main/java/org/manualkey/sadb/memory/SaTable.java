package org.manualkey.sadb.memory;

import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.Direction;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.rules.Holdings;

/**
 * The SAs of one SA type and one address family: an outbound and an inbound table.
 *
 * <p>An identity is in one of them, or as a clone in both. Lookup, insertion and removal take the
 * same time however many SAs there are and whatever they have in common. The order of a walk is
 * that of insertion. An SA that leaves the table has its keys wiped: what is to be reported about
 * it is taken before.
 */
final class SaTable implements Holdings<StoredSa> {
  private Map<Direction, Map<SaId, StoredSa>> byDirection = new EnumMap<>(Direction.class);

  private final SaType type;
  private ExpiryQueue queue = new ExpiryQueue();

  SaTable(SaType type) {
    this.type = type;
    clear();
  }

  SaType type() {
    return type;
  }

  /** The SAs that are due some time. */
  ExpiryQueue queue() {
    return queue;
  }

  /** Finds out anew when an SA is due, after anything that bears on it has changed. */
  void reschedule(StoredSa sa) {
    Aging aging = sa.aging();
    if (aging != null) {
      queue.schedule(aging, aging.nextDeadline());
    }
  }

  @Override
  public @Nullable StoredSa get(Direction direction, SaId id) {
    return in(direction).get(id);
  }

  /** The other copy of a clone. */
  StoredSa otherCopy(StoredSa clone) {
    StoredSa other = in(clone.direction().opposite()).get(clone.id());
    if (other == null) {
      throw new IllegalStateException("a clone without its copy, SPI " + clone.spi());
    }
    return other;
  }

  /**
   * Inserts an SA, and its copy when it is a clone. Nothing of this identity may be there.
   *
   * @throws OutOfMemoryError if there is no memory for all of it; then nothing of it is there, and
   *     its keys are wiped
   */
  void insert(StoredSa sa) {
    try {
      put(sa);
      if (sa.isCloned()) {
        put(sa.copyFor(sa.direction().opposite()));
      }
    } catch (OutOfMemoryError e) {
      remove(sa);
      throw e;
    }
  }

  private void put(StoredSa sa) {
    in(sa.direction()).put(sa.id(), sa);
    reschedule(sa);
  }

  /** Removes an SA, and its copy when it is a clone. */
  void remove(StoredSa sa) {
    in(sa.direction()).remove(sa.id());
    forget(sa);
  }

  /** An SA that was taken from its table is taken from everywhere. */
  private void forget(StoredSa sa) {
    leaveQueue(sa);
    if (sa.isCloned()) {
      StoredSa copy = in(sa.direction().opposite()).remove(sa.id());
      if (copy != null) {
        leaveQueue(copy);
      }
    }
    sa.wipeKeys();
  }

  private void leaveQueue(StoredSa sa) {
    Aging aging = sa.aging();
    if (aging != null) {
      queue.remove(aging);
    }
  }

  /**
   * Removes every SA that fits, a clone whole when one of its copies does, and hands it over
   * without its keys. Walks the whole table.
   */
  void removeIf(Predicate<StoredSa> fits, Consumer<StoredSa> removed) {
    for (Map<SaId, StoredSa> table : byDirection.values()) {
      Iterator<StoredSa> each = table.values().iterator();
      while (each.hasNext()) {
        StoredSa sa = each.next();
        if (fits.test(sa)) {
          each.remove();
          forget(sa);
          removed.accept(sa);
        }
      }
    }
  }

  /** The outbound SAs that fit; the table may change afterwards. Walks the whole table. */
  List<StoredSa> outbound(Predicate<StoredSa> fits) {
    return in(Direction.OUTBOUND).values().stream().filter(fits).toList();
  }

  /** How many SAs; a clone is one. Walks the whole table. */
  int size() {
    int[] size = new int[1];
    forEach(_ -> size[0]++);
    return size[0];
  }

  /** Walks outbound, then inbound; a clone is visited once. The table must not change meanwhile. */
  void forEach(Consumer<StoredSa> action) {
    in(Direction.OUTBOUND).values().forEach(action);
    for (StoredSa sa : in(Direction.INBOUND).values()) {
      if (!sa.isCloned()) {
        action.accept(sa);
      }
    }
  }

  /** Removes all, and gives the memory of the tables back. */
  void clear() {
    queue.clear();
    for (Direction direction : Direction.values()) {
      Map<SaId, StoredSa> before = byDirection.put(direction, new LinkedHashMap<>());
      if (before != null) {
        before.values().forEach(StoredSa::wipeKeys);
      }
    }
  }

  /** Fills this table, which is empty, with copies of all that is in another one. */
  void copy(SaTable original) {
    for (Direction direction : Direction.values()) {
      Map<SaId, StoredSa> sas = original.in(direction);
      byDirection.put(direction, LinkedHashMap.newLinkedHashMap(sas.size()));
      for (StoredSa sa : sas.values()) {
        put(sa.copy());
      }
    }
  }

  /** The SAs of this table have taken the place of those of another one: their keys are theirs. */
  void replace(SaTable before) {
    for (Direction direction : Direction.values()) {
      Map<SaId, StoredSa> originals = before.in(direction);
      for (StoredSa sa : in(direction).values()) {
        StoredSa original = originals.get(sa.id());
        if (original != null) {
          sa.replace(original);
        }
      }
    }
  }

  /** Exchanges all that is in this table and in another one. Allocates nothing. */
  void exchange(SaTable other) {
    Map<Direction, Map<SaId, StoredSa>> ownSas = byDirection;
    byDirection = other.byDirection;
    other.byDirection = ownSas;
    ExpiryQueue ownQueue = queue;
    queue = other.queue;
    other.queue = ownQueue;
  }

  private Map<SaId, StoredSa> in(Direction direction) {
    Map<SaId, StoredSa> table = byDirection.get(direction);
    if (table == null) {
      throw new IllegalStateException("no table " + direction);
    }
    return table;
  }
}
