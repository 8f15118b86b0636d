package org.manualkey.sadb.linux.xfrm;

import org.manualkey.sa.Ends;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.linux.LinuxKernel;
import org.manualkey.sadb.linux.LinuxSadb;
import org.manualkey.sadb.linux.OtherProgramsContract;

/**
 * Other programs on the kernel of this machine, whose SAs it flushes: the tests of the guest kernel
 * run it, by this name.
 */
final class XfrmOtherProgramsContract extends OtherProgramsContract {
  @Override
  protected LinuxSadb openEmpty() {
    return OwnXfrm.openEmpty(OWN_PID, false);
  }

  @Override
  protected LinuxKernel openOther() {
    return XfrmKernel.open(OTHER_PID, false);
  }

  @Override
  protected Ends inside(Ends asked, SecurityAssociation shown) {
    return asked;
  }

  /** Time passes by itself here. */
  @Override
  protected void pass(SaId id, boolean hard) {}
}
