package org.manualkey.smf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.app.DaemonProcess;

/** What each method answers, and what it leaves. */
@Tag("slow") // a JVM or more for each
final class SmfMethodsTest extends OnPlayedSystem {
  @ParameterizedTest
  @MethodSource("org.manualkey.smf.Shells#all")
  void aWholeLife_inEachShell(List<String> shell) throws Exception {
    String[] command = shell.toArray(String[]::new);
    try (PlayedRestarter smf = new PlayedRestarter(system, command)) {
      smf.enable();
      assertThat(smf.state).as(Files.readString(smf.log)).isEqualTo("online");
      // The start method has not returned before that:
      assertThat(system.status()).startsWith("state       online\n").contains("3 commands loaded");
      system.writeKeys(DaemonProcess.commands(5));
      assertThat(smf.refresh()).isZero();
      assertThat(system.status()).contains("5 commands loaded");
      assertThat(system.kernel.held()).isEqualTo(5);
      assertThat(smf.disable()).isZero();
      assertThat(smf.state).isEqualTo("disabled");
      assertThat(system.kernel.held()).isZero();
      assertThat(Files.readString(smf.log)).contains("online -> disabled");
    }
  }

  @Test
  void start_takesEveryPropertyOfTheRepository_andNoOther() throws Exception {
    Path state = directory.resolve("var/opt/manual-key");
    Files.createDirectories(state);
    Files.writeString(state.resolve("properties"), "config/linger=7\n"); // of 'setprop', elsewhere
    Files.writeString(state.resolve("general-enabled"), "disabled\n");
    Path odd = directory.resolve("a; (b) \\\"c\" 'd' `e`");
    Files.copy(system.keyFile, odd);
    Files.setPosixFilePermissions(odd, Files.getPosixFilePermissions(system.keyFile));
    system.set("config/config_file", odd.toString());
    system.set("config/refresh", "delta");
    system.set("config/verify_interval", "17");
    system.set("restricted/log_file", "x.log");
    restarter.enable();
    assertThat(restarter.state).as(Files.readString(restarter.log)).isEqualTo("online");
    assertThat(system.adm("listprop").out())
        .contains("config/config_file = " + odd + "  # set in the repository of SMF")
        .contains("config/refresh = delta  # set in the repository of SMF")
        .contains("config/verify_interval = 17  # set")
        .contains("config/log_file = x.log  # set")
        .contains("config/linger = 2000  # set");
    assertThat(system.status()).contains("enabled     true");
  }

  @Test
  void start_withoutAKeyFileOfItsOwn_takesThatOfTheStockService() throws Exception {
    system.set("config/config_file", "");
    system.repository(
        PlayedSystem.STOCK, "config", Map.of("config_file", system.keyFile.toString()));
    restarter.enable();
    assertThat(system.status()).contains("3 commands loaded from " + system.keyFile);
  }

  @Test
  void start_withABadKeyFile_is95WithTheReasonInTheLog_andLeavesNothing() throws Exception {
    system.writeKeys(DaemonProcess.commands(2) + BAD);
    restarter.enable();
    assertThat(restarter.state).isEqualTo("maintenance");
    assertThat(restarter.starts).isEqualTo(1);
    assertThat(Files.readString(restarter.log))
        .containsPattern(
            "maintenance: " + system.keyFile + ":3:\\d+: .*; 2 of 3 commands are valid")
        .doesNotContain("nonsense");
    restarter.contract = 1;
    assertThat(restarter.isAlive()).isFalse();
    assertThat(system.kernel.held()).isZero();
    system.writeKeys(DaemonProcess.commands(4));
    restarter.clear();
    assertThat(restarter.state).isEqualTo("online");
    assertThat(system.status()).contains("4 commands loaded");
    assertThat(system.kernel.held()).isEqualTo(4);
  }

  @Test
  void start_withAnInvalidProperty_is96AndNamesTheInstance() throws Exception {
    system.set("config/scope", "some");
    restarter.enable();
    assertThat(restarter.state).isEqualTo("maintenance");
    assertThat(restarter.starts).isEqualTo(1);
    assertThat(Files.readString(restarter.log))
        .contains("manual-keyd: " + PlayedSystem.FMRI + ": ")
        .contains("config/scope");
  }

