package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary.Failure;

/** Guests of their own: that they start on any host, and how they and their tests fail. */
@NeedsContainers
class GuestBootIT {

  /** Far from the time that a boot may take. */
  private static final Duration AT_ONCE = Duration.ofSeconds(30);

  /**
   * The host's register state, all but the last component of which {@code linux.uml} has room for.
   * On a host without AMX that one is of AVX-512, or of AVX, and the copying of the C library must
   * not use it: the guest forgets it at every system call and page fault.
   */
  private static final Map<String, String> LARGE_REGISTER_STATE =
      Map.of(
          "XSTATE_SHORT",
          "8",
          "GUEST_OPTIONS",
          "GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX_Fast_Unaligned_Load,-AVX,-AVX2,-AVX512F,-AVX512VL,"
              + "-AVX512BW");

  @Test
  void itRunsWhereTheProcessorHasMoreRegistersThanItKnows_untilItPanics() {
    try (GuestKernel guest = GuestKernel.boot(Linux.BOOKWORM, LARGE_REGISTER_STATE)) {
      assertThat(guest.shell("seq 100000 | sort -R | sort -n | md5sum").expectSuccess().out())
          .isEqualTo(guest.shell("seq 100000 | md5sum").expectSuccess().out());

      assertThatThrownBy(() -> guest.shell("echo c >/proc/sysrq-trigger; sleep 50"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("Kernel panic - not syncing: sysrq triggered crash");
      assertThatThrownBy(() -> guest.run("true"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("Kernel panic");
    }
  }

  /** What {@code whole-xstate.c} is for. */
  @Test
  void withoutTheRegistersThatItDoesNotKnowTheHostTakesNone() {
    Map<String, String> environment = Map.of("XSTATE_SHORT", "8", "XSTATE_FILL", "no");

    assertThatThrownBy(() -> GuestKernel.boot(Linux.BOOKWORM, environment).close())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the guest kernel did not start")
        .hasMessageContaining("ptrace set fp regs failed, errno = 14")
        .hasMessageContaining("Kernel panic - not syncing: Attempted to kill init");
  }

  @Test
  void aBootThatFailsIsReportedOnceAndNotTriedAgain() {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    Images.guest(Linux.BOOKWORM); // If it has to be built, that is no part of the time.
    long start = System.nanoTime();

    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(One.class), selectClass(Another.class))
                .configurationParameter(NeedsGuest.OPTIONS, "init=/no/such/program")
                .build(),
            listener);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
    List<String> failures =
        listener.getSummary().getFailures().stream()
            .map(Failure::getException)
            .map(Throwable::getMessage)
            .toList();
    assertThat(failures).hasSize(3);
    assertThat(failures.getFirst())
        .contains("the guest kernel did not start")
        .contains("Kernel panic - not syncing: Requested init /no/such/program failed");
    assertThat(failures.subList(1, 3))
        .containsExactlyInAnyOrder(
            "One needs the guest kernel, which did not start: see the failure of One",
            "Another needs the guest kernel, which did not start: see the failure of One");
  }

  /** Run by the test above only. */
  @NeedsGuest
  static class One {
    @Test
    void needsTheGuest(GuestKernel guest) {
      guest.run("true").expectSuccess();
    }

    @Test
    void needsTheGuestAsWell(GuestKernel guest) {
      guest.run("true").expectSuccess();
    }
  }

  /** Run by the test above only. */
  @NeedsGuest
  static class Another {
    @Test
    void needsTheGuest(GuestKernel guest) {
      guest.run("true").expectSuccess();
    }
  }
}
