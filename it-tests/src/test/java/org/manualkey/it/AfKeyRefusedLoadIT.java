package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The service on a kernel that refuses what passed all checks: the table that users may replace has
 * a cipher here that no kernel knows.
 */
@NeedsGuest(Linux.SID)
@Order(7)
class AfKeyRefusedLoadIT extends ServiceOnKernel {

  AfKeyRefusedLoadIT(GuestKernel guest) {
    super(guest);
  }

  @Override
  GuestDaemon start(Host on) {
    String table = on.directory() + "/ipsecalgs";
    on.shell(
            Host.write(
                table,
                """
                PROTO|2|PROTO_IPSEC_AH|sync
                PROTO|3|PROTO_IPSEC_ESP|sync
                ALG|2|3|hmac-sha1,sha1|CKM_SHA_1_HMAC_GENERAL|160|12
                ALG|3|12|aes-cbc,aes|CKM_AES_CBC|128/128-256,64|16
                ALG|3|200|made-up|CKM_NONE|128|16
                """))
        .expectSuccess();
    return GuestDaemon.start(on, "pfkey", "config/algorithms_file = " + table);
  }

  @ParameterizedTest
  @ValueSource(strings = {"flush", "delta"})
  void aLoadThatTheKernelRefusesIsRolledBackAndEachRefusedCommandNamed(String refresh) {
    daemon.set("config/refresh", refresh);
    List<ManualSa> sas = sas(0x1001, 0x1003);
    serve(sas);
    String unknown = ManualSa.keyFile(sas(0x1005, 0x1006)).replace(" aes ", " made-up ");
    daemon.store(ManualSa.keyFile(sas(0x1002, 0x1004)) + unknown);

    assertThat(daemon.adm("refresh", "-s").status()).isNotZero();

    expectInKernel(sas);
    assertThat(daemon.adm("status").out())
        .contains("maintenance", "ipseckeys:4: ", "the kernel lacks the algorithm", "rolled back");
    assertThat(daemon.log()).contains("ipseckeys:4: the SADB", "ipseckeys:5: the SADB");
    expectNoKeyInTheLog(sas(0x1001, 0x1006));
  }
}
