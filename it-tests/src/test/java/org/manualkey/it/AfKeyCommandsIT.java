package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.manualkey.it.GuestKernel.Result;
import org.manualkey.it.ManualSa.Algorithm;

/** Commands by AF_KEY. */
@NeedsGuest
@Order(5)
class AfKeyCommandsIT extends CommandsOnKernel {
  AfKeyCommandsIT(GuestKernel guest) {
    super(guest, "pfkey");
  }

  /** Policies of the host select. */
  @Override
  String selected(String inner) {
    return inner.contains(":") ? "::/0" : "0.0.0.0/0";
  }

  @Test
  void whatTheKernelWouldCutToNinetySixBitsIsRefusedWithAnExplanation() {
    Algorithm sha256 = new Algorithm("sha256", "hmac(sha256)", 256, 96);

    Result refused =
        daemon
            .load(
                ip4Esp(0).with(Optional.of(sha256), Optional.of(Algorithm.AES128)).keyFileLine()
                    + "\n")
            .expect(1);

    assertThat(refused.out() + refused.err()).contains("96", "config/sha256_96");
    assertThat(XfrmSa.of(host)).isEmpty();
  }

  @Test
  void combinedAlgorithmsAreRefused() {
    Algorithm gcm = new Algorithm("aes-gcm", "rfc4106(gcm(aes))", 160, 128);

    Result refused =
        daemon
            .load(ip4Esp(0).with(Optional.empty(), Optional.of(gcm)).keyFileLine() + "\n")
            .expect(1);

    assertThat(refused.out() + refused.err()).contains("aes-gcm");
    assertThat(XfrmSa.of(host)).isEmpty();
  }
}
