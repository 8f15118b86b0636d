package org.manualkey.sadb.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.sadb.Draft.about;
import static org.manualkey.sadb.Draft.addAh;
import static org.manualkey.sadb.Draft.addEsp;
import static org.manualkey.sadb.Draft.out;
import static org.manualkey.sadb.memory.SocketObservers.ALL;
import static org.manualkey.sadb.memory.SocketObservers.SENDER;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Octets;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.UnknownExtension;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.ForwardingSink;
import org.manualkey.sadb.memory.SocketObservers.Ear;

/** Who hears what, and with which keys. */
final class DeliveryTest {
  private static final Octets NO_WORD = Octets.of(new byte[4]);
  private static final int HEADER = 16;

  private final Bench bench = new Bench();
  private final SocketObservers ears = new SocketObservers(bench.sadb());

  @Test
  @DisplayName("T01 octets that are more than the header tells")
  void wrongLength() {
    byte[] octets = SocketObservers.octets(out(0x1000));
    octets[4]--;
    Message reply = ears.write(octets, ALL);
    SocketObservers.assertRefusal(reply, Errno.EMSGSIZE, Diagnostic.NONE);
    assertThat(reply.header().type()).isEqualTo(MessageType.ADD);
    assertThat(reply.header().seq()).isEqualTo(Draft.SEQ);
    assertThat(reply.header().pid()).isEqualTo(Draft.PID);
  }

  @Test
  @DisplayName("T02, T03 extensions of types that there are not")
  void unknownExtensions() {
    for (int type : new int[] {28, 0}) {
      Draft get = about(MessageType.GET, 1).with(new UnknownExtension(type, NO_WORD));
      SocketObservers.assertRefusal(
          ears.write(SocketObservers.octets(get), SENDER), Errno.EINVAL, Diagnostic.UNKNOWN_EXT);
    }
  }

  @Test
  @DisplayName("T04, T05 BAD_EXTLEN: extensions without length, or longer than the message")
  void badExtensionLength() {
    byte[] noLength = SocketObservers.octets(out(0x1000));
    int second = HEADER + 8 * noLength[HEADER];
    noLength[second] = 0;
    SocketObservers.assertRefusal(ears.write(noLength, ALL), Errno.EINVAL, Diagnostic.BAD_EXTLEN);

    Message message = out(0x1000).build();
    byte[] tooLong = SocketObservers.octets(out(0x1000));
    Extension last = message.extensions().getLast();
    int lastLength = last.type() == ExtensionType.SA ? 16 : 40;
    tooLong[tooLong.length - lastLength]++;
    SocketObservers.assertRefusal(ears.write(tooLong, ALL), Errno.EINVAL, Diagnostic.BAD_EXTLEN);
  }

  @Test
  @DisplayName("T14, T15 types that there are not are answered with type 0")
  void unknownTypes() {
    Draft unknown = Draft.of(MessageType.GET, SaType.ESP).typeCode(99);
    ears.refused(unknown, Errno.EINVAL, Diagnostic.UNKNOWN_MSG, SENDER);
    assertThat(ears.heard(Ear.SENDER).getFirst().header().typeCode()).isZero();
    ears.refused(
        unknown.with(new UnknownExtension(50, NO_WORD)),
        Errno.EINVAL,
        Diagnostic.UNKNOWN_EXT,
        SENDER);
    assertThat(ears.heard(Ear.SENDER).getFirst().header().typeCode()).isZero();
  }

  @Test
  @DisplayName("T16-T20 refusals are for all where success is")
  void refusals() {
    ears.refused(
        about(MessageType.GET, 1).saType(0), Errno.EINVAL, Diagnostic.SATYPE_NEEDED, SENDER);
    ears.refused(addEsp(1).saType(5), Errno.EINVAL, Diagnostic.UNKNOWN_SATYPE, ALL);
    ears.refused(Draft.of(MessageType.EXPIRE, SaType.ESP), Errno.EOPNOTSUPP, Diagnostic.NONE, ALL);
    Extension sa = Objects.requireNonNull(out(1).build().sa());
    ears.refused(
        Draft.of(MessageType.FLUSH, SaType.ESP).with(sa), Errno.EINVAL, Diagnostic.NO_EXT, ALL);
    ears.refused(
        Draft.of(MessageType.DUMP, SaType.ESP).with(sa), Errno.EINVAL, Diagnostic.NO_EXT, SENDER);
  }

  @Test
  @DisplayName("T21 another version")
  void version() {
    ears.refused(out(1).version(7), Errno.EINVAL, Diagnostic.NONE, ALL);
  }

  @Test
  @DisplayName("T22 who is promiscuous reads the replies to others, with keys")
  void promiscuous() {
    ears.send(out(0x1000), ALL);
    Draft promisc = Draft.of(MessageType.X_PROMISC, SaType.AH);
    List<Message> echo = ears.send(Ear.OTHER, promisc, EnumSet.of(Ear.OTHER, Ear.PROMISCUOUS));
    assertThat(echo).containsExactly(promisc.build());

    Message told =
        ears.sendForOne(
            about(MessageType.GET, 0x1000), EnumSet.of(Ear.SENDER, Ear.OTHER, Ear.PROMISCUOUS));
    assertThat(Draft.hex(Bench.key(told, Key.Kind.ENCRYPT))).startsWith(Draft.AES_KEY);

    ears.send(Ear.OTHER, promisc.saType(0), EnumSet.of(Ear.OTHER, Ear.PROMISCUOUS));
    ears.send(about(MessageType.GET, 0x1000), SENDER);
  }

