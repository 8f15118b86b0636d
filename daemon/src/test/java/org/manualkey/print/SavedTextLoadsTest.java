package org.manualkey.print;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.IpAddress;
import org.manualkey.language.Command;
import org.manualkey.language.Parsed;
import org.manualkey.language.Parser;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.ArbitraryMessages;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Octets;
import org.manualkey.pfkey.Oversized;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.PlainKeys;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.request.RequestBuilder;
import org.manualkey.request.Resolver;
import org.manualkey.sa.KeyForm;
import org.manualkey.sadb.Draft;
import org.manualkey.secret.SecretText;

/** Whatever a dump shows, a saved file brings the same SA again, or says in a comment why not. */
class SavedTextLoadsTest {
  private static final Parser PARSER = new Parser(AlgorithmsFile.builtIn(), false);
  private static final Header DUMP = Header.request(MessageType.DUMP, SaType.ESP, 1, 1);

  /** SAs as a kernel may hold them, some with what no kernel has. */
  @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
  void aSavedSaLoadsAsTheSame(@ForAll("associations") Message message) {
    Statistics.collect(check(message) ? "a command" : "a comment");
    Statistics.coverage(
        coverage -> coverage.check("a command").percentage(share -> share >= 5 && share <= 95));
  }

  /** Messages of any extensions at all. */
  @Property(tries = 1000)
  void nothingSavedBecomesAnother(@ForAll("messages") Message message) {
    check(message);
  }

  /** Whether it was saved as a command. */
  private static boolean check(Message message) {
    byte[] octets =
        PrintFixture.octets(out -> PrintFixture.saver(PrintOptions.PLAIN, out).save(message));
    List<Parsed> parsed = new ArrayList<>();
    PARSER.parseFile(SecretText.taking("saved", octets.clone()), parsed::add);

    String text = new String(octets, StandardCharsets.ISO_8859_1);
    if (text.contains("# WARNING: does not load: it has no key.")) {
      assertThat(parsed).hasSize(1).allMatch(Parsed::hasErrors);
    } else if (parsed.isEmpty()) {
      assertThat(text).containsPattern("# WARNING: (SPI 0x[0-9a-f]+ )?not saved: .+\\.\\n");
    } else {
      assertThat(parsed).hasSize(1).noneMatch(Parsed::hasErrors);
      Command.OneSa command = (Command.OneSa) parsed.getFirst().command();
      RequestBuilder requests = new RequestBuilder((_, _) -> new Resolver.Answer.Unknown(), false);
      Message add = requests.of(command).messages().getFirst();
      assertThat(add.header().type()).isEqualTo(MessageType.ADD);
      assertThat(add.header().saType()).isEqualTo(message.header().saType());
      assertThat(meaning(add)).isEqualTo(meaning(message));
      return true;
    }
    return false;
  }

  // ---- what a message says, in words of this test alone

  private static Map<String, String> meaning(Message message) {
    Map<String, String> meaning = new TreeMap<>();
    boolean tunnel = false;
    for (Extension each : message.extensions()) {
      Extension extension = each instanceof Oversized oversized ? oversized.content() : each;
      tunnel |= extension instanceof Address address && address.kind() == Address.Kind.INNER_DST;
    }
    for (Extension each : message.extensions()) {
      Extension extension = each instanceof Oversized oversized ? oversized.content() : each;
      String value = meaning(extension, tunnel);
      if (value != null) {
        assertThat(meaning.put(extension.type().name(), value)).as("%s twice", extension).isNull();
      }
    }
    return meaning;
  }

  private static @Nullable String meaning(Extension extension, boolean tunnel) {
    return switch (extension) {
      case Sa sa -> meaning(sa);
      case Address address -> meaning(address, tunnel);
      case Lifetime lifetime ->
          lifetime.isZero() || lifetime.kind() == Lifetime.Kind.CURRENT ? null : limits(lifetime);
      case Key key -> key.bits() + key.reserved() + " " + Draft.digest(asAdded(key));
      case Identity identity -> identity.idType() + " " + identity.id() + " " + value(identity);
      case ReplayValue replay ->
          replay.value32() == 0 && replay.value64() == 0
              ? null
              : Long.toUnsignedString(
                  replay.value32() == 0
                      ? replay.value64()
                      : Integer.toUnsignedLong(replay.value32()));
      // The database's own, told apart from what an ADD sets; the rest fails by its type.
      case Pair _, KmCookie _ -> null;
      default -> extension.toString();
    };
  }

