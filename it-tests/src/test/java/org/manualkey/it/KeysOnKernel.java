package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.manualkey.it.KnownKeys.Found;

/** Beside a kernel, no key is in the memory of the daemon when it is not being used. */
abstract class KeysOnKernel extends ServiceOnKernel {

  /** A search of all memory takes this kernel longer than other commands. */
  private static final Duration LONG = Duration.ofMinutes(3);

  private String known = "";

  KeysOnKernel(GuestKernel guest, String backEnd) {
    super(guest, backEnd);
  }

  /** Made in the guest: they are more than fits into a command. */
  @BeforeEach
  void aFileOfRandomKeys() {
    known = host.directory() + "/known";
    host.shell(Host.write(host.directory() + "/search", KnownKeys.search())).expectSuccess();
    host.shell(
            """
            perl -e 'srand 29; sub key { join "", map { sprintf "%%02x", int rand 256 } 1 .. shift }
              printf "add esp spi 0x%%x src 10.0.0.1 dst 10.1.%%d.%%d encralg aes encrkey %%s"
                . " authalg sha1 authkey %%s\\n", 0x10000 + $_, $_ / 250, 1 + $_ %% 250, key(16), key(20)
                for 0 .. %1$d - 1' >%2$s
            (cat %2$s; echo 'add esp sip 0x1000 dst 10.1.0.1') >%2$s.wrong
            chmod 600 %2$s %2$s.wrong
            """
                .formatted(KnownKeys.SAS, known))
        .expectSuccess();
  }

  private void store(String file) {
    host.shell("cp -p " + file + " " + daemon.directory() + "/ipseckeys").expectSuccess();
  }

  private Found search(String pid) {
    return Found.of(
        host.shell("perl " + host.directory() + "/search " + pid + " " + known, LONG)
            .expectSuccess()
            .out());
  }

  /** One second later: what is there then stays. */
  private Found inDaemon() {
    return search("$(sleep 1; cat " + daemon.directory() + "/pid)");
  }

  @Test
  void noKeyIsLeftAfterLoadsAndChecks() {
    String holder = host.directory() + "/holder";
    host.shell(KnownKeys.holder(known, holder)).expectSuccess();
    Found there = search("$(cat " + holder + ")");
    host.shell("kill $(cat " + holder + ")").expectSuccess();
    assertThat(there.textKeys()).as("the search finds what is there").isEqualTo(KnownKeys.KEYS);
    assertThat(there.octetKeys()).isEqualTo(KnownKeys.KEYS);

    store(known);
    daemon.adm("enable", "-s").expectSuccess();
    for (int i = 0; i < 3; i++) {
      daemon.adm("refresh", "-s").expectSuccess();
    }
    assertThat(XfrmSa.of(host)).hasSize(KnownKeys.SAS);
    assertThat(inDaemon()).as("after a load and three refreshes").isEqualTo(Found.NOTHING);

    store(known + ".wrong");
    daemon.adm("refresh", "-s").expect(1);
    daemon.ipseckey("-n", "-s", host.directory() + "/saved").expectSuccess();
    assertThat(inDaemon()).as("after a rejected load and a save").isEqualTo(Found.NOTHING);

    daemon.ipseckey("-n", "-c", known).expectSuccess();
    daemon.adm("disable", "-s").expectSuccess();
    assertThat(inDaemon()).as("after a check and disable").isEqualTo(Found.NOTHING);
  }
}
