package org.manualkey.it;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * What {@code ip xfrm} can make is saved so that a load brings it again as it was, or is a comment
 * with the reason: never another SA, and none lost without a word.
 */
@NeedsGuest
@Order(6)
class XfrmSaveIT extends ServiceOnKernel {
  private static final String KEY = "0123456789abcdef0123456789abcdef";
  private static final int FIRST = 0x9100;

  private static final String CBC = " enc cbc(aes) 0x%1$s";
  private static final String SHA1 = " auth-trunc hmac(sha1) 0x%1$s01234567 96";
  private static final String GCM = " aead rfc4106(gcm(aes)) 0x%1$s00112233 128";

  /** Algorithms of ESP. */
  private static final List<String> ALGORITHMS =
      List.of(
          CBC + SHA1,
          CBC + " auth-trunc hmac(sha1) 0x%1$s01234567 160",
          CBC + " auth-trunc hmac(sha256) 0x%1$s%1$s 128",
          CBC + " auth-trunc hmac(sha256) 0x%1$s%1$s 96",
          CBC + " auth-trunc hmac(sha384) 0x%1$s%1$s%1$s 192",
          CBC + " auth-trunc hmac(sha512) 0x%1$s%1$s%1$s%1$s 256",
          CBC + " auth-trunc hmac(sha512) 0x%1$s%1$s%1$s%1$s 200",
          CBC + " auth hmac(md5) 0x%1$s",
          CBC + " auth xcbc(aes) 0x%1$s",
          CBC + " auth cmac(aes) 0x%1$s",
          CBC,
          SHA1 + " enc ecb(cipher_null) \"\"",
          SHA1 + " enc rfc3686(ctr(aes)) 0x%1$s00112233",
          SHA1 + " enc cbc(camellia) 0x%1$s",
          SHA1 + " enc cbc(des3_ede) 0x0123456789abcdeffedcba98765432100f1e2d3c4b5a6978",
          SHA1 + " enc cbc(serpent) 0x%1$s",
          SHA1 + " enc cbc(twofish) 0x%1$s",
          GCM,
          " aead rfc4106(gcm(aes)) 0x%1$s00112233 64",
          " aead rfc4106(gcm(aes)) 0x%1$s%1$s00112233 96",
          " aead rfc4309(ccm(aes)) 0x%1$s001122 128",
          " aead rfc4543(gcm(aes)) 0x%1$s00112233 128",
          " aead rfc7539esp(chacha20,poly1305) 0x%1$s%1$s00112233 128");

  /** What an SA has beside its algorithm. */
  static final List<String> SETTINGS =
      List.of(
          "mode tunnel",
          "mode tunnel sel src 10.1.0.0/16 dst 10.2.0.0/16",
          "mode tunnel sel src 10.1.0.0/16 dst 10.2.0.0/16 proto 6 sport 80",
          "mode tunnel sel src 2001:db8::/32 dst 2001:db8:1::/48",
          "mode beet",
          "sel proto 17 sport 5 dport 6",
          "sel proto 1 type 8 code 0",
          "sel src 10.9.0.0/24",
          "reqid 7",
          "mark 5 mask 0xff",
          "mark 0 mask 0xff",
          "if_id 9",
          "output-mark 0x3 mask 0xf",
          "replay-window 32",
          "replay-window 32 replay-seq 0x5 replay-oseq 0x9",
          "replay-window 32 replay-oseq 0x9",
          "replay-window 128 flag esn",
          "replay-window 32 flag esn replay-seq-hi 0x1 replay-oseq-hi 0x2",
          "flag noecn",
          "flag decap-dscp",
          "flag nopmtudisc",
          "flag wildrecv",
          "flag icmp",
          "mode tunnel flag af-unspec",
          "mode tunnel tfcpad 64",
          "extra-flag dont-encap-dscp",
          "encap espinudp 4500 4501 0.0.0.0",
          "encap espinudp 4500 4501 10.9.0.7",
          "limit byte-soft 1000 limit byte-hard 2000",
          "limit packet-soft 1000 limit time-hard 86400",
          "limit time-use-soft 1000 limit time-use-hard 2000 limit packet-hard 9");

