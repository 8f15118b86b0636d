package org.manualkey.sadb.linux;

import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.manualkey.sadb.Capabilities;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.JudgedAdds;
import org.manualkey.sadb.linux.afkey.AfKeyCapabilities;
import org.manualkey.sadb.memory.OddAdds;

/** What is judged beforehand is what the database of Linux does, in both directions. */
final class LinuxJudgePropertyTest {
  @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
  void judgeAndDatabaseAgreeOnAnyAdd(@ForAll long seed) {
    assertAgreed(seed, AfKeyCapabilities.table(seed % 2 == 0));
  }

  @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
  void theyAgreeWhereNothingIsRefusedToo(@ForAll long seed) {
    assertAgreed(seed, Capabilities.OF_ILLUMOS);
  }

  private static void assertAgreed(long seed, Capabilities table) {
    OddAdds adds = new OddAdds(seed);
    for (int i = 0; i < 5; i++) {
      try (LinuxSadb sadb = Databases.over(new FakeLinuxKernel(table, Draft.PID), Draft.PID)) {
        JudgedAdds.assertAgreed(sadb, adds.next());
      }
    }
  }
}
