package org.manualkey.it;

import org.junit.jupiter.api.Order;

/** Packets under SAs that AF_KEY of the newest kernel holds. */
@NeedsGuest(Linux.SID)
@Order(3)
class AfKeyTrafficOnNewestKernelIT extends AfKeyTrafficIT {
  AfKeyTrafficOnNewestKernelIT(GuestKernel guest) {
    super(guest);
  }
}
