package org.manualkey.sadb.linux.xfrm;

import org.manualkey.sadb.CapabilityContract;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Sadb;

/**
 * The capabilities of XFRM with HMAC-SHA-256 of 96 bits on the kernel of this machine, whose SAs it
 * flushes: the tests of the guest kernel run it, by this name.
 */
final class XfrmShortCheckCapabilityContract extends CapabilityContract {
  @Override
  protected Sadb open() {
    return OwnXfrm.openEmpty(Draft.PID, true);
  }
}
