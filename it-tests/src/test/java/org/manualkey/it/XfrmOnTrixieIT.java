package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.manualkey.it.GuestKernel.Result;

/** XFRM of Linux 6.12. */
@NeedsGuest(Linux.TRIXIE)
@Order(5)
class XfrmOnTrixieIT extends XfrmOnNewerKernel {

  private static final String XFRM = "org.manualkey.sadb.linux.xfrm.";

  private final TestsInGuest tests;

  XfrmOnTrixieIT(GuestKernel guest) {
    super(guest);
    tests = new TestsInGuest(guest, "/opt/contract");
  }

  @Test
  void theKernelIsThatOfTrixie() {
    assertThat(guest.version()).startsWith("6.12.");
  }

  @Test
  void theContractsOfXfrmHold() {
    Result result =
        tests
            .run(
                XFRM + "XfrmSadbContract",
                XFRM + "XfrmCapabilityContract",
                XFRM + "XfrmShortCheckCapabilityContract",
                XFRM + "XfrmJudgeContract",
                XFRM + "XfrmOtherProgramsContract",
                XFRM + "XfrmIdleContract",
                XFRM + "XfrmOnlyContract")
            .expectSuccess();

    assertThat(result.out()).containsPattern("\\d\\d tests found");
  }
}