  private static Key asAdded(Key key) {
    return KeyForm.asAdded(key);
  }

  private static String meaning(Sa sa) {
    int own =
        SaFlag.NOREPLAY.bit()
            | SaFlag.AALG1.bit()
            | SaFlag.AALG2.bit()
            | SaFlag.KM1.bit()
            | SaFlag.KM2.bit()
            | SaFlag.KM3.bit()
            | SaFlag.KM4.bit()
            | SaFlag.NATT_LOC.bit()
            | SaFlag.NATT_REM.bit()
            | SaFlag.NATTED.bit()
            | 0x2ffc;
    boolean elsewhere = sa.stateCode() == 4;
    return "%x %s %d %d %x"
        .formatted(sa.spi(), elsewhere, sa.auth(), sa.encrypt(), sa.flags() & own);
  }

  private static String meaning(Address address, boolean tunnel) {
    IpAddress ip = IpAddress.of(address.socketAddress());
    assertThat(ip).as("an address of a known family").isNotNull();
    boolean inner =
        address.kind() == Address.Kind.INNER_SRC || address.kind() == Address.Kind.INNER_DST;
    String selector =
        switch (address.kind()) {
          case SRC, DST ->
              tunnel ? "" : " " + address.protocol() + " " + address.socketAddress().port();
          case INNER_SRC -> " " + address.socketAddress().port();
          case INNER_DST -> " " + address.protocol() + " " + address.socketAddress().port();
          case NATT_LOC, NATT_REM -> " " + address.socketAddress().port();
        };
    String text = ip.isUnspecified() ? "any" : ip.withPort(0).toString().replaceFirst("Inet6?", "");
    if (!inner) {
      return text + selector;
    }
    boolean mapped =
        address.socketAddress() instanceof SocketAddress.Inet6 inet6 && inet6.isMapped();
    int prefix = mapped ? Math.max(address.prefixLength() - 96, 0) : address.prefixLength();
    int bits = ip instanceof IpAddress.V4 ? 32 : 128;
    assertThat(prefix).isLessThanOrEqualTo(bits);
    IpAddress network = ip.masked(prefix);
    return (network.isUnspecified() ? "any" : network.toString()) + "/" + prefix + selector;
  }

  private static String limits(Lifetime lifetime) {
    return lifetime.toString();
  }

  private static String value(Identity identity) {
    byte[] value = new byte[identity.value().length()];
    identity.value().view().get(value);
    boolean der = identity.idType() == 4 || identity.idType() == 5;
    String hex = HexFormat.ofDelimiter(" ").formatHex(value);
    return der ? hex.replaceFirst("( ?00)+$", "") : hex.replaceFirst("( ?\\b00\\b.*)$", "");
  }

  // ---- what is tried

  @Provide
  Arbitrary<Message> messages() {
    return ArbitraryMessages.messages();
  }

  @Provide
  Arbitrary<Message> associations() {
    return Combinators.combine(bases(), more().list().ofMaxSize(2))
        .as((base, more) -> {
          List<Extension> all = new ArrayList<>(base.extensions());
          all.addAll(more);
          return new Message(base.header(), all);
        });
  }

