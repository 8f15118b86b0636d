package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** XFRM of Linux 6.12 and newer, which holds SAs to one direction. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class XfrmOnNewerKernel {

  final GuestKernel guest;

  XfrmOnNewerKernel(GuestKernel guest) {
    this.guest = guest;
  }

  private static String esp(long spi) {
    return ManualSa.esp("192.0.2.1", "192.0.2.2", spi).keyFileLine();
  }

  /** By the time of the last use, which this kernel shows. */
  @Test
  void sasWithIdleLimitsLastAsLongAsTheyAreUsed() {
    try (TwoHosts hosts = new TwoHosts(guest);
        GuestDaemon left = GuestDaemon.start(hosts.left(), "xfrm")) {
      new IdleConversation(hosts, left).expectToLastAsLongAsItIsUsed();
    }
  }

  @Test
  void theDirectionThatALineNamesReachesTheKernelAndNoOther() {
    try (Host host = guest.host();
        GuestDaemon daemon = GuestDaemon.start(host, "xfrm")) {
      daemon.set("config/refresh", "delta");
      host.run("ip", "address", "add", "192.0.2.1/24", "dev", "lo").expectSuccess();
      daemon.store(
          esp(0x2001)
              + " outbound replay 200\n"
              + esp(0x2002)
              + " replay 32\n"
              + esp(0x2003)
              + " inbound outbound\n");
      daemon.adm("enable", "-s").expectSuccess();

      assertThat(daemon.adm("backends").expectSuccess().out())
          .contains("this kernel holds the SA to the one that is named");
      String state = state(host);
      assertThat(state).containsOnlyOnce("dir out").doesNotContain("dir in");
      String saved = daemon.ipseckey("-n", "-p", "save", "all").expectSuccess().out();
      assertThat(saved)
          .containsPattern("spi 0x2001 .* replay 200 .* outbound")
          .containsPattern("spi 0x2002 .* replay 32 +\\\\\n");

      daemon.end("TERM");
      daemon.startAgain("xfrm");
      daemon.adm("refresh", "-s").expectSuccess();
      assertThat(state(host).equals(state)).as("nothing has changed").isTrue();

      daemon.load("update esp spi 0x2001 dst 192.0.2.2 hard_addtime 7200\n").expectSuccess();
      assertThat(XfrmSa.of(host, 0x2001).hard().addTime()).isEqualTo(7200);

      daemon.set("config/linger", "0");
      daemon.store(esp(0x2001) + " replay 200\n");
      daemon.adm("refresh", "-s").expectSuccess();
      assertThat(state(host)).doesNotContain("dir out");
      assertThat(XfrmSa.spis(host)).containsExactly(0x2001L);
    }
  }

  private static String state(Host host) {
    return host.run("ip", "xfrm", "state").expectSuccess().out();
  }
}
