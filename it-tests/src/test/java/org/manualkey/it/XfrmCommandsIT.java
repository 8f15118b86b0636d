package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

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
