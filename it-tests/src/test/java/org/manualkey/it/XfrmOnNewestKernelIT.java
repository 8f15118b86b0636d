package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** XFRM of the newest kernel of Debian unstable, or of what takes its place. */
@NeedsGuest(Linux.SID)
@Order(5)
class XfrmOnNewestKernelIT extends XfrmOnNewerKernel {
  XfrmOnNewestKernelIT(GuestKernel guest) {
    super(guest);
  }

  @Test
  void theKernelIsNoneOfBookworm() {
    assertThat(guest.version()).doesNotStartWith("6.1.");
  }
}
