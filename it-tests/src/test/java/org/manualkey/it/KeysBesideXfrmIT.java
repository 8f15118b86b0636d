package org.manualkey.it;

import org.junit.jupiter.api.Order;

/** Keys beside a kernel that is spoken to by XFRM. */
@NeedsGuest
@Order(2)
class KeysBesideXfrmIT extends KeysOnKernel {
  KeysBesideXfrmIT(GuestKernel guest) {
    super(guest, "xfrm");
  }
}
