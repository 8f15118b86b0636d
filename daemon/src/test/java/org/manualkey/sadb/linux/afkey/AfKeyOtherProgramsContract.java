package org.manualkey.sadb.linux.afkey;

import org.manualkey.sa.SaId;
import org.manualkey.sadb.linux.LinuxKernel;
import org.manualkey.sadb.linux.LinuxSadb;
import org.manualkey.sadb.linux.OtherProgramsContract;

/**
 * Other programs on the kernel of this machine, whose SAs it flushes: the tests of the guest kernel
 * run it, by this name.
 */
final class AfKeyOtherProgramsContract extends OtherProgramsContract {
  @Override
  protected LinuxSadb openEmpty() {
    return OwnKernel.openEmpty(true);
  }

  @Override
  protected LinuxKernel openOther() {
    return AfKeyKernel.open(OTHER_PID, true);
  }

  /** Time passes by itself here. */
  @Override
  protected void pass(SaId id, boolean hard) {}
}
