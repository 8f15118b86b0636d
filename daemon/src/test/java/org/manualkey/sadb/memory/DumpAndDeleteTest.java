package org.manualkey.sadb.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.manualkey.sadb.Draft.R4;
import static org.manualkey.sadb.Draft.R4B;
import static org.manualkey.sadb.Draft.about;
import static org.manualkey.sadb.Draft.addAh;
import static org.manualkey.sadb.Draft.addEsp;
import static org.manualkey.sadb.Draft.in;
import static org.manualkey.sadb.Draft.out;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtendedDump;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Exchanges;

final class DumpAndDeleteTest {
  private final Bench bench = new Bench();

  @Test
  @DisplayName("T88 GET tells all, keys too")
  void get() {
    bench.granted(out(0x1000));
    Message told = bench.get(0x1000);
    assertThat(told.extensions())
        .extracting(extension -> extension.type())
        .containsExactly(
            ExtensionType.SA,
            ExtensionType.LIFETIME_CURRENT,
            ExtensionType.ADDRESS_SRC,
            ExtensionType.ADDRESS_DST,
            ExtensionType.KEY_AUTH,
            ExtensionType.KEY_ENCRYPT);
  }

  @Test
  @DisplayName("T91 DELETE tells the SA, dead and without keys")
  void delete() {
    bench.granted(out(0x1000));
    Message told = bench.granted(about(MessageType.DELETE, 0x1000));
    assertThat(Bench.sa(told).state()).isEqualTo(SaState.DEAD);
    assertThat(told.extensions())
        .extracting(extension -> extension.type())
        .containsExactly(
            ExtensionType.SA,
            ExtensionType.LIFETIME_CURRENT,
            ExtensionType.ADDRESS_SRC,
            ExtensionType.ADDRESS_DST);
    bench.refused(about(MessageType.DELETE, 0x1000), Errno.ESRCH, Diagnostic.SA_NOTFOUND);
  }

  @Test
  @DisplayName("T92 DELETE without SPI removes all to the address")
  void purge() {
    for (int spi = 1; spi <= 5; spi++) {
      bench.granted(out(spi));
    }
    bench.granted(out(6).to(R4B));
    bench.granted(addAh(7));
    Draft purge = Draft.of(MessageType.DELETE, SaType.ESP).to(R4);

    Message echo = bench.granted(purge);

    assertThat(echo.extensions()).hasSize(1);
    assertThat(bench.spis(SaType.ESP)).containsExactly(6);
    assertThat(bench.spis(SaType.AH)).containsExactly(7);
  }

  @Test
  @DisplayName("T93 a purge that finds nothing succeeds")
  void purgeOfNothing() {
    bench.granted(Draft.of(MessageType.DELETE, SaType.ESP).to(R4));
    bench.granted(Draft.of(MessageType.DELETE, SaType.ESP).from(Draft.L6));
  }

  @Test
  void aPurgeLooksAtSourceIdentitiesAndCookie() {
    Identity me = Identity.of(Identity.Kind.SRC, 2, new byte[] {'m', 'e'});
    Identity you = Identity.of(Identity.Kind.SRC, 2, new byte[] {'y', 'o', 'u'});
    bench.granted(out(1).with(me, new KmCookie(1, 5)));
    bench.granted(out(2).with(you));
    bench.granted(out(3).with(me, new KmCookie(1, 6)));
    bench.granted(out(4).with(me).from("10.0.0.9"));
    Draft purge = Draft.of(MessageType.DELETE, SaType.ESP).to(R4).from(Draft.L4);

    bench.granted(purge.with(me, new KmCookie(0, 5)));

    assertThat(bench.spis(SaType.ESP)).containsExactly(2, 3, 4);
  }

  @Test
  @DisplayName("T95 a dump tells AH before ESP, IPv4 before IPv6, outbound before inbound")
  void dumpOrder() {
    bench.granted(in(0x31));
    bench.granted(out(0x33).from(Draft.L6).to(Draft.R6));
    bench.granted(out(0x30));
    bench.granted(out(0x32));
    bench.granted(addAh(0x20));

    assertThat(bench.spis(SaType.UNSPEC)).containsExactly(0x20, 0x30, 0x32, 0x31, 0x33);
    assertThat(bench.dump(SaType.UNSPEC))
        .extracting(Message::header)
        .allMatch(header -> header.seq() == Draft.SEQ && header.pid() == Draft.PID)
        .extracting(header -> header.saType().code())
        .containsExactly(2, 3, 3, 3, 3);
    assertThat(bench.spis(SaType.AH)).containsExactly(0x20); // T96
    assertThat(end(SaType.UNSPEC))
        .isEqualTo(new Header(2, MessageType.DUMP.code(), 0, SaType.UNSPEC, 0, 0, Draft.PID));
    assertThat(end(SaType.ESP).saType()).isEqualTo(SaType.ESP);
  }

