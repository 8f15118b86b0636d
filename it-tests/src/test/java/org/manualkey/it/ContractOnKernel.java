package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.manualkey.it.GuestKernel.Result;

/** The contract of SADBs, held against those of the installed jars on a kernel. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class ContractOnKernel {

  static final String AF_KEY = "org.manualkey.sadb.linux.afkey.";
  static final String XFRM = "org.manualkey.sadb.linux.xfrm.";

  private final TestsInGuest tests;

  ContractOnKernel(GuestKernel guest) {
    tests = new TestsInGuest(guest, "/opt/contract");
  }

  /** Runs test classes of the daemon. */
  Result run(String... testClasses) {
    return tests.run(testClasses);
  }

  /** All contracts of an interface in one process, whose start takes longer than most of them. */
  @Test
  void theKernelsDatabaseKeepsIt() {
    Result result =
        run(
                AF_KEY + "AfKeySadbContract",
                AF_KEY + "AfKeyCapabilityContract",
                AF_KEY + "AfKeyRfcCapabilityContract",
                AF_KEY + "AfKeyJudgeContract",
                AF_KEY + "AfKeyOtherProgramsContract")
            .expectSuccess();

    assertThat(result.out()).containsPattern("\\d\\d tests found");
  }

  @Test
  void theKernelsDatabaseByXfrmKeepsIt() {
    Result result =
        run(
                XFRM + "XfrmSadbContract",
                XFRM + "XfrmCapabilityContract",
                XFRM + "XfrmShortCheckCapabilityContract",
                XFRM + "XfrmJudgeContract",
                XFRM + "XfrmOtherProgramsContract",
                XFRM + "XfrmOnlyContract")
            .expectSuccess();

    assertThat(result.out()).containsPattern("\\d\\d tests found");
  }

  @Test
  void sasWithIdleLimitsExpireByBothInterfaces() {
    Result result = run(AF_KEY + "AfKeyIdleContract", XFRM + "XfrmIdleContract").expectSuccess();

    assertThat(result.out()).contains("2 tests found");
  }
}
