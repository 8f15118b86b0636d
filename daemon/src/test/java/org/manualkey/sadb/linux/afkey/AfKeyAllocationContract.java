package org.manualkey.sadb.linux.afkey;

import org.manualkey.load.LoadAllocationContract;
import org.manualkey.sadb.Sadb;

/** What a load allocates while it changes the kernel of this machine. */
final class AfKeyAllocationContract extends LoadAllocationContract {
  @Override
  protected Sadb openEmpty() {
    return OwnKernel.openEmpty(true);
  }

  @Override
  protected boolean isConstant(Change change) {
    return switch (change) {
      case FLUSH_INTO_NOTHING, FLUSH_OVER_THE_SAME, DELTA_OF_ADDS -> true;
      case DELTA_OF_DELETES, DELTA_OF_UPDATES, DELTA_OF_REPLACEMENTS -> false;
    };
  }
}