  private static final Pattern BLOCK =
      Pattern.compile(
          "(?m)^src \\S+ dst \\S+\\n\\s+proto \\S+ spi (0x\\p{XDigit}+) (?s:.*?)(?=^src |\\z)");

  /**
   * Both directions go on from the higher one, with all before it received: the text is another.
   */
  private static final Pattern COUNTERS =
      Pattern.compile("(?m)^.*(anti-replay context|seq-hi|^\\s+\\p{XDigit}{8}( |$)).*\\n");

  XfrmSaveIT(GuestKernel guest) {
    super(guest, "xfrm");
  }

  @Test
  void whatIpXfrmMakesIsSavedAsItIsOrIsAComment() {
    String batch = host.directory() + "/batch";
    host.shell(Host.write(batch, everything())).expectSuccess();
    host.run("ip", "-batch", batch).expectSuccess();
    Map<String, Integer> before = sas();
    assertThat(before).hasSize(ALGORITHMS.size() + settings().size() + 5);

    String saved = host.directory() + "/saved";
    host.run("rm", "-f", saved).expectSuccess();
    daemon.ipseckey("-n", "save", "all", saved).expectSuccess();
    String text = host.run("cat", saved).expectSuccess().out();
    daemon.ipseckey("-n", "flush").expectSuccess();
    daemon.ipseckey("-n", "-c", saved).expectSuccess();
    daemon.ipseckey("-n", "-f", saved).expectSuccess();

    Map<String, Integer> after = sas();
    List<String> wrong = new ArrayList<>();
    before.forEach((spi, digest) -> {
      boolean explained = text.contains("# WARNING: SPI " + withoutZeros(spi) + " not saved: ");
      boolean same = digest.equals(after.get(spi));
      if (same == explained) {
        wrong.add(spi + (same ? " is back, and said to be not saved" : " is lost or another"));
      }
    });
    assertThat(wrong).isEmpty();
    // What the language has words for is no comment: ALGORITHMS but Serpent, Twofish and odd check
    // values.
    assertThat(after).hasSizeGreaterThan(before.size() - 19);
  }

  /** What an SA has beside its algorithm on this kernel. */
  List<String> settings() {
    return SETTINGS;
  }

  private String everything() {
    StringBuilder batch = new StringBuilder();
    int spi = FIRST;
    for (String algorithm : ALGORITHMS) {
      batch.append(added("10.9.0.1", "10.9.0.2", "esp", spi++, algorithm));
    }
    for (String setting : settings()) {
      batch.append(added("10.9.0.1", "10.9.0.2", "esp", spi++, GCM + " " + setting));
    }
    batch.append(added("2001:db8::1", "2001:db8::2", "esp", spi++, GCM));
    batch.append(added("fe80::1", "ff02::5", "esp", spi++, CBC + SHA1));
    batch.append(added("2001:db8::1", "2001:db8::2", "ah", spi++, SHA1));
    batch.append(added("10.9.0.1", "10.9.0.2", "ah", spi++, SHA1 + " mode tunnel"));
    batch.append(added("10.9.0.1", "10.9.0.2", "ah", spi++, SHA1 + " flag align4"));
    return batch.toString();
  }

  private static String added(String from, String to, String proto, int spi, String how) {
    return "xfrm state add src %s dst %s proto %s spi 0x%x%s%n"
        .formatted(from, to, proto, spi, how.formatted(KEY));
  }

  /**
   * The SAs as the kernel shows them, by SPI; as digests, because a failing comparison prints them.
   */
  private Map<String, Integer> sas() {
    String shown = host.run("ip", "xfrm", "state").expectSuccess().out();
    return BLOCK
        .matcher(shown)
        .results()
        .collect(toMap(block -> block.group(1), XfrmSaveIT::digest));
  }

  private static int digest(MatchResult block) {
    return COUNTERS.matcher(block.group()).replaceAll("").hashCode();
  }

  private static String withoutZeros(String spi) {
    return "0x" + Integer.toHexString(Integer.decode(spi));
  }
}
