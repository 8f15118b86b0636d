package org.manualkey.it;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service on the kernel, and its sudden end. */
abstract class KilledOnKernel extends ServiceOnKernel {

  private static final Duration LONG = Duration.ofMinutes(2);

  KilledOnKernel(GuestKernel guest, String backEnd) {
    super(guest, backEnd);
  }

  /**
   * A refresh from so many SAs to as many others, killed when it has added a part of them. They are
   * so many because a timer of this kernel lets the daemon run for 10 to 20 ms, in which it adds
   * more than a thousand: between two looks it must not be able to pass the part.
   */
  @Tag("slow")
  @ParameterizedTest
  @CsvSource({"flush,1000", "delta,1000"})
  void aKilledDaemonsNextStartReachesTheFile(String refresh, int added) {
    int many = 10_000;
    // flush empties the kernel first, by XFRM one SA after the other; delta adds before it deletes.
    int least = refresh.equals("flush") ? added : many + added;
    int most = refresh.equals("flush") ? many - 1 : 2 * many - 1;
    daemon.set("config/refresh", refresh);
    String keyFile = daemon.directory() + "/ipseckeys";
    host.shell(generated(1, many) + ">" + keyFile + "; chmod 600 " + keyFile).expectSuccess();
    daemon.adm("enable", "-s").expectSuccess();

    // It runs for moments, and is looked at while it is stopped; a look starts as few programs as
    // it
    // can, since the guest takes longer for each of them than the daemon's moment lasts.
    host.shell(
            """
            %1$s >%2$s
            %3$smanual-keyadm refresh
            daemon=$(<%4$s/pid)
            exec 6<> <(:) # nothing ever comes
            looks=0
            kill -STOP $daemon
            until there=$(exec ip xfrm state count); there=${there//[!0-9]/}
              (( there >= %5$d && there <= %6$d )); do
              kill -CONT $daemon; read -r -t 0.01 -u 6; kill -STOP $daemon
              if (( ++looks %% 16 == 0 )) && [[ $(grep -c 'commands loaded' %4$s/log) == 2 ]]; then
                kill -CONT $daemon
                echo 'the load was over before it could be killed' >&2; exit 1
              fi
            done
            kill -KILL $daemon
            tail -f /dev/null --pid=$daemon
            """
                .formatted(
                    generated(many + 1, 2 * many),
                    keyFile,
                    daemon.environment(),
                    daemon.directory(),
                    least,
                    most),
            LONG)
        .expectSuccess();
    daemon.startAgain(backEnd());
    until("online", "status").expectSuccess();

    host.shell(
            """
            cd %s || exit
            ip xfrm state | sed -n 's/.* spi \\(0x[0-9a-f]*\\) .*/\\1/p' | sort >there
            sed 's/.* spi \\([^ ]*\\) .*/\\1/' ipseckeys | sort >wanted
            cmp there wanted
            """
                .formatted(daemon.directory()),
            LONG)
        .expectSuccess();
  }

  /** A shell command that writes SAs with these numbers. */
  private static String generated(int first, int last) {
    return "awk 'BEGIN { for (i = "
        + first
        + "; i <= "
        + last
        + "; i++) printf \"add esp spi 0x%08x src 10.0.0.1 dst 10.1.%d.%d encralg aes encrkey %032x"
        + " authalg sha1 authkey %040x\\n\", 65536 + i, int(i / 250) % 250, 1 + i % 250, i, i }'";
  }
}