  @Test
  void start_withoutAJdk25_is96AndSaysWhereItLooked() throws Exception {
    Path jdk = directory.resolve("usr/jdk/openjdk25");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"21.0.9\"\n");
    restarter.enable();
    assertThat(restarter.state).isEqualTo("maintenance");
    assertThat(Files.readString(restarter.log))
        .contains("start: no JDK 25 in /usr/jdk/openjdk25*, ")
        .contains("/opt/local/java/openjdk25*; install one")
        .contains("svccfg -s svc:/network/ipsec/manual-keyd setenv -s JAVA_HOME DIRECTORY && ")
        .contains("svcadm clear " + PlayedSystem.FMRI)
        .hasLineCount(1);
  }

  @Test
  void start_inAZoneWithoutAnIpStackOfItsOwn_is94AndNoFailure() throws Exception {
    Files.createFile(directory.resolve("shared-ip"));
    restarter.enable();
    assertThat(restarter.state).isEqualTo("online");
    assertThat(restarter.contract).isZero();
    assertThat(Files.readString(restarter.log)).contains("shares the IP stack").hasLineCount(1);
    assertThat(system.takeCommands()).isEmpty();
  }

  @Test
  void refreshAndStop_inAZoneWithoutAnIpStackOfItsOwn_haveNothingToDo() throws Exception {
    Files.createFile(directory.resolve("shared-ip"));
    system.kernel.refuse(1); // EPERM
    restarter.enable();
    Files.writeString(directory.resolve("usr/jdk/openjdk25/release"), "");
    assertThat(restarter.refresh()).isZero();
    assertThat(restarter.disable()).isZero();
    assertThat(restarter.state).isEqualTo("disabled");
    assertThat(system.takeCommands()).isEmpty();
  }

  /** Its second line would be another property, of those that are not for everybody. */
  @Test
  void start_withTwoLinesInAProperty_is96() throws Exception {
    Path metrics = directory.resolve("metrics");
    system.set("config/config_file", system.keyFile + "\nmetrics_file=" + metrics);
    restarter.enable();
    assertThat(restarter.state).isEqualTo("maintenance");
    assertThat(Files.readString(restarter.log))
        .contains("start: config/config_file has more than one line")
        .doesNotContain("metrics");
    assertThat(system.takeCommands()).isEmpty();
    assertThat(directory.resolve("var/run/manual-key/properties")).doesNotExist();
  }

  /** What was not written would have its default: a load would delete the SAs of others. */
  @Test
  void start_withoutRoomForAllProperties_is96() throws Exception {
    system.set("config/config_file", "");
    system.repository(PlayedSystem.STOCK, "config", Map.of("config_file", "/" + "x".repeat(1000)));
    String limited = "trap '' XFSZ; . \"$0\" \"$@\"";
    try (PlayedRestarter smf =
        new PlayedRestarter(system, "prlimit", "--fsize=1000", "sh", "-c", limited)) {
      smf.enable();
      assertThat(smf.state).isEqualTo("maintenance");
      assertThat(Files.readString(smf.log)).contains("start: cannot write ");
      assertThat(system.takeCommands()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {95, 96, 100})
  void start_answersWhatTheDaemonReports(int status) throws Exception {
    system.replaceDaemon("echo " + status + " >&3; exit 7");
    restarter.enable();
    assertThat(restarter.state).isEqualTo("maintenance");
    assertThat(restarter.starts).isEqualTo(1);
  }

  @Test
  void start_ofADaemonThatDiesBeforeItIsReady_isRepeatedThreeTimes() throws Exception {
    system.replaceDaemon("kill -9 $$");
    restarter.enable();
    assertThat(restarter.starts).isEqualTo(3);
    assertThat(restarter.state).isEqualTo("maintenance");
    assertThat(Files.readString(restarter.log)).contains("the daemon ended before it was ready");
  }

  @Test
  void start_endsADaemonThatWasLeftBehind() throws Exception {
    restarter.enable();
    int orphan = restarter.contract;
    restarter.contract = 0; // as after a method that failed
    restarter.clear();
    assertThat(restarter.state).as(Files.readString(restarter.log)).isEqualTo("online");
    assertThat(Files.readString(restarter.log))
        .contains("ended manual-keyd (pid " + system.processes(orphan).getFirst() + ")");
    assertThat(system.status()).startsWith("state       online\n");
  }

  @Test
  void methods_outsideOfSmf_are99() throws Exception {
    Process method =
        new ProcessBuilder(
                "env",
                "-u",
                "SMF_FMRI",
                "MANUAL_KEY_ROOT=" + directory,
                "sh",
                system.home.resolve("lib/svc/method/manual-keyd").toString(),
                "start")
            .redirectErrorStream(true)
            .start();
    assertThat(new String(method.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("svcadm enable");
    assertThat(restarter.end(method)).isEqualTo(99);
  }

  @Test
  void tenStartsThatFail_leaveNothingThatWouldHinderTheEleventh() throws Exception {
    system.writeKeys(BAD);
    restarter.enable();
    for (int i = 1; i < 10; i++) {
      restarter.clear();
      assertThat(restarter.state).isEqualTo("maintenance");
    }
    system.writeKeys(DaemonProcess.commands(2));
    restarter.clear();
    assertThat(restarter.state).isEqualTo("online");
    assertThat(Files.readString(restarter.log)).doesNotContain("ended manual-keyd");
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 100, 500})
  void kill_whileTheStartMethodRuns_isAFailureThatIsRetried(int millis) throws Exception {
    Process start = restarter.beginStart();
    LockSupport.parkNanos(millis * 1_000_000L);
    restarter.kill();
    int status = restarter.end(start);
    assertThat(status).isIn(0, 1); // killed before its processes were there, or in time
    restarter.close();
    restarter.enable();
    assertThat(restarter.state).isEqualTo("online");
    assertThat(system.status()).contains("3 commands loaded");
    assertThat(system.kernel.held()).isEqualTo(3);
  }

  @Test
  void stop_onTheWayToDisabled_deletesTheSas() throws Exception {
    restarter.enable();
    system.takeCommands();
    assertThat(restarter.disable()).isZero();
    assertThat(system.takeCommands()).containsExactly("manual-keyadm disable -s");
    assertThat(restarter.state).isEqualTo("disabled");
    assertThat(system.kernel.held()).isZero();
    assertThat(restarter.log).content().contains("online -> disabled", "stopped by a signal");
  }

  @Test
  void stop_onTheWayToDisabled_deletesTheSasOfADeadDaemon() throws Exception {
    restarter.enable();
    restarter.kill();
    assertThat(system.kernel.held()).isEqualTo(3);
    system.takeCommands();
    assertThat(restarter.disable()).isZero();
    assertThat(system.kernel.held()).isZero();
    assertThat(system.takeCommands())
        .singleElement()
        .asString()
        .startsWith("manual-keyd --socket ")
        .endsWith(" --flush");
    assertThat(restarter.log).content().contains("offline -> disabled");
  }

  @ParameterizedTest
  @ValueSource(strings = {"offline", "maintenance"})
  void stop_onTheWayToAnotherState_keepsTheSas(String next) throws Exception {
    restarter.enable();
    system.takeCommands();
    assertThat(restarter.stop(next)).isZero();
    assertThat(restarter.state).isEqualTo(next);
    assertThat(system.kernel.held()).isEqualTo(3);
    assertThat(String.join("\n", system.takeCommands())).doesNotContain("--flush", "disable");
    assertThat(restarter.log).content().doesNotContain("online -> disabled");
  }

  @Test
  void stop_thatCannotDeleteTheSas_failsAndSaysWhatDoes() throws Exception {
    restarter.enable();
    restarter.kill();
    system.replaceDaemon("exit 1");
    assertThat(restarter.disable()).isEqualTo(1);
    assertThat(restarter.state).isEqualTo("maintenance");
    assertThat(system.kernel.held()).isEqualTo(3);
    assertThat(restarter.log).content().contains("stop: SAs may still be there");
  }

  @Test
  void verbsThatAreForSmf_areRefusedWithItsCommand() throws Exception {
    restarter.enable();
    for (Map.Entry<String, String> verb : refused().entrySet()) {
      DaemonProcess.Ended refused = system.adm(verb.getKey().split(" "));
      assertThat(refused.status()).as(verb.getKey()).isEqualTo(1);
      assertThat(refused.err())
          .isEqualTo(
              "manual-keyadm: SMF runs this service, and decides this; run: "
                  + verb.getValue()
                  + "\n");
    }
    assertThat(system.status()).startsWith("state       online\n");
    assertThat(system.kernel.held()).isEqualTo(3);
  }

  @Test
  void setprop_ofAValueThatIsWrong_printsNoCommandThatWouldSetIt() throws Exception {
    restarter.enable();
    assertThat(system.adm("setprop", "config/linger=bad").err())
        .startsWith("manual-keyadm: invalid value 'bad' for config/linger (valid: ");
    assertThat(system.adm("setprop", "config/algorithms_file=/no/such/file").err())
        .isEqualTo("manual-keyadm: config/algorithms_file: no such file: /no/such/file\n");
    assertThat(system.adm("setprop", "config/refresh=").err())
        .endsWith("run 'manual-keyadm setprop -d config/refresh'\n");
    assertThat(system.adm("setprop", "config/config_file=").err())
        .as("the key file of the stock service")
        .contains("setprop config/config_file = '\"\"' && ");
    assertThat(system.adm("setprop", "config/config_file=/etc/9bdb8d9e7f26d6fd").err())
        .contains("setprop config/config_file = VALUE && ");
  }

  private static Map<String, String> refused() {
    String service = "svc:/network/ipsec/manual-keyd";
    String refresh = " && svcadm refresh " + PlayedSystem.FMRI;
    return Map.of(
        "enable -s", "svcadm enable -s " + PlayedSystem.FMRI,
        "disable -s -t", "svcadm disable -s -t " + PlayedSystem.FMRI,
        "clear", "svcadm clear " + PlayedSystem.FMRI,
        "mark maintenance", "svcadm mark maintenance " + PlayedSystem.FMRI,
        "setprop config/linger=7", "svccfg -s " + service + " setprop config/linger = 7" + refresh,
        "setprop -d config/config_file",
            "svccfg -s " + service + " setprop config/config_file = '\"\"'" + refresh,
        "setprop config/log_file=a.log",
            "svccfg -s " + service + " setprop restricted/log_file = a.log" + refresh);
  }
}
