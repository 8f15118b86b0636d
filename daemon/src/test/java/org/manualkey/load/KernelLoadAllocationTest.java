package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.linux.afkey.SimulatedKernel;

/** What a load allocates while it changes a kernel by PF_KEY, and while it takes that back. */
final class KernelLoadAllocationTest extends LoadAllocationContract {
  private final List<SimulatedKernel> kernels = new ArrayList<>();

  @Override
  protected Sadb openEmpty() {
    SimulatedKernel kernel = new SimulatedKernel();
    kernels.add(kernel);
    return kernel.open();
  }

  @AfterEach
  void close() {
    kernels.forEach(SimulatedKernel::close);
  }

  @ParameterizedTest
  @EnumSource
  void moreSasNeedNoMoreToBeRestored(Change change) {
    assertConstant(sas -> undone(change, sas));
  }

  /** Octets from the first change to the end of the undo, when the last change is refused. */
  private long undone(Change change, int sas) {
    octets(change, sas);
    SimulatedKernel kernel = kernels.getLast();
    int last = kernel.changes() - 1;
    try (Sadb sadb = openEmpty()) {
      load(change.before(sas), sadb, change.policy(), Ownership.NOBODY);
      int held = kernels.getLast().size();
      kernels.getLast().refuse(last);
      Measure measure = new Measure();
      LoadResult result = load(change.after(sas), sadb, change.policy(), measure);
      assertThat(result)
          .isInstanceOfSatisfying(
              LoadResult.RolledBack.class, undone -> assertThat(undone.lost()).isEmpty());
      assertThat(kernels.getLast().size()).isEqualTo(held);
      return measure.octets();
    }
  }
}
