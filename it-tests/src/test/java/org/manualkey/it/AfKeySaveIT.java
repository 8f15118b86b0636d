package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.manualkey.it.ManualSa.Algorithm;

/**
 * What {@code save} writes on a kernel loads back as the same SA, or is a comment with the reason:
 * never a weaker SA, and never a file that does not load.
 */
@NeedsGuest(Linux.SID)
@Order(6)
class AfKeySaveIT extends ServiceOnKernel {
  private static final String KEY = "0123456789abcdef0123456789abcdef";

  AfKeySaveIT(GuestKernel guest) {
    super(guest);
  }

  @Test
  void tunnelsAreSavedAsTunnels_byADaemonThatDidNotAddThem() {
    ManualSa transport = ManualSa.esp(FROM, TO, 0x603);
    daemon
        .load(
            transport.keyFileLine()
                + "\n"
                + ManualSa.esp(FROM, TO, 0x604).keyFileLine()
                + " isrc 10.1.0.0/16 idst 10.2.0.0/16\n"
                + ManualSa.esp("10.0.0.1", "10.0.3.2", 0x1565785).keyFileLine()
                + " isrc 2001:db8:1234::2 idst 2001:db8:1234::3\n")
        .expectSuccess();
    daemon.close();
    daemon.startAgain("pfkey");

    List<XfrmSa> before = XfrmSa.of(host);
    String saved = savedAndLoadedAgain();

    assertThat(before).extracting(XfrmSa::mode).contains("tunnel", "transport");
    expectSameOrExplained(before, saved);
    assertThat(XfrmSa.of(host, 0x603)).isEqualTo(XfrmSa.plain(transport));
    assertThat(XfrmSa.of(host, 0x604).mode()).isEqualTo("tunnel");
  }

  @Test
  void sasOfAnotherProgramAreSavedAsTheyAreOrAsAComment() {
    ManualSa known = ManualSa.esp("10.9.0.1", "10.9.0.2", 0x9007);
    ManualSa sha384 =
        ManualSa.esp("10.9.0.1", "10.9.0.2", 0x9008)
            .with(Optional.of(Algorithm.SHA384), Optional.of(Algorithm.AES256));
    add(0x9001, "mode tunnel aead 'rfc4106(gcm(aes))' 0x%s00112233 128".formatted(KEY));
    add(0x9002, "enc 'rfc3686(ctr(aes))' 0x%1$s00112233 auth 'hmac(sha1)' 0x%1$s01234567");
    add(0x9003, "enc 'cbc(aes)' 0x%1$s auth 'cmac(aes)' 0x%1$s");
    add(0x9004, "auth-trunc 'hmac(sha256)' 0x%1$s%1$s 128 enc 'cbc(aes)' 0x%1$s");
    add(0x9005, "auth 'xcbc(aes)' 0x%1$s enc 'cbc(aes)' 0x%1$s");
    add(0x9006, "mode tunnel sel src 10.1.0.0/16 dst 10.2.0.0/16 enc 'cbc(aes)' 0x%1$s");
    add(0x9009, "mode tunnel enc 'cbc(aes)' 0x%1$s auth 'hmac(sha1)' 0x%1$s01234567");
    host.shell(ManualSa.ipXfrmAdd(List.of(known, sha384))).expectSuccess();

    List<XfrmSa> before = XfrmSa.of(host);
    String saved = savedAndLoadedAgain();

    assertThat(before).hasSize(9);
    expectSameOrExplained(before, saved);
    assertThat(XfrmSa.spis(host)).contains(0x9007L, 0x9008L, 0x9009L);
    assertThat(saved.contains("# WARNING: SPI 0x9001 not saved: "))
        .as("AES-GCM is hidden")
        .isTrue();
  }

  private void add(int spi, String how) {
    host.shell(
            "ip xfrm state add src 10.9.0.1 dst 10.9.0.2 proto esp spi 0x%x %s"
                .formatted(spi, how.formatted(KEY)))
        .expectSuccess();
  }

  /** Saves, flushes and loads what was saved; the text of that. */
  private String savedAndLoadedAgain() {
    String file = daemon.directory() + "/saved";
    host.run("rm", "-f", file).expectSuccess();
    daemon.ipseckey("-n", "save", "all", file).expectSuccess();
    String saved = host.run("cat", file).expectSuccess().out();
    daemon.ipseckey("-n", "flush").expectSuccess();
    assertThat(XfrmSa.of(host)).isEmpty();
    daemon.ipseckey("-n", "-c", file).expectSuccess();
    daemon.ipseckey("-n", "-f", file).expectSuccess();
    return saved;
  }

  private void expectSameOrExplained(List<XfrmSa> before, String saved) {
    List<XfrmSa> after = XfrmSa.of(host);
    assertThat(before).containsAll(after);
    for (XfrmSa sa : before) {
      boolean explained = saved.contains("# WARNING: SPI 0x%x not saved: ".formatted(sa.spi()));
      assertThat(after.contains(sa))
          .as("SPI 0x%x is there again", sa.spi())
          .isNotEqualTo(explained);
    }
  }
}
