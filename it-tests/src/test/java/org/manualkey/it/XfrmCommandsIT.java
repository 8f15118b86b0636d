package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.manualkey.it.ManualSa.Algorithm;

/** Commands by XFRM. */
@NeedsGuest
@Order(5)
class XfrmCommandsIT extends CommandsOnKernel {
  XfrmCommandsIT(GuestKernel guest) {
    super(guest, "xfrm");
  }

  @Override
  String selected(String inner) {
    return inner;
  }

  @Test
  void backendsPrintsWhatIsNotThisKernels() {
    assertThat(daemon.adm("backends").expectSuccess().out())
        .contains(
            "\n  inbound, outbound: emulated (kept by the daemon; this kernel, unlike those from"
                + " 6.10 on, holds no SA to one)\n",
            "\n  feature SA_DIR: not in this kernel (from Linux 6.10 on)\n",
            "\n  feature MIGRATE_STATE: not in this kernel (from Linux 7.2 on)\n");
  }

  @Test
  void hmacSha256ReachesTheKernelWithACheckValueOf128Bits() {
    ManualSa sa = ip4Esp(0).with(Optional.of(Algorithm.SHA256), Optional.of(Algorithm.AES128));

    daemon.load(sa.keyFileLine() + "\n").expectSuccess();

    assertThat(XfrmSa.of(host)).containsExactly(XfrmSa.plain(sa));
  }

  @Test
  void aesGcmReachesTheKernelWithItsSalt() {
    daemon
        .load(ip4Esp(0).with(Optional.empty(), Optional.of(Algorithm.GCM)).keyFileLine() + "\n")
        .expectSuccess();

    boolean held =
        host.run("ip", "xfrm", "state")
            .expectSuccess()
            .out()
            .contains("aead rfc4106(gcm(aes)) 0x" + Algorithm.GCM.key(SPI) + " 128");
    assertThat(held).as("the key, the salt and the length of the check value").isTrue();
  }

  @Test
  void aWindowOfMoreThan32PacketsReachesTheKernel() {
    daemon
        .load(
            ip4Esp(0).with(Optional.of(Algorithm.SHA1), Optional.of(Algorithm.AES128)).keyFileLine()
                + " replay 200\n")
        .expectSuccess();

    assertThat(host.run("ip", "xfrm", "state").expectSuccess().out())
        .containsPattern("replay_window 200, bitmap-length 7");
  }

  @Test
  void theLargestWindowAndTheReplayValueReachTheKernelAndAreSaved() {
    daemon
        .load(
            ip4Esp(0).keyFileLine()
                + " outbound replay_value 77\n"
                + ip4Esp(1).keyFileLine()
                + " inbound replay 4096 replay_value 4294967294\n")
        .expectSuccess();

    String before = host.run("ip", "xfrm", "state").expectSuccess().out();
    assertThat(before)
        .containsPattern("anti-replay context: seq 0x0, oseq 0x4d, bitmap 0x00000000")
        .containsPattern("seq-hi 0x0, seq 0xfffffffe, oseq-hi 0x0, oseq 0x0")
        .containsPattern("replay_window 4096, bitmap-length 128");
    String saved = host.directory() + "/saved";
    host.run("rm", "-f", saved).expectSuccess();
    daemon.ipseckey("-n", "save", "all", saved).expectSuccess();
    daemon.ipseckey("-n", "flush").expectSuccess();
    daemon.ipseckey("-n", "-f", saved).expectSuccess();
    assertThat(sorted(host.run("ip", "xfrm", "state").expectSuccess().out()))
        .as("what is back")
        .isEqualTo(sorted(before));
  }

  /** By digests, because a failing comparison prints what it compares. */
  private static List<Integer> sorted(String state) {
    return state.lines().map(String::hashCode).sorted().toList();
  }

  @Test
  void whatOnlyXfrmHasReachesTheKernelAndIsSaved() {
    daemon
        .load(
            ip4Esp(0).keyFileLine()
                + " reqid 5 mark 0x7/0xff if_id 3 esn replay 64 trunc_bits 80\n"
                + ip4Esp(0).keyFileLine()
                + "\n")
        .expectSuccess();

    String before = host.run("ip", "xfrm", "state").expectSuccess().out();
    assertThat(before)
        .contains("reqid 5", "mark 0x7/0xff", "if_id 0x3", "flag esn")
        .containsPattern("auth-trunc hmac\\(sha1\\) 0x\\p{XDigit}+ (\\(160 bits\\) )?80");
    assertThat(daemon.ipseckey("-n", "-p", "dump").expectSuccess().out())
        .contains("XFRM: reqid 5 mark 0x7/0xff if_id 3 esn trunc_bits 80\n");
    String saved = host.directory() + "/saved";
    host.run("rm", "-f", saved).expectSuccess();
    daemon.ipseckey("-n", "save", "all", saved).expectSuccess();
    daemon.ipseckey("-n", "flush").expectSuccess();
    daemon.ipseckey("-n", "-f", saved).expectSuccess();
    assertThat(sorted(host.run("ip", "xfrm", "state").expectSuccess().out()))
        .as("what is back")
        .isEqualTo(sorted(before));

    String delete = "delete esp spi 0x%x dst 192.0.2.2".formatted(SPI);
    // The kernel would take the one that is for any mark.
    daemon.load(delete + " mark 7/0xff\n").expect(1);
    daemon.load(delete + "\n" + delete + " mark 7/0xff\n").expectSuccess();
    assertThat(XfrmSa.of(host)).isEmpty();
  }

  @Test
  void portsAndProtocolsReachTheKernel() {
    daemon
        .load(
            ip4Esp(0).with(Optional.of(Algorithm.SHA1), Optional.of(Algorithm.AES128)).keyFileLine()
                + " proto 17 sport 53 dport 1053\n")
        .expectSuccess();

    assertThat(host.run("ip", "xfrm", "state").expectSuccess().out())
        .containsPattern("sel src 0.0.0.0/0 dst 0.0.0.0/0 proto (udp|17) sport 53 dport 1053");
  }
}
