package org.manualkey.it;

import org.junit.jupiter.api.Order;

/** The sudden end of a service that uses XFRM, on the newest kernel. */
@NeedsGuest(Linux.SID)
@Order(2)
final class XfrmKilledIT extends KilledOnKernel {
  XfrmKilledIT(GuestKernel guest) {
    super(guest, "xfrm");
  }
}
