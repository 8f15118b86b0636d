package org.manualkey.smf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.app.DaemonProcess;
import org.manualkey.pfkey.Errno;

/** Which SAs the kernel has before, between and after the daemons of an instance. */
@Tag("slow") // a JVM or more for each
final class SasUnderSmfTest extends OnPlayedSystem {
  /** Adds an SA that is not of the key file. */
  private void addForeign() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("foreign"),
            "add esp spi 0x9999 dst 192.0.2.9 encralg aes encrkey %032x\n".formatted(9));
    DaemonProcess.Ended added =
        system.client("org.manualkey.client.Ipseckey", "-f", file.toString());
    assertThat(added.status()).as(added.err()).isZero();
    assertThat(system.kernel.held()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void disable_leavesTheSasOfOthers_ifThatIsTheScope(boolean isAlive) throws Exception {
    system.set("config/scope", "owned");
    enable();
    addForeign();
    if (!isAlive) {
      restarter.kill();
    }
    assertThat(system.kernel.held()).isEqualTo(4);
    assertThat(restarter.disable()).isZero();
    assertThat(system.kernel.held()).isEqualTo(1);
  }

  /** SMF would end the method after two minutes, and leave the daemon and its SAs. */
  @Test
  void disable_ofADaemonThatHangs_killsItAndDeletesTheSas() throws Exception {
    enable();
    system.further.put("MANUAL_KEY_PATIENCE", "2");
    long daemon = system.processes(restarter.contract).getFirst();
    assertThat(new ProcessBuilder("sh", "-c", "kill -s STOP " + daemon).start().waitFor()).isZero();
    assertThat(restarter.disable()).isZero();
    assertThat(restarter.state).isEqualTo("disabled");
    assertThat(system.kernel.held()).isZero();
    assertThat(restarter.takeLog()).contains("does not end within 2 seconds, it is killed");
  }

  @Test
  void crash_keepsTheSas_evenIfTheStartAfterItFails() throws Exception {
    enable();
    addForeign();
    restarter.kill();
    assertThat(system.kernel.held()).isEqualTo(4);
    system.writeKeys(BAD);
    restarter.restart(); // the contract is empty
    assertThat(restarter.state).isEqualTo("maintenance");
    assertThat(restarter.starts).isEqualTo(2);
    assertThat(system.kernel.held()).isEqualTo(4);

    system.set("config/scope", "owned");
    system.writeKeys(DaemonProcess.commands(2));
    enable();
    // What the daemon before had added is still known:
    assertThat(system.kernel.held()).isEqualTo(2 + 1);
  }

  @Test
  void restart_keepsTheSas_evenIfTheNextDaemonHasNoPrivilege() throws Exception {
    enable();
    system.kernel.refuse(Errno.EPERM.code());
    restarter.restart();
    assertThat(restarter.state).isEqualTo("maintenance");
    assertThat(system.kernel.held()).isEqualTo(3);
    system.kernel.refuse(0);
    enable();
    assertThat(system.status()).contains("3 commands loaded");
    assertThat(system.kernel.held()).isEqualTo(3);
  }

  /** SMF runs no stop method. */
  @Test
  void disable_inMaintenance_deletesNothing() throws Exception {
    enable();
    system.writeKeys(BAD);
    assertThat(restarter.refresh()).isEqualTo(95);
    assertThat(restarter.state).isEqualTo("maintenance");
    assertThat(restarter.disable()).isZero();
    assertThat(restarter.state).isEqualTo("disabled");
    assertThat(system.kernel.held()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "EPERM, 100, 'no permission for PF_KEY: it needs the privilege'",
    "EPFNOSUPPORT, 95, EPFNOSUPPORT"
  })
  void start_withoutPfKey_isNotRepeated_andSaysWhy(Errno reason, int status, String line)
      throws Exception {
    system.kernel.refuse(reason.code());
    Process start = restarter.beginStart();
    assertThat(restarter.end(start)).isEqualTo(status);
    assertThat(restarter.takeLog()).contains(line);
    restarter.started(start);
    assertThat(restarter.isAlive()).isFalse();
    restarter.clear();
    assertThat(restarter.state).isEqualTo("maintenance");
    assertThat(restarter.starts).isEqualTo(1);
    system.kernel.refuse(0);
    enable();
    assertThat(system.kernel.held()).isEqualTo(3);
  }

  @Test
  void methods_waitForTheFlushesAndDumpsOfOthers() throws Exception {
    system.kernel.beBusy(3);
    enable();
    assertThat(system.kernel.held()).isEqualTo(3);
    system.kernel.beBusy(3);
    assertThat(restarter.refresh()).isZero();
    assertThat(system.kernel.held()).isEqualTo(3);
    system.kernel.beBusy(3);
    assertThat(restarter.disable()).isZero();
    assertThat(system.kernel.held()).isZero();
  }

  @Test
  void stop_thatMeetsAFlushWithoutEnd_failsAndKeepsTheSas() throws Exception {
    enable();
    system.kernel.beBusy(Integer.MAX_VALUE);
    assertThat(restarter.disable()).isEqualTo(1);
    assertThat(restarter.state).isEqualTo("maintenance");
    assertThat(Files.readString(restarter.log))
        .contains("the kernel is busy with another FLUSH or DUMP")
        .contains("stop: SAs may still be there; ipseckey flush deletes all of them");
    assertThat(system.kernel.held()).isEqualTo(3);
  }
}
