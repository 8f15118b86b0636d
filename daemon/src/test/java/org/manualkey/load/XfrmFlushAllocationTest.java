package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.manualkey.load.LoadAllocationContract.Change;
import org.manualkey.load.LoadAllocationContract.Measure;
import org.manualkey.sadb.linux.LinuxSadb;
import org.manualkey.sadb.linux.xfrm.SimulatedXfrm;

/** A flush by XFRM, which deletes SAs one by one and hands their counters on, takes no memory. */
final class XfrmFlushAllocationTest {
  @ParameterizedTest
  @EnumSource(names = {"FLUSH_INTO_NOTHING", "FLUSH_OVER_THE_SAME", "FLUSH_OF_OTHER_COMMANDS"})
  void moreSasNeedNoMore(Change change) {
    LoadAllocationContract.assertConstant(sas -> octets(change, sas));
  }

  private static long octets(Change change, int sas) {
    try (SimulatedXfrm kernel = new SimulatedXfrm();
        LinuxSadb sadb = kernel.open()) {
      LoadAllocationContract.load(change.before(sas), sadb, change.policy(), Ownership.NOBODY);
      Measure measure = new Measure();
      assertThat(LoadAllocationContract.load(change.after(sas), sadb, change.policy(), measure))
          .isInstanceOf(LoadResult.Applied.class);
      assertThat(kernel.size()).isEqualTo(sas);
      return measure.octets();
    }
  }
}
