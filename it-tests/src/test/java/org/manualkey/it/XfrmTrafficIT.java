package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.manualkey.it.Conversation.Shape;
import org.manualkey.it.ManualSa.Algorithm;

/**
 * Packets between two hosts of which the left one is loaded by XFRM, and the right one by XFRM, by
 * AF_KEY or by {@code ip xfrm}.
 */
@NeedsGuest
@Order(3)
@TestInstance(Lifecycle.PER_CLASS)
class XfrmTrafficIT {

  private static final Shape TRANSPORT = new Shape("esp", false, false);
  private static final Shape TUNNEL = new Shape("esp", true, true);
  private static final Optional<Algorithm> SHA256 = Optional.of(Algorithm.SHA256);
  private static final Optional<Algorithm> AES = Optional.of(Algorithm.AES128);
  private static final Optional<Algorithm> GCM = Optional.of(Algorithm.GCM);

  /** Property with which HMAC-SHA-256 has 96 bits. */
  private static final String SHORT = "config/sha256_96 = true";

  private final TwoHosts hosts;
  private final GuestDaemon left;

  XfrmTrafficIT(GuestKernel guest) {
    hosts = new TwoHosts(guest);
    left = GuestDaemon.start(hosts.left(), "xfrm");
  }

  @AfterAll
  void end() {
    left.close();
    hosts.close();
  }

  /** The SAs of a conversation with other algorithms. */
  private static String keyFile(
      Conversation talk, Optional<Algorithm> auth, Optional<Algorithm> encryption) {
    return ManualSa.keyFile(talk.sas().stream().map(sa -> sa.with(auth, encryption)).toList());
  }

  private void loadRight(String backEnd, String properties, String keyFile) {
    try (GuestDaemon right = GuestDaemon.start(hosts.right(), backEnd, properties)) {
      right.load(keyFile).expectSuccess();
    }
  }

  /** That pings cross, and that the SAs of both hosts count them. */
  private void expectPings(Conversation talk) {
    assertThat(talk.ping().expectSuccess().out()).contains("2 received");
    for (Host host : List.of(hosts.left(), hosts.right())) {
      assertThat(XfrmSa.of(host))
          .hasSize(2)
          .allSatisfy(sa -> {
            assertThat(sa.packets()).isEqualTo(2);
            assertThat(sa.failed()).isZero();
          });
    }
  }

  @Test
  void aesGcmCrossesBetweenTwoDaemons() {
    Conversation talk = new Conversation(hosts, TRANSPORT);
    String keys = keyFile(talk, Optional.empty(), GCM);
    left.load(keys).expectSuccess();
    loadRight("xfrm", "", keys);

    expectPings(talk);
  }

  @Test
  void chaCha20Poly1305CrossesBetweenTwoDaemons() {
    Conversation talk = new Conversation(hosts, TRANSPORT);
    String keys = keyFile(talk, Optional.empty(), Optional.of(Algorithm.CHACHA20));
    left.load(keys).expectSuccess();
    loadRight("xfrm", "", keys);

    expectPings(talk);
  }

  /** Both what iproute and what we make of the nonce. */
  @Test
  void aHostThatIprouteLoadedUnderstandsOurAesCtrAndAesCmac() {
    Optional<Algorithm> cmac = Optional.of(Algorithm.CMAC);
    Optional<Algorithm> counter = Optional.of(Algorithm.CTR);
    Conversation talk = new Conversation(hosts, TRANSPORT);
    left.load(keyFile(talk, cmac, counter)).expectSuccess();
    hosts
        .right()
        .shell(ManualSa.ipXfrmAdd(talk.sas().stream().map(sa -> sa.with(cmac, counter)).toList()))
        .expectSuccess();

    expectPings(talk);
  }

  @Test
  void aHostThatIprouteLoadedUnderstandsOurCamelliaAndAesXcbc() {
    Optional<Algorithm> xcbc = Optional.of(Algorithm.XCBC);
    Optional<Algorithm> camellia = Optional.of(Algorithm.CAMELLIA);
    Conversation talk = new Conversation(hosts, TRANSPORT);
    left.load(keyFile(talk, xcbc, camellia)).expectSuccess();
    hosts
        .right()
        .shell(ManualSa.ipXfrmAdd(talk.sas().stream().map(sa -> sa.with(xcbc, camellia)).toList()))
        .expectSuccess();

    expectPings(talk);
  }

  @Test
  void hmacSha256Of128BitsCrossesInATunnelWithSelectors() {
    Conversation talk = new Conversation(hosts, TUNNEL);
    String keys = keyFile(talk, SHA256, AES);
    left.load(keys).expectSuccess();
    loadRight("xfrm", "", keys);

    expectPings(talk);
    assertThat(XfrmSa.of(hosts.left(), Conversation.THERE).selector())
        .containsExactly(hosts.behind(true).left() + "/128", "::/0");
  }

  @Test
  void aHostThatIprouteLoadedUnderstandsOurHmacSha256() {
    Conversation talk = new Conversation(hosts, TRANSPORT);
    left.load(keyFile(talk, SHA256, AES)).expectSuccess();
    hosts
        .right()
        .shell(ManualSa.ipXfrmAdd(talk.sas().stream().map(sa -> sa.with(SHA256, AES)).toList()))
        .expectSuccess();

    expectPings(talk);
  }

  @Test
  void extendedSequenceNumbersCrossBetweenTwoDaemons() {
    Conversation talk = new Conversation(hosts, TRANSPORT);
    StringBuilder keys = new StringBuilder();
    talk.sas().forEach(sa -> keys.append(sa.keyFileLine()).append(" replay 64 esn\n"));
    left.load(keys.toString()).expectSuccess();
    loadRight("xfrm", "", keys.toString());

    expectPings(talk);
    assertThat(hosts.left().run("ip", "xfrm", "state").expectSuccess().out())
        .contains("flag esn", "replay_window 64");
  }

  /** By their counters: this kernel does not show when an SA was used. */
  @Test
  void sasWithIdleLimitsLastAsLongAsTheyAreUsed() {
    new IdleConversation(hosts, left).expectToLastAsLongAsItIsUsed();
  }

  @Test
  void aHostWithAfKeyUnderstandsWhatBothCanDo() {
    Conversation talk = new Conversation(hosts, TRANSPORT);
    left.load(ManualSa.keyFile(talk.sas())).expectSuccess();
    loadRight("pfkey", "", ManualSa.keyFile(talk.sas()));

    expectPings(talk);
  }

  /** AF_KEY truncates it to 96 bits: with the same keys, no packet passes. */
  @Test
  void hmacSha256OfAfKeyIsNotThatOfXfrmUnlessThatIsTruncatedAsWell() {
    Conversation refused = new Conversation(hosts, TRANSPORT);
    left.load(keyFile(refused, SHA256, AES)).expectSuccess();
    loadRight("pfkey", SHORT, keyFile(refused, SHA256, AES));
    refused.expectRefusedPings();

    Conversation agreed = new Conversation(hosts, TRANSPORT);
    String keys = keyFile(agreed, SHA256, AES);
    loadRight("pfkey", SHORT, keys);
    left.end("TERM");
    try (GuestDaemon truncating = GuestDaemon.start(hosts.left(), "xfrm", SHORT)) {
      truncating.load(keys).expectSuccess();
    }
    left.startAgain("xfrm");
    expectPings(agreed);
  }
}
