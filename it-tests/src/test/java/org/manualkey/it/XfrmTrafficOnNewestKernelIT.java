package org.manualkey.it;

import org.junit.jupiter.api.Order;

/** Packets under SAs that XFRM of the newest kernel holds. */
@NeedsGuest(Linux.SID)
@Order(3)
class XfrmTrafficOnNewestKernelIT extends XfrmTrafficIT {
  XfrmTrafficOnNewestKernelIT(GuestKernel guest) {
    super(guest);
  }
}
