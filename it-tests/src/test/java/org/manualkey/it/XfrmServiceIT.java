package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.manualkey.it.GuestKernel.Result;
import org.manualkey.it.ManualSa.Algorithm;

/** The service on the kernel by XFRM, which {@code auto} chooses. */
@NeedsGuest(Linux.SID)
@Order(1)
class XfrmServiceIT extends ForeignSasOnKernel {
  XfrmServiceIT(GuestKernel guest) {
    super(guest, "auto");
  }

  @Override
  String lackOfPrivilege() {
    return "no permission for XFRM: run as root, or with the capability CAP_NET_ADMIN";
  }

  @Test
  void backendsPrintsWhichOneIsUsedWhyAndWhatTheOtherLacks() {
    String out = daemon.adm("backends").expectSuccess().out();

    assertThat(out)
        .startsWith("xfrm: in use (chosen by --backend auto, which prefers it)\n")
        .contains("\n  hmac-sha256: native (truncated to 128 bits (RFC 4868))\n")
        .contains("\n  feature SA_DIR: in this kernel\n")
        .contains("\n  feature MIGRATE_STATE: " + (movesSas() ? "in" : "not in") + " this kernel")
        .contains("\n  algorithm aes-gcm: in this kernel\n")
        .contains("\n  algorithm chacha20-poly1305: in this kernel\n")
        .contains("\npfkey: usable (", "\n  hmac-sha256: refused (AF_KEY truncates it");
    assertThat(XfrmSa.of(host)).as("the trial adds nothing").isEmpty();
  }

  /** Linux 6.12, which stands in where there is none newer, does not. */
  private boolean movesSas() {
    return !host.run("uname", "-r").expectSuccess().out().startsWith("6.");
  }

  @Test
  void aHostThatUsedAfKeyFindsItsSasUnchanged() {
    List<ManualSa> sas = sas(0x1001, 0x1010);
    daemon.set("config/refresh", "delta");
    daemon.end("TERM");
    daemon.startAgain("pfkey");
    serve(sas);
    String before = host.run("ip", "-s", "xfrm", "state").expectSuccess().out();

    daemon.end("TERM");
    daemon.startAgain("auto");
    until("online", "status");
    daemon.adm("refresh", "-s").expectSuccess();

    boolean same = host.run("ip", "-s", "xfrm", "state").expectSuccess().out().equals(before);
    assertThat(same).as("nothing has changed").isTrue();
    assertThat(daemon.adm("status").out()).contains("xfrm");
  }

  /** The daemon that finds them does not remember what it was asked for. */
  @Test
  void whatTheKernelKeepsOfALineIsNoDifference() {
    daemon.set("config/refresh", "delta");
    daemon.store(
        ManualSa.esp(FROM, TO, 0x1001).keyFileLine()
            + " replay_value 77\n"
            + ManualSa.esp(FROM, TO, 0x1002).keyFileLine()
            + " replay 1000 replay_value 7\n"
            + ManualSa.esp(FROM, TO, 0x1003).keyFileLine()
            + " reqid 9 mark 1 if_id 2 esn replay 32 trunc_bits 96\n");
    daemon.adm("enable", "-s").expectSuccess();
    String before = host.run("ip", "-s", "xfrm", "state").expectSuccess().out();

    daemon.adm("refresh", "-s").expectSuccess();
    daemon.end("TERM");
    daemon.startAgain("auto");
    until("online", "status");
    daemon.adm("refresh", "-s").expectSuccess();

    boolean same = host.run("ip", "-s", "xfrm", "state").expectSuccess().out().equals(before);
    assertThat(same).as("nothing has changed").isTrue();
  }

  @Test
  void sequenceNumbersThatComeToAnEndAreAWarning() {
    daemon.set("config/verify_interval", "1");
    host.shell(
            ManualSa.esp(FROM, TO, 0x1001).ipXfrmAdd()
                + " replay-window 0 replay-oseq 0xc0000001 && "
                + ManualSa.esp(FROM, TO, 0x1002).ipXfrmAdd())
        .expectSuccess();
    daemon.set("config/refresh", "delta");
    serve(sas(0x1001, 0x1002));

    daemon.awaitLog("sequence numbers come to an end (3221225473 of 4294967295)");

    Result status = daemon.adm("status", "-x");
    assertThat(status.out())
        .contains("used by 1 SA of the key file: esp spi 0x1001 dst " + TO)
        .contains("\nhelp        before that, SAs with new keys under new SPIs");
    assertThat(daemon.adm("metrics").out())
        .contains("\nmanual_key_highest_sequence_number 3221225473\n")
        .contains("\nmanual_key_sas_near_limit{limit=\"sequence\"} 1\n");
  }

  @Test
  void sasOfWhatAfKeyLacksAreLoadedAndKept() {
    Optional<Algorithm> sha256 = Optional.of(Algorithm.SHA256);
    List<ManualSa> sas =
        List.of(
            ManualSa.esp(FROM, TO, 0x1001).with(sha256, Optional.of(Algorithm.AES128)),
            ManualSa.esp(FROM, TO, 0x1002).with(Optional.empty(), Optional.of(Algorithm.GCM)));
    daemon.set("config/refresh", "delta");
    serve(sas);

    assertThat(XfrmSa.of(host, 0x1001)).isEqualTo(XfrmSa.plain(sas.getFirst()));
    String state = host.run("ip", "-s", "xfrm", "state").expectSuccess().out();
    assertThat(state.contains("aead rfc4106(gcm(aes)) 0x" + Algorithm.GCM.key(0x1002)))
        .as("the key and the salt of AES-GCM are in the kernel")
        .isTrue();
    daemon.adm("refresh", "-s").expectSuccess();
    assertThat(host.run("ip", "-s", "xfrm", "state").expectSuccess().out().equals(state))
        .as("nothing changed")
        .isTrue();
  }
}
