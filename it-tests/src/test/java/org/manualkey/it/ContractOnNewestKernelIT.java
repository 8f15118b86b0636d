package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.manualkey.it.GuestKernel.Result;

/**
 * The contract on the newest kernel, and there what load and service do on any: by differences, and
 * with a daemon that ends at each of its requests.
 */
@NeedsGuest(Linux.SID)
@Order(4)
class ContractOnNewestKernelIT extends ContractOnKernel {
  ContractOnNewestKernelIT(GuestKernel guest) {
    super(guest);
  }

  @Tag("slow")
  @Test
  void aLoadByDifferencesEndsWhereAFlushEndsAndKeepsWhatAfKeyLoaded() {
    Result result =
        run(
                AF_KEY + "AfKeyDeltaContract",
                XFRM + "XfrmDeltaContract",
                "org.manualkey.load.UpgradeContract")
            .expectSuccess();

    assertThat(result.out()).contains("4 tests found");
  }

  @Tag("slow")
  @Test
  void aDaemonThatIsKilledAtAnyRequestToTheKernelReachesTheFileAtItsNextStart() {
    Result result = run("org.manualkey.service.KilledLoadOnKernelContract").expectSuccess();

    assertThat(result.out()).contains("8 tests found");
  }

  @Tag("slow")
  @Test
  void aDaemonByXfrmThatIsKilledAtAnyRequestReachesTheFileAtItsNextStart() {
    Result result = run("org.manualkey.service.KilledLoadByXfrmContract").expectSuccess();

    assertThat(result.out()).contains("8 tests found");
  }

  @Test
  void aDaemonWithoutRoomForItsRecordsChangesNothing() {
    Result result = run("org.manualkey.fault.FullDiskByXfrmContract").expectSuccess();

    assertThat(result.out()).contains("2 tests found");
  }
}
