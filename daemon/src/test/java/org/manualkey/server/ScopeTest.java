package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How SAs of other programs affect what a check and a dry run report. */
final class ScopeTest {
  private static final String CLASH =
      "error: SA already exists; the service did not add the SA that is there, and config/scope"
          + " is owned [already-exists]\n";

  @TempDir Path directory;
  private LiveDaemon daemon;
  private volatile boolean isPrivileged = true;

  /** The service has loaded one SA, and somebody else has added two. */
  @BeforeEach
  void start() throws Exception {
    daemon = new LiveDaemon(directory).privileged(_ -> isPrivileged).start();
    setScope("owned");
    KeyFileText.write(daemon.keyFile, add(0x1000, 1));
    assertThat(daemon.adm("enable", "-s").exit()).isZero();
    Path others = KeyFileText.write(directory.resolve("others"), add(0x2000, 2) + add(0x2001, 3));
    assertThat(KeyFileText.run(daemon, others, "-n", "-f", "others").exit()).isZero();
  }

  @AfterEach
  void stop() {
    daemon.close();
  }

  private void setScope(String scope) throws Exception {
    assertThat(daemon.adm("setprop", "config/scope=" + scope).exit()).isZero();
  }

  private static String add(int spi, int key) {
    return "add esp spi %d src 192.0.2.1 dst 192.0.2.2 encralg aes encrkey %032x\n"
        .formatted(spi, key);
  }

  /** Another key for an own SA, and for both of the others. */
  private String clashing() throws Exception {
    String text = add(0x1000, 4) + add(0x2000, 5) + add(0x2001, 6);
    KeyFileText.write(daemon.keyFile, text);
    return daemon.keyFile.toString();
  }

  private TestClient.Ended check() throws Exception {
    return KeyFileText.run(daemon, daemon.keyFile, "-n", "-c", daemon.keyFile.toString());
  }

  private List<String> sas() throws Exception {
    return daemon
        .ipseckey("-n", "save", "esp")
        .out()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  @Test
  void owned_checkReportsEachClashWithAnSaThatStays() throws Exception {
    String file = clashing();
    List<String> before = sas();
    assertThat(check())
        .isEqualTo(
            new TestClient.Ended(
                "",
                file
                    + ":2:13: "
                    + CLASH
                    + file
                    + ":3:13: "
                    + CLASH
                    + "ipseckey: "
                    + file
                    + ": 1 of 3 commands is valid\n",
                1,
                null));
    assertThat(sas()).isEqualTo(before);
  }

  @Test
  void owned_dryRunPrintsTheProblemsOfTheCheck() throws Exception {
    clashing();
    String checked = check().err();
    TestClient.Ended dryRun = daemon.adm("refresh", "--dry-run");
    assertThat(dryRun.exit()).isEqualTo(1);
    assertThat(dryRun.out()).isEmpty();
    assertThat(checked).contains(CLASH);
    assertThat(dryRun.err())
        .isEqualTo(
            checked.replace(
                "ipseckey: ", "manual-keyadm: refresh would fail, nothing would change: "));
  }

  @Test
  void owned_theLoadIsRejectedForTheSameReason() throws Exception {
    String file = clashing();
    List<String> before = sas();
    TestClient.Ended refused = daemon.adm("refresh", "-s");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err())
        .contains(file + ":2:13: " + CLASH.replace("error: ", "").strip())
        .contains("1 of 3 commands is valid; nothing was changed");
    assertThat(sas()).isEqualTo(before);
  }

  @Test
  void owned_anEqualSaOfAnotherProgramIsNoClash() throws Exception {
    KeyFileText.write(daemon.keyFile, add(0x1000, 1) + add(0x2000, 2));
    assertThat(check()).isEqualTo(new TestClient.Ended("", "", 0, null));
    assertThat(daemon.adm("refresh", "--dry-run").exit()).isZero();
  }

  @Test
  void all_nothingStays_soThatNothingClashes() throws Exception {
    clashing();
    setScope("all");
    assertThat(check()).isEqualTo(new TestClient.Ended("", "", 0, null));
    TestClient.Ended dryRun = daemon.adm("refresh", "--dry-run");
    assertThat(dryRun.exit()).isZero();
    assertThat(dryRun.err()).isEmpty();
    assertThat(dryRun.out()).contains("SAs that this service did not add:\n");
    assertThat(daemon.adm("refresh", "-s").exit()).isZero();
  }

  @Test
  void owned_aCheckWithoutPrivilegeDoesNotRevealWhichSasExist() throws Exception {
    clashing();
    isPrivileged = false;
    assertThat(daemon.open("ipseckey", "-n", "-c", daemon.keyFile.toString()).err())
        .isEqualTo("ipseckey: permission denied: must be root\n");
  }
}
