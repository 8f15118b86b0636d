package org.manualkey.pfkey;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Messages of every shape that a codec must carry. */
public final class ArbitraryMessages {
  private ArbitraryMessages() {}

  /** Whole messages of up to eight extensions. */
  public static Arbitrary<Message> messages() {
    return Combinators.combine(headers(), extensions().list().ofMaxSize(8)).as(Message::new);
  }

  /** Headers with every field over its whole range. */
  public static Arbitrary<Header> headers() {
    return Combinators.combine(u8(), u8(), u8(), u8().map(SaType::of), u16(), u32(), u32())
        .as(Header::new);
  }

  /** Extensions of every type, oversized and unknown ones among them. */
  public static Arbitrary<Extension> extensions() {
    return Arbitraries.frequencyOf(
        Tuple.of(9, known()), Tuple.of(1, oversized()), Tuple.of(1, unknown()));
  }

  /** Extensions of every known type in the length of their layout. */
  public static Arbitrary<Extension> known() {
    List<Arbitrary<? extends Extension>> all = new ArrayList<>(fixed());
    all.add(keys());
    all.add(identities());
    all.add(sensitivities());
    all.add(proposals());
    all.add(extendedProposals());
    all.add(supported());
    return Arbitraries.of(all).flatMap(each -> each.map(Extension.class::cast));
  }

  private static List<Arbitrary<? extends Extension>> fixed() {
    return List.of(
        Combinators.combine(u32(), u8(), u8(), u8(), u8(), u32()).as(Sa::new),
        Combinators.combine(Arbitraries.of(Lifetime.Kind.class), u32(), u64(), u64(), u64())
            .as(Lifetime::new),
        addresses(),
        Combinators.combine(u32(), u32(), u32()).as(SpiRange::new),
        u32().map(ExtendedRegister::new),
        Combinators.combine(u32(), u64()).as(KmCookie::new),
        u32().map(Pair::new),
        Combinators.combine(u32(), u64()).as(ReplayValue::new),
        Combinators.combine(u32(), u64()).as(ExtendedDump::new));
  }

  private static Arbitrary<Address> addresses() {
    return Combinators.combine(
            Arbitraries.of(Address.Kind.class), u8(), u8(), u16(), socketAddresses())
        .as(Address::new);
  }

  private static Arbitrary<SocketAddress> socketAddresses() {
    return Arbitraries.oneOf(
        Combinators.combine(u16(), u32()).as(SocketAddress.Inet::new),
        Combinators.combine(u16(), u32(), u64(), u64(), u32(), u32()).as(SocketAddress.Inet6::new),
        Combinators.combine(u16().filter(family -> family != 2 && family != 26), octets(6, 5))
            .as(SocketAddress.Other::new));
  }

  /** Keys of up to 64 octets. */
  public static Arbitrary<Key> keys() {
    return Combinators.combine(
            Arbitraries.of(Key.Kind.class), u16(), u16(), arrays(0, 8).map(PlainKeys::material))
        .as(Key::new);
  }

  private static Arbitrary<Identity> identities() {
    return Combinators.combine(
            Arbitraries.of(Identity.Kind.class), u16(), u16(), u64(), octets(0, 5))
        .as(Identity::new);
  }

  private static Arbitrary<Sensitivity> sensitivities() {
    return Combinators.combine(
            Arbitraries.of(Sensitivity.Kind.class),
            u32(),
            u8(),
            u8(),
            u8(),
            u8(),
            u32(),
            octets(0, 4))
        .as(Sensitivity::new);
  }

  private static Arbitrary<Proposal> proposals() {
    Arbitrary<Proposal.Combination> combinations =
        Combinators.combine(u8(), u8(), u16(), bitRanges(), bitRanges(), u8(), u24(), limits())
            .as(Proposal.Combination::new);
    return Combinators.combine(u8(), u24(), combinations.list().ofMaxSize(3)).as(Proposal::new);
  }

