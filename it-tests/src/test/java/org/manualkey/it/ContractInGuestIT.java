package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.manualkey.it.GuestKernel.Result;

/** The contract on the oldest kernel, and beside that the embedded database. */
@NeedsGuest
@Order(4)
class ContractInGuestIT extends ContractOnKernel {
  ContractInGuestIT(GuestKernel guest) {
    super(guest);
  }

  @Test
  void theEmbeddedDatabaseKeepsIt() {
    Result result =
        run(
                "org.manualkey.sadb.memory.MemorySadbContractTest",
                "org.manualkey.sadb.memory.MemoryCapabilityContractTest")
            .expectSuccess();

    assertThat(result.out()).containsPattern("\\d\\d tests found");
  }

  @Test
  void aClassWithoutTestsIsAFailure() {
    assertThat(run("org.manualkey.sadb.Draft").expect(1).out()).contains("0 tests found");
  }
}
