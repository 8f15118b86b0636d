package org.manualkey.sadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.sadb.Draft.L4;
import static org.manualkey.sadb.Draft.R4;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;

/**
 * Requests to an empty database: that it grants or refuses them, or refuses all that need a
 * capability which it lacks; and what it shows afterwards.
 */
abstract class RequestsToSadb {
  static final int SPI = 0x1000;
  static final int BACK = 0x2000;
  static final int UDP = 17;

  Sadb sadb;

  /** Which capability a test is about. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Of {
    Capability value();
  }

  /** An empty database that may be written to. */
  protected abstract Sadb open();

  @BeforeEach
  void openEmpty() {
    sadb = open();
  }

  @AfterEach
  void close() {
    sadb.close();
  }

  /** An SA from this host, which shows its direction where that can be named. */
  final Draft out(int spi) {
    return Draft.addEsp(spi).flags(named(SaFlag.OUTBOUND));
  }

  /** The way back. */
  final Draft in(int spi) {
    return Draft.addEsp(spi).to(L4).from(R4).flags(named(SaFlag.INBOUND));
  }

  final int named(SaFlag direction) {
    return lacks(Capability.DIRECTIONS) ? 0 : direction.bit();
  }

  final int window() {
    return lacks(Capability.REPLAY_WINDOW) ? 0 : 32;
  }

  final boolean lacks(Capability capability) {
    return sadb.backEnd().capabilities().row(capability).support() == Support.REFUSED;
  }

  final void granted(Draft draft) {
    Message request = draft.build();
    Reply reply = sadb.exchange(request);
    assertThat(reply).as("%s", request.header()).isInstanceOf(Reply.Done.class);
  }

  final void refused(Draft draft, Diagnostic diagnostic) {
    refused(
        draft, diagnostic == Diagnostic.PAIR_SA_NOTFOUND ? Errno.ESRCH : Errno.EINVAL, diagnostic);
  }

  final void refused(Draft draft, Errno errno, Diagnostic diagnostic) {
    Refusal refusal = refusal(draft.build());
    assertThat(Diagnostic.of(refusal.diagnostic())).isEqualTo(diagnostic);
    assertThat(refusal.errno()).isEqualTo(errno.code());
  }

  private Refusal refusal(Message request) {
    Reply reply = sadb.exchange(request);
    assertThat(reply).as("%s", request.header()).isInstanceOf(Reply.Refused.class);
    return ((Reply.Refused) reply).refusal();
  }

  /**
   * Whether the back end refuses a capability; if so, that it refuses all of these requests with
   * the sentence of the row, and that they change nothing.
   */
  final boolean refuses(Capability capability, Draft... needing) {
    Capabilities.Row row = sadb.backEnd().capabilities().row(capability);
    if (row.support() != Support.REFUSED) {
      return false;
    }
    List<String> before = fingerprints();
    for (Draft draft : needing) {
      Message request = draft.build();
      Refusal refusal = refusal(request);
      assertThat(refusal.errno()).isEqualTo(Errno.EOPNOTSUPP.code());
      assertThat(refusal.reason()).isEqualTo(row.sentence());
      Judge judge = Objects.requireNonNull(sadb.judge());
      assertThat(judge.judge(request)).isEqualTo(refusal);
    }
    assertThat(fingerprints()).isEqualTo(before);
    return true;
  }

  private List<String> fingerprints() {
    return dumped().stream()
        .map(sa -> sa + " " + sa.sa() + " " + sa.lifetimes() + " " + sa.pairSpi() + " " + keys(sa))
        .sorted()
        .toList();
  }

  final void assertShown(int spi, Consumer<SecurityAssociation> expected) {
    assertShown(spi, R4, expected);
  }

  /** That GET, DUMP and {@link Sadb#forEach} show an ESP SA as expected. */
  final void assertShown(int spi, String destination, Consumer<SecurityAssociation> expected) {
    expected.accept(get(spi, destination));
    SaId id = Objects.requireNonNull(SaId.of(SaType.ESP, spi, Draft.socketAddress(destination)));
    assertThat(dumped().stream().filter(sa -> sa.id().equals(id)).toList())
        .as("the dump of %s", id)
        .singleElement()
        .satisfies(expected);
    List<SecurityAssociation> each = new ArrayList<>();
    sadb.forEach(each::add);
    assertThat(each.stream().filter(sa -> sa.id().equals(id)).toList())
        .as("each of %s", id)
        .singleElement()
        .satisfies(expected);
  }

  final SecurityAssociation get(int spi, String destination) {
    Reply reply = sadb.exchange(Draft.about(MessageType.GET, spi).to(destination).build());
    assertThat(reply).isInstanceOf(Reply.Done.class);
    return Objects.requireNonNull(SecurityAssociation.shown(((Reply.Done) reply).message()));
  }

  final List<SecurityAssociation> dumped() {
    List<SecurityAssociation> sas = new ArrayList<>();
    Message dump = Draft.of(MessageType.DUMP, SaType.UNSPEC).build();
    Reply end =
        sadb.dump(dump, shown -> sas.add(Objects.requireNonNull(SecurityAssociation.shown(shown))));
    assertThat(end).isInstanceOf(Reply.Done.class);
    return sas;
  }

  /** What compares as the keys do and may be printed. */
  static String keys(SecurityAssociation sa) {
    Key auth = sa.keys().auth();
    Key encrypt = sa.keys().encrypt();
    return (auth == null ? "" : Draft.digest(auth))
        + "/"
        + (encrypt == null ? "" : Draft.digest(encrypt));
  }
}
