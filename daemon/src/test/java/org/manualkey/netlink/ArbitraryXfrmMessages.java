package org.manualkey.netlink;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.manualkey.secret.KeyMaterial;

/** Messages of every shape that the codec must carry. */
final class ArbitraryXfrmMessages {
  private static final int KNOWN_TYPES = 34;
  private static final int TYPES = 0x4000;

  private ArbitraryXfrmMessages() {}

  static Arbitrary<XfrmMessage> messages() {
    return Arbitraries.oneOf(
        Combinators.combine(Arbitraries.of(XfrmMessage.Sa.Change.values()), infos(), attributes())
            .as(XfrmMessage.Sa::new),
        Combinators.combine(names(), attributes()).as(XfrmMessage.Get::new),
        Combinators.combine(names(), attributes()).as(XfrmMessage.Delete::new),
        u8().map(XfrmMessage.Dump::new),
        u8().map(XfrmMessage.Flush::new),
        Combinators.combine(infos(), Arbitraries.of(true, false), attributes())
            .as(XfrmMessage.Expired::new),
        Combinators.combine(selectors(), u8(), u8(), attributes()).as(XfrmMessage.Policy::new),
        Arbitraries.just(new XfrmMessage.PolicyDump()),
        Combinators.combine(names(), u32(), addresses(), addresses(), u16(), u16())
            .as(XfrmMessage.Moved::new),
        Combinators.combine(errnos(), Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(90))
            .as(XfrmMessage.Result::new),
        errnos().map(XfrmMessage.End::new));
  }

  static Arbitrary<SaInfo> infos() {
    return Combinators.combine(
            selectors(),
            names(),
            addresses(),
            limits(),
            usages(),
            failures(),
            u32().list().ofSize(2),
            u8().list().ofSize(3))
        .as((selector, name, source, limits, usage, failures, words, octets) ->
            new SaInfo(
                selector,
                name,
                source,
                limits,
                usage,
                failures,
                words.getFirst(),
                words.getLast(),
                octets.get(0),
                octets.get(1),
                octets.get(2)));
  }

  private static Arbitrary<List<Attribute>> attributes() {
    return attribute().list().ofMaxSize(6);
  }

  private static Arbitrary<Attribute> attribute() {
    return Arbitraries.oneOf(
        keyed(),
        Combinators.combine(u16(), u16(), u16(), addresses()).as(Attribute.Encapsulation::new),
        Combinators.combine(u32(), u32(), u32()).as(Attribute.Replay::new),
        Combinators.combine(u32(), u32(), u32(), u32(), u32(), u32().list().ofMaxSize(128))
            .as(Attribute.LongReplay::new),
        Combinators.combine(u32(), u32()).as(Attribute.Mark::new),
        u32().map(Attribute.Interface::new),
        u8().map(Attribute.OneDirection::new),
        u8().map(Attribute.OfProtocol::new),
        Arbitraries.longs().map(Attribute.LastUse::new),
        infos().map(Attribute.Gone::new),
        Combinators.combine(names(), addresses(), u32(), u8())
            .as(Template::new)
            .list()
            .ofMaxSize(3)
            .map(Attribute.Templates::new),
        unknown());
  }

  private static Arbitrary<Attribute> keyed() {
    return Combinators.combine(
            Arbitraries.strings().withCharRange('!', '~').ofMaxLength(63),
            Arbitraries.integers().between(0, 1024),
            u32(),
            Arbitraries.of(0, 1, 2))
        .as((name, bits, check, kind) ->
            switch (kind) {
              case 0 -> new Attribute.Authentication(name, bits, check, key((bits + 7) / 8));
              case 1 -> new Attribute.Encryption(name, bits, key((bits + 7) / 8));
              default -> new Attribute.Combined(name, bits, check, key((bits + 7) / 8));
            });
  }

  /** Of types that have no meaning here, to those that no kernel has yet. */
  private static Arbitrary<Attribute> unknown() {
    return Combinators.combine(
            Arbitraries.integers().between(KNOWN_TYPES, TYPES - 1),
            Arbitraries.integers().between(0, 80))
        .as((type, octets) -> new Attribute.Unknown(type, octets, key(octets)));
  }

  private static KeyMaterial key(int octets) {
    return KeyMaterial.of((octets + 7) & ~7, i -> i < octets ? i * 7 + 1 : 0);
  }

  private static Arbitrary<Selector> selectors() {
    return Combinators.combine(
            addresses(), addresses(), u16().list().ofSize(5), u8().list().ofSize(3), u32(), u32())
        .as((destination, source, ports, octets, device, user) ->
            new Selector(
                destination,
                source,
                ports.get(0),
                ports.get(1),
                ports.get(2),
                ports.get(3),
                ports.get(4),
                octets.get(0),
                octets.get(1),
                octets.get(2),
                device,
                user));
  }

  private static Arbitrary<SaName> names() {
    return Combinators.combine(addresses(), u32(), u16(), u8()).as(SaName::new);
  }

  private static Arbitrary<Limits> limits() {
    return Combinators.combine(u64(), u64(), u64(), u64(), u64(), u64(), u64(), u64())
        .as(Limits::new);
  }

  private static Arbitrary<Usage> usages() {
    return Combinators.combine(u64(), u64(), u64(), u64()).as(Usage::new);
  }

  private static Arbitrary<SaInfo.Failures> failures() {
    return Combinators.combine(u32(), u32(), u32()).as(SaInfo.Failures::new);
  }

  private static Arbitrary<NetlinkAddress> addresses() {
    return Combinators.combine(u64(), u64()).as(NetlinkAddress::new);
  }

  private static Arbitrary<Integer> errnos() {
    return Arbitraries.integers().between(0, 4095);
  }

  private static Arbitrary<Integer> u8() {
    return Arbitraries.integers().between(0, 0xff);
  }

  private static Arbitrary<Integer> u16() {
    return Arbitraries.integers().between(0, 0xffff);
  }

  private static Arbitrary<Integer> u32() {
    return Arbitraries.integers();
  }

  private static Arbitrary<Long> u64() {
    return Arbitraries.longs();
  }
}
