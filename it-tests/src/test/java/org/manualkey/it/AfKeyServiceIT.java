package org.manualkey.it;

import org.junit.jupiter.api.Order;

/** The service on the kernel by AF_KEY. */
@NeedsGuest(Linux.SID)
@Order(1)
class AfKeyServiceIT extends ForeignSasOnKernel {
  AfKeyServiceIT(GuestKernel guest) {
    super(guest, "pfkey");
  }

  @Override
  String lackOfPrivilege() {
    return "no permission for PF_KEY: run as root, or with the capability CAP_NET_ADMIN";
  }
}
