package org.manualkey.sadb.memory;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.manualkey.sadb.JudgedAdds;

/** What is judged beforehand is what the embedded database does, in both directions. */
final class JudgePropertyTest {
  @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
  void judgeAndDatabaseAgreeOnAnyAdd(@ForAll long seed) {
    OddAdds adds = new OddAdds(seed);
    for (int i = 0; i < 5; i++) {
      try (MemorySadb sadb = RandomSas.open()) {
        JudgedAdds.assertAgreed(sadb, adds.next());
      }
    }
  }

  @Test
  void manyAreGrantedAndManyAreRefused() {
    OddAdds adds = new OddAdds(1);
    int granted = 0;
    for (int i = 0; i < 2000; i++) {
      try (MemorySadb sadb = RandomSas.open()) {
        granted += JudgedAdds.assertAgreed(sadb, adds.next()) ? 1 : 0;
      }
    }
    assertThat(granted).isBetween(200, 1800);
  }
}
