package org.manualkey.sadb.linux.xfrm;

import org.manualkey.sadb.Draft;
import org.manualkey.sadb.linux.IdleContract;
import org.manualkey.sadb.linux.LinuxSadb;

/**
 * Idle limits on the kernel of this machine, whose SAs it flushes: the tests of the guest kernel
 * run it, by this name.
 */
final class XfrmIdleContract extends IdleContract {
  @Override
  protected LinuxSadb openEmpty() {
    return OwnXfrm.openEmpty(Draft.PID, false);
  }
}