  @Test
  @DisplayName("T25, T32, T71, T88, T91, T106 changes are for all, a GET is for who asked")
  void changes() {
    assertThat(ears.sendForOne(out(0x1000), ALL).key(Key.Kind.AUTH)).isNull();
    ears.refused(out(1).from(Draft.M4), Errno.EINVAL, Diagnostic.BAD_SRC, ALL);
    ears.refused(out(0x1000), Errno.EEXIST, Diagnostic.NONE, ALL);
    assertThat(ears.sendForOne(about(MessageType.GET, 0x1000), SENDER).key(Key.Kind.AUTH))
        .isNotNull();
    ears.send(Draft.update(0x1000).hard(0, 0, 9, 0), ALL);
    ears.refused(Draft.update(0x1001), Errno.ESRCH, Diagnostic.SA_NOTFOUND, ALL);
    assertThat(ears.sendForOne(about(MessageType.DELETE, 0x1000), ALL).key(Key.Kind.AUTH)).isNull();
    ears.refused(about(MessageType.DELETE, 0x1000), Errno.ESRCH, Diagnostic.SA_NOTFOUND, ALL);
    ears.refused(about(MessageType.GET, 0x1000), Errno.ESRCH, Diagnostic.SA_NOTFOUND, SENDER);
  }

  @Test
  @DisplayName("T95-T98, T100 a dump is for who asked, a flush for all")
  void dumpAndFlush() {
    bench.granted(addAh(1));
    bench.granted(out(2));
    List<Message> dump = ears.send(Draft.of(MessageType.DUMP, SaType.UNSPEC), SENDER);
    assertThat(dump)
        .extracting(message -> message.header().saType().code())
        .containsExactly(2, 3, 0);
    assertThat(dump)
        .extracting(message -> message.header().seq())
        .containsExactly(Draft.SEQ, Draft.SEQ, 0);
    assertThat(ears.send(Draft.of(MessageType.DUMP, SaType.ESP), SENDER)).hasSize(2);
    ears.refused(
        Draft.of(MessageType.DUMP, SaType.RSVP), Errno.EINVAL, Diagnostic.UNKNOWN_SATYPE, SENDER);
    Message flushed = ears.sendForOne(Draft.of(MessageType.FLUSH, SaType.UNSPEC), ALL);
    assertThat(flushed.header())
        .isEqualTo(Header.request(MessageType.FLUSH, SaType.UNSPEC, Draft.SEQ, Draft.PID));
    assertThat(ears.send(Draft.of(MessageType.DUMP, SaType.ESP), SENDER)).hasSize(1); // T97
  }

  @Test
  @DisplayName("Without loopback nothing is heard, not even the reply")
  void noLoopback() {
    ears.send(Ear.NO_LOOPBACK, out(0x1000), ALL);
    ears.send(Ear.NO_LOOPBACK, about(MessageType.GET, 0x1000), EnumSet.of(Ear.PROMISCUOUS));
  }

  @Test
  void theSessionIsOneSocketAmongOthers() {
    Message reply = bench.granted(out(0x1000));
    assertThat(ears.sameFor(ALL)).containsExactly(reply);
    ears.forget();
    bench.get(0x1000);
    ears.sameFor(EnumSet.of(Ear.PROMISCUOUS));
  }

  @Test
  void aClosedSocketReceivesNoMore() {
    ears.socket(Ear.OTHER).close();
    EnumSet<Ear> others = EnumSet.copyOf(ALL);
    others.remove(Ear.OTHER);
    ears.send(out(0x1000), others);
  }

  @Test
  void aPromiscuousSubscriptionDeliversEverythingButKeys() {
    bench.granted(out(0x1000));
    List<Message> heard = new ArrayList<>();
    bench.sadb().subscribe(EventScope.PROMISCUOUS, new ForwardingSink(heard::add));

    Message told = bench.get(0x1000);
    List<Message> dumped = bench.dump(SaType.ESP);

    assertThat(told.key(Key.Kind.AUTH)).isNotNull();
    assertThat(heard)
        .startsWith(told.withoutKeys(), dumped.getFirst().withoutKeys())
        .hasSize(3)
        .allMatch(
            message -> Arrays.stream(Key.Kind.values()).allMatch(k -> message.key(k) == null));
  }

  @Test
  void aLookOfTheDaemonIsNotDelivered() {
    bench.granted(Draft.out(0x1000));
    List<Message> heard = new ArrayList<>();
    bench.sadb().subscribe(EventScope.PROMISCUOUS, new ForwardingSink(heard::add));
    List<SecurityAssociation> seen = new ArrayList<>();

    bench.sadb().forEach(seen::add);

    assertThat(seen).extracting(sa -> sa.id().spi()).containsExactly(0x1000);
    assertThat(heard).isEmpty();
  }
}
