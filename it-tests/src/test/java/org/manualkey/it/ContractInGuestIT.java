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

  @Tag("slow")
  @Test
  void aDaemonThatIsKilledAtAnyRequestToTheKernelReachesTheFileAtItsNextStart() {
    Result result = tests.run("org.manualkey.service.KilledLoadOnKernelContract").expectSuccess();

    assertThat(result.out()).contains("8 tests found");
  }

  @Test
  void aClassWithoutTestsIsAFailure() {
    assertThat(tests.run("org.manualkey.sadb.Draft").expect(1).out()).contains("0 tests found");
  }
}
