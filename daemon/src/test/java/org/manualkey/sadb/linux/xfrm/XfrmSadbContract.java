package org.manualkey.sadb.linux.xfrm;

import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbContract;

/**
 * The contract on the kernel of this machine, whose SAs it flushes: the tests of the guest kernel
 * run it, by this name.
 */
final class XfrmSadbContract extends SadbContract {
  @Override
  protected Sadb open() {
    return OwnXfrm.openEmpty(Draft.PID, false);
  }
}