  private static Arbitrary<ExtendedProposal> extendedProposals() {
    Arbitrary<ExtendedProposal.AlgorithmDescription> algorithms =
        Combinators.combine(u8(), u8(), u8(), u8(), bitRanges())
            .as(ExtendedProposal.AlgorithmDescription::new);
    Arbitrary<ExtendedProposal.Combination> combinations =
        Combinators.combine(u8(), u16(), u32(), limits(), algorithms.list().ofMaxSize(4))
            .as(ExtendedProposal.Combination::new);
    return Combinators.combine(u8(), u8(), combinations.list().ofMaxSize(3))
        .as(ExtendedProposal::new);
  }

  private static Arbitrary<Supported> supported() {
    Arbitrary<Supported.Algorithm> algorithms =
        Combinators.combine(u8(), u8(), u16(), u16(), u8(), u8()).as(Supported.Algorithm::new);
    return Combinators.combine(
            Arbitraries.of(Supported.Kind.class), u32(), algorithms.list().ofMaxSize(5))
        .as(Supported::new);
  }

  /** Known types followed by words of which their layout knows nothing. */
  private static Arbitrary<Extension> oversized() {
    List<Arbitrary<? extends Extension>> sized = new ArrayList<>(fixed());
    Arbitrary<Extension> content =
        Arbitraries.of(sized).flatMap(each -> each.map(Extension.class::cast));
    return Combinators.combine(
            content.filter(ArbitraryMessages::endsByItself),
            arrays(0, 3).filter(rest -> rest.length > 0).map(Octets::of))
        .as(Oversized::new);
  }

  /** An address of a family nobody knows takes all the room there is. */
  private static boolean endsByItself(Extension extension) {
    return !(extension instanceof Address address
        && address.socketAddress() instanceof SocketAddress.Other);
  }

  private static Arbitrary<Extension> unknown() {
    Arbitrary<Integer> codes = Arbitraries.oneOf(Arbitraries.just(0), u16().filter(c -> c > 27));
    Arbitrary<Extension> strangers =
        Combinators.combine(codes, octets(4, 4)).as(UnknownExtension::new);
    Arbitrary<Extension> tooShort =
        Combinators.combine(
                Arbitraries.of(
                    ExtensionType.SA,
                    ExtensionType.LIFETIME_HARD,
                    ExtensionType.IDENTITY_DST,
                    ExtensionType.SPIRANGE,
                    ExtensionType.X_KM_COOKIE),
                arrays(4, 0).map(Octets::of))
            .as((type, body) -> new UnknownExtension(type.code(), body));
    return Arbitraries.oneOf(strangers, tooShort);
  }

  private static Arbitrary<Proposal.Limits> limits() {
    return Combinators.combine(u32(), u32(), u64(), u64(), u64(), u64(), u64(), u64())
        .as(Proposal.Limits::new);
  }

  private static Arbitrary<Proposal.BitRange> bitRanges() {
    return Combinators.combine(u16(), u16()).as(Proposal.BitRange::new);
  }

  private static Arbitrary<Octets> octets(int base, int maxWords) {
    return arrays(base, maxWords).map(Octets::of);
  }

  private static Arbitrary<byte[]> arrays(int base, int maxWords) {
    return Arbitraries.integers()
        .between(0, maxWords)
        .flatMap(words -> Arbitraries.bytes().array(byte[].class).ofSize(base + 8 * words));
  }

  private static Arbitrary<Integer> u8() {
    return Arbitraries.integers().between(0, 0xff);
  }

  private static Arbitrary<Integer> u16() {
    return Arbitraries.integers().between(0, 0xffff);
  }

  private static Arbitrary<Integer> u24() {
    return Arbitraries.integers().between(0, 0xff_ffff);
  }

  private static Arbitrary<Integer> u32() {
    return Arbitraries.integers();
  }

  private static Arbitrary<Long> u64() {
    return Arbitraries.longs();
  }
}
