package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.manualkey.it.GuestKernel.Result;

/** The contract of SADBs, held against those of the installed jars on a kernel. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class ContractOnKernel {

  private static final String XFRM = "org.manualkey.sadb.linux.xfrm.";

  private final TestsInGuest tests;

  ContractOnKernel(GuestKernel guest) {
    tests = new TestsInGuest(guest, "/opt/contract");
  }

  /** Runs test classes of the daemon. */
  Result run(String... testClasses) {
    return tests.run(testClasses);
  }

  @Test
  void theKernelsDatabaseKeepsIt() {
    Result result = run("org.manualkey.sadb.linux.afkey.AfKeySadbContract").expectSuccess();

    assertThat(result.out()).containsPattern("\\d\\d tests found");
  }

  @Test
  void theKernelsDatabaseDoesWhatItsTableOfCapabilitiesPromises() {
    Result result =
        run(
                "org.manualkey.sadb.linux.afkey.AfKeyCapabilityContract",
                "org.manualkey.sadb.linux.afkey.AfKeyRfcCapabilityContract")
            .expectSuccess();

    assertThat(result.out()).containsPattern("\\d\\d tests found");
  }

  @Test
  void sasWithIdleLimitsExpireByBothInterfaces() {
    Result result =
        run("org.manualkey.sadb.linux.afkey.AfKeyIdleContract", XFRM + "XfrmIdleContract")
            .expectSuccess();

    assertThat(result.out()).contains("2 tests found");
  }

  @Test
  void theKernelAddsWhatTheJudgeAccepts() {
    Result result = run("org.manualkey.sadb.linux.afkey.AfKeyJudgeContract").expectSuccess();

    assertThat(result.out()).contains("1 tests found");
  }

  @Test
  void theKernelsDatabaseShowsWhatOtherProgramsDo() {
    Result result =
        run("org.manualkey.sadb.linux.afkey.AfKeyOtherProgramsContract").expectSuccess();

    assertThat(result.out()).containsPattern("\\d\\d tests found");
  }

  @Test
  void aLoadByDifferencesEndsInTheKernelWhereAFlushEnds() {
    Result result = run("org.manualkey.sadb.linux.afkey.AfKeyDeltaContract").expectSuccess();

    assertThat(result.out()).contains("1 tests found");
  }

  @Test
  void theKernelsDatabaseByXfrmKeepsIt() {
    Result result =
        run(
                XFRM + "XfrmSadbContract",
                XFRM + "XfrmCapabilityContract",
                XFRM + "XfrmShortCheckCapabilityContract")
            .expectSuccess();

    assertThat(result.out()).containsPattern("\\d\\d tests found");
  }

  @Test
  void theKernelAddsByXfrmWhatTheJudgeAccepts() {
    Result result = run(XFRM + "XfrmJudgeContract").expectSuccess();

    assertThat(result.out()).contains("1 tests found");
  }

  @Test
  void theKernelsDatabaseByXfrmShowsWhatOtherProgramsDo() {
    Result result = run(XFRM + "XfrmOtherProgramsContract").expectSuccess();

    assertThat(result.out()).containsPattern("\\d\\d tests found");
  }

  @Test
  void theKernelsDatabaseByXfrmHandlesWhatOnlyXfrmHas() {
    Result result = run(XFRM + "XfrmOnlyContract").expectSuccess();

    assertThat(result.out()).containsPattern("\\d tests found");
  }

  @Test
  void aLoadByDifferencesByXfrmEndsWhereAFlushEndsAndKeepsWhatAfKeyLoaded() {
    Result result =
        run(XFRM + "XfrmDeltaContract", "org.manualkey.load.UpgradeContract").expectSuccess();

    assertThat(result.out()).contains("3 tests found");
  }
}
