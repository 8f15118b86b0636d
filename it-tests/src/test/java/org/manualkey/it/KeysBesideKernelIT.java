package org.manualkey.it;

import org.junit.jupiter.api.Order;

/** Keys beside a kernel that is spoken to by AF_KEY. */
@NeedsGuest
@Order(2)
class KeysBesideKernelIT extends KeysOnKernel {
  KeysBesideKernelIT(GuestKernel guest) {
    super(guest, "pfkey");
  }
}
