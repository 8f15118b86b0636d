package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.manualkey.it.GuestKernel.Result;

/** The guest kernel itself, and our programs in it. */
@NeedsGuest
@Order(8)
class GuestKernelIT {

  private static final String ADD =
      "ip xfrm state add src 192.0.2.1 dst 192.0.2.2 proto esp spi 0x1001 mode transport"
          + (" auth-trunc 'hmac(sha1)' 0x" + "01".repeat(20) + " 96")
          + (" enc 'cbc(aes)' 0x" + "02".repeat(16));

  private final GuestKernel guest;

  GuestKernelIT(GuestKernel guest) {
    this.guest = guest;
  }

  @Test
  void itHasWhatSecurityAssociationsNeed() {
    String modules = guest.run("lsmod").expectSuccess().out();

    assertThat(modules).contains("af_key", "xfrm_user", "esp4", "esp6", "ah4", "ah6", "echainiv");
    assertThat(guest.run("cat", "/proc/sys/kernel/modprobe").expectSuccess().out()).isBlank();
  }

  @Test
  void aCommandKeepsItsWordsItsOutputsAndItsStatus() {
    Result result =
        guest.run(
            "bash", "-c", "printf '<%s>' \"$@\"; echo oops >&2; exit 3", "x", "it's", "", "$a\nb");

    assertThat(result.out()).isEqualTo("<it's><><$a\nb>");
    assertThat(result.err()).isEqualTo("oops\n");
    assertThat(result.status()).isEqualTo(3);
  }

  @Test
  void aCommandThatTakesTooLongIsEnded() {
    assertThatThrownBy(() -> guest.shell("exec sleep 1234", Duration.ofSeconds(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("not done in PT1S");
    assertThat(guest.run("pgrep", "-f", "sleep 1234").out()).isEmpty();
  }

  @Test
  void hostsDoNotSeeTheSecurityAssociationsOfEachOther() {
    try (Host one = guest.host();
        Host other = guest.host()) {
      one.shell(ADD).expectSuccess();

      assertThat(one.run("ip", "xfrm", "state").expectSuccess().out()).contains("spi 0x00001001");
      assertThat(other.run("ip", "xfrm", "state").expectSuccess().out()).isEmpty();
    }
  }

  @Test
  void hostsReachEachOtherThroughACable() {
    try (Host left = guest.host();
        Host right = guest.host()) {
      Host.connect(
          left, List.of("10.0.0.1/24", "fd00::1/64"), right, List.of("10.0.0.2/24", "fd00::2/64"));

      left.run("ping", "-c", "1", "-W", "5", "10.0.0.2").expectSuccess();
      right.run("ping", "-c", "1", "-W", "5", "fd00::1").expectSuccess();
    }
  }

  @Test
  void theDaemonServesClientsOnItsEmbeddedDatabase() throws Exception {
    try (Host host = guest.host();
        GuestDaemon daemon = GuestDaemon.start(host, "memory")) {
      daemon.store(Files.readString(Path.of("../config/ipseckeys.example")));
      daemon.adm("enable", "-s").expectSuccess();

      assertThat(daemon.adm("status").expectSuccess().out()).contains("online", "memory");
      assertThat(daemon.ipseckey("-n", "-p", "dump").expectSuccess().out())
          .contains("spi=0x2112", "spi=0x5150");
      assertThat(host.run("ip", "xfrm", "state").expectSuccess().out()).isEmpty();
    }
  }
}
