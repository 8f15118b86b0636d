package org.manualkey.it;

import org.junit.jupiter.api.Order;

/** The sudden end of a service that uses AF_KEY. */
@NeedsGuest
@Order(2)
final class AfKeyKilledIT extends KilledOnKernel {
  AfKeyKilledIT(GuestKernel guest) {
    super(guest, "pfkey");
  }
}
