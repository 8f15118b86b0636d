package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.manualkey.it.GuestKernel.Result;
import org.manualkey.it.ManualSa.Algorithm;

/**
 * Tests of the service with one daemon, which is reset after each of them: its start takes longer
 * than most tests. A test whose daemon cannot be reset has failed, and the next one gets a new one.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class ServiceOnKernel {

  static final String FROM = "192.0.2.1";
  static final String TO = "192.0.2.2";

  private final GuestKernel guest;
  private final String backEnd;
  private boolean usable;
  Host host;
  GuestDaemon daemon;

  /** Tests with the back end {@code pfkey}. */
  ServiceOnKernel(GuestKernel guest) {
    this(guest, "pfkey");
  }

  ServiceOnKernel(GuestKernel guest, String backEnd) {
    this.guest = guest;
    this.backEnd = backEnd;
  }

  String backEnd() {
    return backEnd;
  }

  /** Starts the daemon that the tests get; some need another than the usual one. */
  GuestDaemon start(Host on) {
    return GuestDaemon.start(on, backEnd);
  }

  @BeforeEach
  void aDaemonAsAtItsFirstStart() {
    if (!usable) {
      host = guest.host();
      daemon = start(host);
      usable = true;
    }
  }

  @AfterEach
  void reset() {
    if (usable) {
      usable = false;
      daemon.reset();
      usable = true;
    }
  }

  @AfterAll
  void end() {
    if (usable) {
      daemon.close();
      host.close();
    }
  }

  static List<ManualSa> sas(long first, long last) {
    return LongStream.rangeClosed(first, last)
        .mapToObj(spi -> ManualSa.esp(FROM, TO, spi))
        .toList();
  }

  void serve(List<ManualSa> sas) {
    daemon.store(ManualSa.keyFile(sas));
    daemon.adm("enable", "-s").expectSuccess();
  }

  void expectInKernel(List<ManualSa> sas) {
    assertThat(XfrmSa.of(host))
        .containsExactlyInAnyOrderElementsOf(sas.stream().map(XfrmSa::plain).toList());
  }

  /** Waits until a command of the administrator prints something. */
  Result until(String wanted, String... command) {
    return host.shell(
        "until printed=$(%smanual-keyadm %s 2>&1); grep -q %s <<<$printed; do :; done; echo \"$printed\""
            .formatted(
                daemon.environment(), GuestKernel.quoted(command), GuestKernel.quoted(wanted)));
  }

  void expectNoKeyInTheLog(List<ManualSa> sas) {
    String log = daemon.log();
    for (ManualSa sa : sas) {
      assertThat(log.contains(Algorithm.SHA1.key(sa.spi()))).as("a key is in the log").isFalse();
      assertThat(log.contains(Algorithm.AES128.key(sa.spi()))).as("a key is in the log").isFalse();
    }
  }
}