  private static Arbitrary<Message> bases() {
    Arbitrary<Integer> flags =
        Arbitraries.frequencyOf(
            Tuple.of(17, Arbitraries.just(0)),
            Tuple.of(2, Arbitraries.of(SaFlag.class).map(SaFlag::bit)),
            Tuple.of(1, Arbitraries.integers()));
    Arbitrary<Sa> sas =
        Combinators.combine(
                Arbitraries.integers().filter(spi -> spi != 0),
                Arbitraries.integers().between(0, 255),
                Arbitraries.of(1, 1, 1, 4, 2, 0, 5),
                flags)
            .as((spi, replay, state, flag) -> new Sa(spi, replay, state, 3, 12, flag));
    Arbitrary<Key> auth = keys(Key.Kind.AUTH, 160, 20);
    Arbitrary<Key> encrypt = keys(Key.Kind.ENCRYPT, 128, 16);
    return Combinators.combine(
            sas, addresses(Address.Kind.SRC), addresses(Address.Kind.DST), auth, encrypt)
        .as((sa, source, destination, authKey, encryptKey) ->
            Message.of(DUMP, sa, source, destination, authKey, encryptKey));
  }

  private static <T> Arbitrary<T> usually(T common, List<T> others) {
    return Arbitraries.frequencyOf(
        Tuple.of(6, Arbitraries.just(common)), Tuple.of(1, Arbitraries.of(others)));
  }

  private static Arbitrary<Key> keys(Key.Kind kind, int bits, int octets) {
    Arbitrary<Integer> lengths = usually(bits, List.of(bits - 1, bits + 8, 0));
    return Combinators.combine(lengths, Arbitraries.bytes().array(byte[].class).ofSize(octets))
        .as((length, value) -> PlainKeys.of(kind, length, 0, Arrays.copyOf(value, 24)));
  }

  private static Arbitrary<Address> addresses(Address.Kind kind) {
    Arbitrary<SocketAddress> hosts =
        usually(
            new SocketAddress.Inet(0, 0xc0000201),
            List.of(
                new SocketAddress.Inet(0, 0xc0000202),
                new SocketAddress.Inet(500, 0xc0000202),
                new SocketAddress.Inet(0, 0),
                SocketAddress.Inet6.of(0x20010db8L << 32, 2),
                SocketAddress.Inet6.of(0, 2),
                SocketAddress.Inet6.of(0xfe80L << 48, 2),
                SocketAddress.Inet6.mapped(0xc0000203),
                new SocketAddress.Inet6(0, 0, 0x20010db8L << 32, 1, 3, 0)));
    Arbitrary<Integer> protocols = usually(0, List.of(6, 4, 41));
    Arbitrary<Integer> prefixes = usually(0, List.of(32, 24, 128, 120, 7));
    return Combinators.combine(hosts, protocols, prefixes)
        .as((host, protocol, prefix) -> new Address(kind, protocol, prefix, host));
  }

  private static Arbitrary<? extends Extension> more() {
    Arbitrary<Address> others =
        Arbitraries.of(Address.Kind.class).flatMap(SavedTextLoadsTest::addresses);
    Arbitrary<Octets> values =
        Arbitraries.oneOf(
                Arbitraries.bytes().array(byte[].class).ofSize(24),
                Arbitraries.strings()
                    .withChars("ab \"\\#\t\r\u000b\u0085\u202e\u00e9")
                    .ofMaxLength(7)
                    .map(text -> Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), 24)))
            .map(Octets::of);
    Arbitrary<Identity> identities =
        Combinators.combine(
                Arbitraries.of(Identity.Kind.class),
                Arbitraries.of(1, 2, 3, 4, 5, 300),
                Arbitraries.of(0L, 0L, 0L, 7L),
                values)
            .as((kind, type, uid, value) -> new Identity(kind, type, 0, uid, value));
    Arbitrary<Lifetime> lifetimes =
        Combinators.combine(
                Arbitraries.of(Lifetime.Kind.class),
                Arbitraries.integers(),
                Arbitraries.longs(),
                Arbitraries.longs(),
                Arbitraries.longs())
            .as(Lifetime::new);
    Arbitrary<ReplayValue> replays =
        Combinators.combine(Arbitraries.integers(), Arbitraries.of(0L, 1L, 1L << 32))
            .as(ReplayValue::new);
    return Arbitraries.oneOf(
        others.map(Extension.class::cast),
        identities.map(Extension.class::cast),
        lifetimes.map(Extension.class::cast),
        replays.map(Extension.class::cast),
        ArbitraryMessages.known());
  }
}
