package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.memory.Meaning;
import org.manualkey.sadb.memory.RandomSas;

/** What was there before a load is there again after it was undone. */
class SnapshotTest {
  /**
   * All but what no request sets, the current lifetime, and what no dump shows: whether an SA
   * between two addresses of this host was made {@code inbound} by that word alone.
   */
  @Property(tries = 500)
  void everythingIsBack(@ForAll long seed) {
    try (Sadb sadb = RandomSas.open()) {
      new RandomSas(seed).fill(sadb);
      List<String> before = meaning(sadb);

      try (Snapshot snapshot = Snapshot.of(sadb);
          Emptying emptying = new Emptying(sadb);
          Restore restore = snapshot.prepare(sadb, emptying)) {
        assertThat(restore.run()).isEmpty();
      }

      assertThat(meaning(sadb)).isEqualTo(before);
    }
  }

  private static List<String> meaning(Sadb sadb) {
    return Meaning.of(RandomSas.dump(sadb), UnaryOperator.identity());
  }
}
