package org.manualkey.it;

import org.junit.jupiter.api.Order;

/** Sequence numbers and replay windows on the newest kernel. */
@NeedsGuest(Linux.SID)
@Order(3)
class XfrmCountersOnNewestKernelIT extends XfrmCountersIT {
  XfrmCountersOnNewestKernelIT(GuestKernel guest) {
    super(guest);
  }
}
