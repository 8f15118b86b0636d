package org.manualkey.print;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.language.Command;
import org.manualkey.language.Parsed;
import org.manualkey.language.Parser;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.ArbitraryMessages;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Octets;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.sa.Directions;
import org.manualkey.secret.SecretText;

/** A saved file is read by the parser of key files. */
class SavedTextLoadsTest {
  private static final Parser PARSER = new Parser(AlgorithmsFile.builtIn(), true);

  /** SAs as a kernel may hold them, with an identity of any octets at all. */
  @Property(tries = 2000)
  void savedSasLoad(@ForAll("associations") Message message) {
    List<Parsed> parsed = saveAndParse(message);

    assertThat(parsed).hasSize(1);
    assertThat(parsed.getFirst().problems()).noneMatch(problem -> problem.isError());
    Command.OneSa command = (Command.OneSa) parsed.getFirst().command();
    assertThat(command.saType()).isEqualTo(message.header().saType());
    assertThat(command.sa().spi()).isEqualTo(message.sa().spi());
    assertThat(command.extensions()).contains(message.key(Key.Kind.AUTH));
    for (Extension extension : message.extensions()) {
      if (extension instanceof Lifetime lifetime && !lifetime.isZero()) {
        assertThat(command.extensions()).contains(lifetime);
      } else if (extension instanceof Identity identity && SaveRemarks.isWritable(identity)) {
        assertThat(command.extensions())
            .anyMatch(loaded ->
                loaded instanceof Identity that
                    && IdentityText.string(that).equals(IdentityText.string(identity)));
      }
    }
  }

  /** Whatever a peer puts into an SA, it becomes one command at most, never a second one. */
  @Property(tries = 1000)
  void nothingSavedBecomesAnotherCommand(@ForAll("messages") Message message) {
    assertThat(saveAndParse(message))
        .hasSizeLessThanOrEqualTo(1)
        .allMatch(each -> each.command() == null || each.command() instanceof Command.OneSa);
  }

  private static List<Parsed> saveAndParse(Message message) {
    byte[] octets =
        PrintFixture.octets(out ->
            new SavePrinter(PrintFixture.context(), PrintOptions.PLAIN, Directions.UNKNOWN, out)
                .save(message));
    List<Parsed> parsed = new ArrayList<>();
    PARSER.parseFile(new SecretText("saved", octets, octets.length), parsed::add);
    return parsed;
  }

  @Provide
  Arbitrary<Message> messages() {
    return ArbitraryMessages.messages();
  }

  @Provide
  Arbitrary<Message> associations() {
    Arbitrary<SaType> types = Arbitraries.of(SaType.AH, SaType.ESP);
    Arbitrary<Integer> spis = Arbitraries.integers().filter(spi -> spi != 0);
    Arbitrary<SocketAddress> addresses =
        Arbitraries.oneOf(
            Arbitraries.integers().map(address -> new SocketAddress.Inet(0, address)),
            Combinators.combine(Arbitraries.longs(), Arbitraries.longs())
                .as(SocketAddress.Inet6::of));
    Arbitrary<Octets> values = Arbitraries.bytes().array(byte[].class).ofSize(24).map(Octets::of);
    Arbitrary<Long> limits = Arbitraries.longs();
    return Combinators.combine(types, spis, addresses, values, limits, limits)
        .as(SavedTextLoadsTest::association);
  }

  private static Message association(
      SaType type, int spi, SocketAddress address, Octets value, long bytes, long time) {
    return Message.of(
        Header.request(MessageType.DUMP, type, 1, 1),
        new Sa(spi, 32, 1, 3, 0, 0),
        new Lifetime(Lifetime.Kind.HARD, (int) bytes, bytes, time, 0),
        new Address(Address.Kind.SRC, 6, 0, address),
        new Address(Address.Kind.DST, 6, 0, address),
        PrintFixture.key(Key.Kind.AUTH, 160, 0, "00112233445566778899aabbccddeeff01020304"),
        new Identity(Identity.Kind.SRC, 2, 0, 0, value),
        new ReplayValue((int) time, 0));
  }
}
