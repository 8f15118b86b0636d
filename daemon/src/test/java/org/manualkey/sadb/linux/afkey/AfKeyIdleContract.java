package org.manualkey.sadb.linux.afkey;

import org.manualkey.sadb.linux.IdleContract;
import org.manualkey.sadb.linux.LinuxSadb;

/**
 * Idle limits on the kernel of this machine, whose SAs it flushes: the tests of the guest kernel
 * run it, by this name.
 */
final class AfKeyIdleContract extends IdleContract {
  @Override
  protected LinuxSadb openEmpty() {
    return OwnKernel.openEmpty(true);
  }
}
