package org.manualkey.smf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.app.DaemonProcess;

/** What a refresh answers, whatever the daemon does meanwhile, and what it leaves. */
@Tag("slow") // a JVM or more for each
final class SmfRefreshTest extends OnPlayedSystem {
  @Test
  void refresh_takesPropertiesToo() throws Exception {
    restarter.enable();
    Path other = directory.resolve("other");
    Files.move(system.keyFile, other);
    system.set("config/config_file", other.toString());
    assertThat(restarter.refresh()).isZero();
    assertThat(system.status()).contains("3 commands loaded from " + other);
  }

  @Test
  void refresh_thatFails_is95AndEndsTheDaemon_butDeletesNothing() throws Exception {
    restarter.enable();
    int left = restarter.contract;
    system.takeCommands();
    system.writeKeys(BAD);
    assertThat(restarter.refresh()).isEqualTo(95);
    assertThat(restarter.state).isEqualTo("maintenance");
    restarter.contract = left;
    assertThat(restarter.isAlive()).isFalse();
    assertThat(system.kernel.held()).isEqualTo(3);
    assertThat(system.takeCommands()).containsExactly("manual-keyadm refresh -s");
    assertThat(Files.readString(restarter.log))
        .contains("manual-keyadm: service is in state maintenance: " + system.keyFile + ":1:")
        .doesNotContain("flushed");
    system.writeKeys(DaemonProcess.commands(2));
    restarter.clear();
    assertThat(restarter.state).isEqualTo("online");
    assertThat(system.kernel.held()).isEqualTo(2);
  }

  @Test
  void refresh_withoutAJdk25_is96AndEndsTheDaemonToo() throws Exception {
    restarter.enable();
    int left = restarter.contract;
    Files.writeString(directory.resolve("usr/jdk/openjdk25/release"), "");
    assertThat(restarter.refresh()).isEqualTo(96);
    restarter.contract = left;
    assertThat(restarter.isAlive()).isFalse();
    assertThat(system.kernel.held()).isEqualTo(3);
    assertThat(Files.readString(restarter.log)).contains("refresh: no JDK 25 in ");
  }

  @Test
  void refresh_withAnInvalidProperty_failsAsForABadKeyFile() throws Exception {
    restarter.enable();
    system.set("config/repair", "perhaps");
    assertThat(restarter.refresh()).isEqualTo(95);
    assertThat(system.kernel.held()).isEqualTo(3);
    assertThat(Files.readString(restarter.log)).contains(PlayedSystem.FMRI + ": ", "config/repair");
  }

  @Test
  void refresh_thatFails_canLeaveTheInstanceDegraded_untilTheFileIsGood() throws Exception {
    system.set("config/on_error", "degraded");
    restarter.enable();
    system.writeKeys(BAD);
    assertThat(restarter.refresh()).isZero();
    assertThat(restarter.actOnNext()).containsExactly("degrade " + PlayedSystem.FMRI);
    assertThat(restarter.state).isEqualTo("degraded");
    assertThat(system.kernel.held()).isEqualTo(3);
    assertThat(system.adm("status", "-x").out())
        .startsWith("state       maintenance\n")
        .contains(system.keyFile + ":1:")
        .contains("svcadm refresh " + PlayedSystem.FMRI);
    system.writeKeys(DaemonProcess.commands(6));
    assertThat(restarter.refresh()).isZero();
    assertThat(restarter.actOnNext()).containsExactly("restore " + PlayedSystem.FMRI);
    assertThat(restarter.state).isEqualTo("online");
    assertThat(system.status()).contains("6 commands loaded");
    assertThat(system.kernel.held()).isEqualTo(6);
  }

  @Test
  void restarterThatDoesNotKnowDegraded_isReported() throws Exception {
    restarter.knowsDegraded = false;
    system.set("config/on_error", "degraded");
    restarter.enable();
    system.writeKeys(BAD);
    assertThat(restarter.refresh()).isZero();
    assertThat(restarter.actOnNext()).hasSize(1);
    assertThat(restarter.state).isEqualTo("online");
    assertThat(restarter.logs("SMF shows this instance online: this restarter does not know"))
        .isTrue();
    assertThat(system.status()).startsWith("state       maintenance\n");
  }

  @Test
  void tenRefreshesThatFail_keepTheDaemonAndItsSas() throws Exception {
    system.set("config/on_error", "degraded");
    restarter.enable();
    List<Long> daemon = system.processes(restarter.contract);
    system.writeKeys(BAD);
    for (int i = 0; i < 10; i++) {
      assertThat(restarter.refresh()).isZero();
    }
    assertThat(restarter.actOnNext()).as("once only").hasSize(1);
    assertThat(restarter.state).isEqualTo("degraded");
    assertThat(system.processes(restarter.contract)).isEqualTo(daemon);
    assertThat(restarter.isAlive()).isTrue();
    assertThat(system.adm("metrics").out())
        .contains("manual_key_sas{type=\"esp\",state=\"mature\"} 3\n");
    assertThat(system.kernel.held()).isEqualTo(3);
    system.writeKeys(DaemonProcess.commands(1));
    assertThat(restarter.refresh()).isZero();
    assertThat(restarter.actOnNext()).containsExactly("restore " + PlayedSystem.FMRI);
  }

  /**
   * A refresh that comes too early finds a daemon that does not listen, and has not read the file,
   * or one that does, and loads it once more: in any case, the new file is loaded.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 10, 100, 500})
  void refresh_whileTheStartMethodRuns_losesNothing(int millis) throws Exception {
    Process start = restarter.beginStart();
    LockSupport.parkNanos(millis * 1_000_000L);
    system.writeKeys(DaemonProcess.commands(9));
    assertThat(restarter.end(restarter.begin("refresh", 99))).isZero();
    restarter.started(start);
    assertThat(restarter.state).as(Files.readString(restarter.log)).isEqualTo("online");
    assertThat(system.status()).contains("9 commands loaded");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 100})
  void refresh_rightAfterTheStart_loadsTheNewFile(int millis) throws Exception {
    restarter.enable();
    LockSupport.parkNanos(millis * 1_000_000L);
    system.writeKeys(DaemonProcess.commands(8));
    assertThat(restarter.refresh()).isZero();
    assertThat(system.status()).contains("8 commands loaded");
  }

  @Test
  void refresh_ofADaemonThatWasKilled_leavesItToTheStart() throws Exception {
    restarter.enable();
    restarter.kill();
    system.writeKeys(DaemonProcess.commands(7));
    assertThat(restarter.refresh()).isZero();
    assertThat(restarter.state).isEqualTo("online");
    assertThat(Files.readString(restarter.log)).contains("refresh: there is no daemon");
    assertThat(system.kernel.held()).isEqualTo(3);
    system.takeCommands();
    restarter.restart(); // the contract is empty
    assertThat(restarter.state).isEqualTo("online");
    assertThat(system.status()).contains("7 commands loaded");
    assertThat(system.kernel.held()).isEqualTo(7);
    assertThat(String.join("\n", system.takeCommands())).doesNotContain("--flush", "disable");
  }
}
