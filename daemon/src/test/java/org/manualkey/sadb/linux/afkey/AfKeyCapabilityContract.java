package org.manualkey.sadb.linux.afkey;

import org.manualkey.sadb.CapabilityContract;
import org.manualkey.sadb.Sadb;

/**
 * The capabilities of AF_KEY on the kernel of this machine, whose SAs it flushes: the tests of the
 * guest kernel run it, by this name.
 */
final class AfKeyCapabilityContract extends CapabilityContract {
  @Override
  protected Sadb open() {
    return OwnKernel.openEmpty(true);
  }
}
