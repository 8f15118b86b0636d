package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.manualkey.it.GuestKernel.Result;

/** The contract of SADBs, held against those of the installed jars on the kernel of the guest. */
@NeedsGuest
@Order(4)
@TestInstance(Lifecycle.PER_CLASS)
class ContractInGuestIT {

  private static final String XFRM = "org.manualkey.sadb.linux.xfrm.";

  private TestsInGuest tests;

  @BeforeAll
  void copyTests(GuestKernel guest) {
    tests = new TestsInGuest(guest, "/opt/contract");
  }

  @Test
  void theEmbeddedDatabaseKeepsIt() {
    Result result =
        tests
            .run(
                "org.manualkey.sadb.memory.MemorySadbContractTest",
                "org.manualkey.sadb.memory.MemoryCapabilityContractTest")
            .expectSuccess();

    assertThat(result.out()).containsPattern("\\d\\d tests found");
  }

  @Test
  void theKernelsDatabaseKeepsIt() {
    Result result = tests.run("org.manualkey.sadb.linux.afkey.AfKeySadbContract").expectSuccess();

    assertThat(result.out()).containsPattern("\\d\\d tests found");
  }

  @Test
  void theKernelsDatabaseDoesWhatItsTableOfCapabilitiesPromises() {
    Result result =
        tests
            .run(
                "org.manualkey.sadb.linux.afkey.AfKeyCapabilityContract",
                "org.manualkey.sadb.linux.afkey.AfKeyRfcCapabilityContract")
            .expectSuccess();

    assertThat(result.out()).containsPattern("\\d\\d tests found");
  }

  @Test
  void sasWithIdleLimitsExpireByBothInterfaces() {
    Result result =
        tests
            .run("org.manualkey.sadb.linux.afkey.AfKeyIdleContract", XFRM + "XfrmIdleContract")
            .expectSuccess();

    assertThat(result.out()).contains("2 tests found");
  }

  @Test
  void theKernelAddsWhatTheJudgeAccepts() {
    Result result = tests.run("org.manualkey.sadb.linux.afkey.AfKeyJudgeContract").expectSuccess();

    assertThat(result.out()).contains("1 tests found");
  }

  @Test
  void theKernelsDatabaseShowsWhatOtherProgramsDo() {
    Result result =
        tests.run("org.manualkey.sadb.linux.afkey.AfKeyOtherProgramsContract").expectSuccess();

    assertThat(result.out()).containsPattern("\\d\\d tests found");
  }

  @Test
  void aLoadByDifferencesEndsInTheKernelWhereAFlushEnds() {
    Result result = tests.run("org.manualkey.sadb.linux.afkey.AfKeyDeltaContract").expectSuccess();

    assertThat(result.out()).contains("1 tests found");
  }

  @Test
  void theKernelsDatabaseByXfrmKeepsIt() {
    Result result =
        tests
            .run(
                XFRM + "XfrmSadbContract",
                XFRM + "XfrmCapabilityContract",
                XFRM + "XfrmShortCheckCapabilityContract")
            .expectSuccess();

    assertThat(result.out()).containsPattern("\\d\\d tests found");
  }

  @Test
  void theKernelAddsByXfrmWhatTheJudgeAccepts() {
    Result result = tests.run(XFRM + "XfrmJudgeContract").expectSuccess();

    assertThat(result.out()).contains("1 tests found");
  }

  @Test
  void theKernelsDatabaseByXfrmShowsWhatOtherProgramsDo() {
    Result result = tests.run(XFRM + "XfrmOtherProgramsContract").expectSuccess();

    assertThat(result.out()).containsPattern("\\d\\d tests found");
  }

  @Test
  void theKernelsDatabaseByXfrmHandlesWhatOnlyXfrmHas() {
    Result result = tests.run(XFRM + "XfrmOnlyContract").expectSuccess();

    assertThat(result.out()).containsPattern("\\d tests found");
  }

  @Test
  void aLoadByDifferencesByXfrmEndsWhereAFlushEndsAndKeepsWhatAfKeyLoaded() {
    Result result =
        tests.run(XFRM + "XfrmDeltaContract", "org.manualkey.load.UpgradeContract").expectSuccess();

    assertThat(result.out()).contains("3 tests found");
  }

  @Tag("slow")
  @Test
  void aDaemonThatIsKilledAtAnyRequestToTheKernelReachesTheFileAtItsNextStart() {
    Result result = tests.run("org.manualkey.service.KilledLoadOnKernelContract").expectSuccess();

    assertThat(result.out()).contains("8 tests found");
  }

  @Tag("slow")
  @Test
  void aDaemonByXfrmThatIsKilledAtAnyRequestReachesTheFileAtItsNextStart() {
    Result result = tests.run("org.manualkey.service.KilledLoadByXfrmContract").expectSuccess();

    assertThat(result.out()).contains("8 tests found");
  }

  @Test
  void aClassWithoutTestsIsAFailure() {
    assertThat(tests.run("org.manualkey.sadb.Draft").expect(1).out()).contains("0 tests found");
  }
}