  private Header end(SaType type) {
    Message end = Exchanges.dump(bench.sadb(), Draft.of(MessageType.DUMP, type).build(), sa -> {});
    assertThat(end.extensions()).isEmpty();
    return end.header();
  }

  @Test
  @DisplayName("T20, T98 dumps that are refused")
  void refusedDumps() {
    Draft dump = Draft.of(MessageType.DUMP, SaType.ESP);
    assertDumpRefused(dump.with(Bench.sa(out(1).build())), Diagnostic.NO_EXT);
    assertDumpRefused(dump.with(new ExtendedDump(0, 0), new KmCookie(0, 0)), Diagnostic.NO_EXT);
    assertDumpRefused(dump.saType(5), Diagnostic.UNKNOWN_SATYPE);
    assertDumpRefused(
        dump.twice(new ExtendedDump(0, 0)).twice(new ExtendedDump(0, 0)), Diagnostic.NONE);
  }

  private void assertDumpRefused(Draft dump, Diagnostic diagnostic) {
    bench.granted(out(0x1000));
    Message end =
        Exchanges.dump(
            bench.sadb(),
            dump.build(),
            sa -> {
              throw new AssertionError("nothing is told");
            });
    assertThat(end.header().errno()).isEqualTo(Errno.EINVAL.code());
    assertThat(Diagnostic.of(end.header().diagnostic())).isEqualTo(diagnostic);
    assertThat(end.header().seq()).isEqualTo(Draft.SEQ);
    bench.granted(about(MessageType.DELETE, 0x1000));
  }

  @Test
  @DisplayName("T99 a dump of those lately used tells none that never was")
  void dumpOfTheUsed() {
    bench.granted(out(0x1000));
    Draft dump = Draft.of(MessageType.DUMP, SaType.ESP);
    assertThat(bench.dump(dump.with(new ExtendedDump(0, 60)))).isEmpty();
    assertThat(bench.dump(dump.with(new ExtendedDump(0, 0)))).hasSize(1);
  }

  @Test
  @DisplayName("T100 a flush of all is answered once, with no SA type")
  void flush() {
    bench.granted(out(0x1000));
    bench.granted(addAh(0x1000));
    Message reply = bench.granted(Draft.of(MessageType.FLUSH, SaType.UNSPEC));
    assertThat(reply.header().saType()).isEqualTo(SaType.UNSPEC);
    assertThat(reply.extensions()).isEmpty();
    assertThat(bench.dump(SaType.UNSPEC)).isEmpty();
  }

  @Test
  @DisplayName("T101 both copies of a clone are deleted, and purged, at once")
  void clones() {
    bench.granted(addEsp(0x1000).from("10.0.0.9"));
    bench.granted(about(MessageType.DELETE, 0x1000));
    assertThat(bench.dump(SaType.UNSPEC)).isEmpty();
    bench.granted(addEsp(0x1000).from("10.0.0.9"));
    bench.granted(Draft.of(MessageType.DELETE, SaType.ESP).to(R4));
    assertThat(bench.dump(SaType.UNSPEC)).isEmpty();
    bench.granted(out(0x1000));
  }

  @Test
  void aClosedDatabaseAnswersNoMore() {
    bench.sadb().close();
    Message get = about(MessageType.GET, 1).build();
    assertThatIllegalStateException().isThrownBy(() -> Exchanges.exchange(bench.sadb(), get));
    bench.sadb().close();
  }

  @Test
  void aSinkThatThrowsEndsTheDumpAndNothingElse() {
    bench.granted(out(0x1000));
    Message dump = Draft.of(MessageType.DUMP, SaType.ESP).build();
    assertThatIllegalStateException()
        .isThrownBy(() ->
            Exchanges.dump(
                bench.sadb(),
                dump,
                sa -> {
                  throw new IllegalStateException("enough");
                }))
        .withMessage("enough");
    assertThat(bench.spis(SaType.ESP)).containsExactly(0x1000);
  }
}
