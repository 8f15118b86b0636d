package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What the newest kernel has of SAs and the oldest has not: directions. */
@NeedsGuest(Linux.SID)
@Order(6)
class XfrmSaveOnNewestKernelIT extends XfrmSaveIT {
  XfrmSaveOnNewestKernelIT(GuestKernel guest) {
    super(guest);
  }

  @Override
  List<String> settings() {
    return Stream.concat(
            SETTINGS.stream(),
            Stream.of(
                "dir in",
                "dir in replay-window 32",
                "dir out",
                "dir out output-mark 0x3 mask 0xf",
                "dir out offload crypto dev lo dir out", // taken, but the kernel itself encrypts
                "mode tunnel dir in replay-window 128"))
        .toList();
  }

  /** The kernel has no window of it, and a daemon that did not load it knows of none. */
  @Test
  void anSaThatOnlySendsLongNumbersIsSavedByADaemonThatDidNotAddIt() {
    daemon
        .load(ManualSa.esp(FROM, TO, 0x1001).keyFileLine() + " outbound esn replay 64\n")
        .expectSuccess();
    int before = state();
    daemon.end("TERM");
    daemon.startAgain("xfrm");

    String saved = host.directory() + "/saved";
    host.run("rm", "-f", saved).expectSuccess();
    daemon.ipseckey("-n", "save", "all", saved).expectSuccess();
    daemon.ipseckey("-n", "flush").expectSuccess();
    daemon.ipseckey("-n", "-f", saved).expectSuccess();

    assertThat(state()).isEqualTo(before);
  }

  /** As a digest, because a failing comparison prints it. */
  private int state() {
    String state = host.run("ip", "xfrm", "state").expectSuccess().out();
    assertThat(state.contains("dir out") && state.contains("flag esn")).isTrue();
    return state.hashCode();
  }
}
