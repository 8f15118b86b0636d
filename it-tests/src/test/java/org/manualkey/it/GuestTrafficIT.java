package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.manualkey.it.Conversation.Shape;
import org.manualkey.it.ManualSa.Algorithm;
import org.manualkey.it.XfrmSa.Limits;

/**
 * What the tests of our daemon on this kernel rely on, with iproute2 in the daemon's place: that
 * the reader reads what was written, and that packets cross under the right keys and no others.
 */
@NeedsGuest
@Order(6)
@TestInstance(Lifecycle.PER_CLASS)
class GuestTrafficIT {

  static final List<Shape> SHAPES = Shape.all();

  private static final Shape ESP = new Shape("esp", false, false);

  private final GuestKernel guest;
  private final TwoHosts hosts;

  GuestTrafficIT(GuestKernel guest) {
    this.guest = guest;
    hosts = new TwoHosts(guest);
  }

  @AfterAll
  void end() {
    hosts.close();
  }

  @Test
  void theReaderReadsAllOfAnSa() {
    try (Host host = guest.host()) {
      ManualSa sa = ManualSa.esp("192.0.2.1", "192.0.2.2", 0xfedcba98L).tunnelOf("10.0.0.0/8");
      host.shell(
              sa.ipXfrmAdd()
                  + " replay-window 32 encap espinudp 4500 4501 0.0.0.0"
                  + " limit byte-soft 1 limit byte-hard 18000000000000000000"
                  + " limit packet-soft 3 limit packet-hard 4"
                  + " limit time-soft 5 limit time-hard 600"
                  + " limit time-use-soft 7 limit time-use-hard 8")
          .expectSuccess();

      assertThat(XfrmSa.of(host))
          .containsExactly(
              new XfrmSa(
                  "192.0.2.1",
                  "192.0.2.2",
                  "esp",
                  0xfedcba98L,
                  "tunnel",
                  32,
                  Optional.of(
                      new XfrmSa.Algorithm("hmac(sha1)", Algorithm.SHA1.key(0xfedcba98L), 96)),
                  Optional.of(
                      new XfrmSa.Algorithm("cbc(aes)", Algorithm.AES128.key(0xfedcba98L), 0)),
                  Optional.of("espinudp 4500 4501"),
                  List.of("10.0.0.0/8", "0.0.0.0/0"),
                  new Limits(1, 3, 5, 7),
                  new Limits(Long.parseUnsignedLong("18000000000000000000"), 4, 600, 8),
                  0,
                  0,
                  0));
    }
  }

  @Test
  void theReaderReadsAnSaThatDoesNotEncrypt() {
    try (Host host = guest.host()) {
      host.shell(
              "ip xfrm state add src 192.0.2.1 dst 192.0.2.2 proto esp spi 0x1001 mode transport"
                  + " auth 'hmac(md5)' 0x00112233445566778899aabbccddeeff"
                  + " enc 'ecb(cipher_null)' ''")
          .expectSuccess();

      assertThat(XfrmSa.of(host, 0x1001).encryption())
          .contains(new XfrmSa.Algorithm("ecb(cipher_null)", "", 0));
    }
  }

  @ParameterizedTest
  @FieldSource("SHAPES")
  void pingsCrossUnderTheSameKeys(Shape shape) {
    Conversation talk = new Conversation(hosts, shape);
    add(hosts.left(), talk.sas());
    add(hosts.right(), talk.sas());

    talk.expectProtectedPings();
  }

  @Test
  void pingsDoNotCrossWithoutKeys() {
    assertThat(new Conversation(hosts, ESP).ping().status()).isNotZero();
  }

  @Test
  void aWrongKeyOnOneSideStopsPings() {
    Conversation talk = new Conversation(hosts, ESP);
    add(hosts.left(), talk.sas());
    String key = Algorithm.SHA1.key(Conversation.THERE);
    hosts
        .right()
        .shell(ManualSa.ipXfrmAdd(talk.sas()).replace(key, "fe" + key.substring(2)))
        .expectSuccess();

    talk.expectRefusedPings();
  }

  private static void add(Host host, List<ManualSa> sas) {
    host.shell(ManualSa.ipXfrmAdd(sas)).expectSuccess();
  }
}
