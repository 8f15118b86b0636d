package org.manualkey.sadb.memory;

import static org.manualkey.sadb.Draft.about;

import java.util.List;
import java.util.stream.Stream;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtendedRegister;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Octets;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.SpiRange;
import org.manualkey.pfkey.Supported;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.memory.RefusalTest.Case;

/** Refusals of what key management asks, and manual keying does not. */
final class KeyManagementCases {
  private KeyManagementCases() {}

  static Stream<Case> all() {
    return Stream.of(getspi(), register(), inverseAcquire(), delpairState()).flatMap(List::stream);
  }

  private static Draft spi(int min, int max) {
    return Draft.of(MessageType.GETSPI, SaType.ESP)
        .with(new SpiRange(min, max, 0))
        .to(Draft.L4)
        .from(Draft.R4);
  }

  private static List<Case> getspi() {
    return List.of(
        Case.of(Diagnostic.MISSING_RANGE, "T133", spi(1, 2).without(ExtensionType.SPIRANGE)),
        Case.of(Diagnostic.MALFORMED_RANGE, "T133", spi(2, 1)),
        Case.of(
            Diagnostic.MISSING_SRC,
            "GETSPI, before the destination",
            spi(1, 2).without(ExtensionType.ADDRESS_SRC).without(ExtensionType.ADDRESS_DST)),
        Case.of(Diagnostic.MISSING_DST, "GETSPI", spi(1, 2).without(ExtensionType.ADDRESS_DST)),
        Case.of(Diagnostic.SATYPE_NEEDED, "GETSPI", spi(1, 2).saType(0)),
        Case.of(Diagnostic.NONE, "T132 in use", spi(0x300, 0x300))
            .with(Errno.EEXIST)
            .after(spi(0x300, 0x300)),
        Case.of(Diagnostic.NONE, "the SPI of an SA", spi(0x300, 0x300))
            .with(Errno.EEXIST)
            .after(Draft.in(0x300)),
        Case.of(
                Diagnostic.NONE,
                "UPDATEPAIR of a larval SA",
                Draft.in(0x300).typeCode(MessageType.X_UPDATEPAIR.code()))
            .with(Errno.EEXIST)
            .after(spi(0x300, 0x300)),
        Case.of(
                Diagnostic.BAD_EKEYBITS,
                "a larval SA that is refused stays larval",
                Draft.in(0x300)
                    .typeCode(MessageType.UPDATE.code())
                    .encryptKey(120, "11".repeat(15)))
            .after(spi(0x300, 0x300)));
  }

  private static List<Case> register() {
    Draft extended = Draft.of(MessageType.REGISTER, SaType.UNSPEC);
    return List.of(
        Case.of(Diagnostic.SATYPE_NEEDED, "T138 REGISTER", extended),
        Case.of(Diagnostic.UNKNOWN_SATYPE, "REGISTER", extended.saType(5)),
        Case.of(
            Diagnostic.UNKNOWN_SATYPE,
            "REGISTER for several",
            extended.with(new ExtendedRegister(0x05000000))),
        Case.of(
            Diagnostic.SUPP_PRESENT,
            "REGISTER",
            extended.saType(3).with(new Supported(Supported.Kind.AUTH, 0, List.of()))),
        Case.of(
                Diagnostic.NONE,
                "REGISTER for several once registered",
                extended.with(new ExtendedRegister(0x02030000)))
            .with(Errno.EBUSY)
            .after(extended.saType(3)),
        Case.of(Diagnostic.NONE, "REGISTER for one once for several", extended.saType(2))
            .with(Errno.EBUSY)
            .after(extended.with(new ExtendedRegister(0x02030000))));
  }

  private static List<Case> inverseAcquire() {
    Draft ask = Draft.of(MessageType.X_INVERSE_ACQUIRE, SaType.UNSPEC).from(Draft.L4).to(Draft.R4);
    Draft inner = ask.inner("192.168.1.1", 128, "192.168.2.1", 128);
    return List.of(
        Case.of(Diagnostic.NONE, "T139 there is no policy", ask).with(Errno.ENOENT),
        Case.of(Diagnostic.NONE, "there is no policy for tunnels", inner).with(Errno.ENOENT),
        asked(Diagnostic.MISSING_SRC, ask.without(ExtensionType.ADDRESS_SRC)),
        asked(Diagnostic.MISSING_DST, ask.without(ExtensionType.ADDRESS_DST)),
        asked(Diagnostic.MISSING_INNER_SRC, inner.without(ExtensionType.ADDRESS_INNER_SRC)),
        asked(Diagnostic.MISSING_INNER_DST, inner.without(ExtensionType.X_ADDRESS_INNER_DST)),
        asked(Diagnostic.BAD_SRC, ask.with(unknownFamily(Address.Kind.SRC))),
        asked(Diagnostic.BAD_DST, ask.with(unknownFamily(Address.Kind.DST))),
        asked(Diagnostic.AF_MISMATCH, ask.to(Draft.R6)),
        asked(Diagnostic.MALFORMED_INNER_SRC, inner.with(unknownFamily(Address.Kind.INNER_SRC))),
        asked(Diagnostic.MALFORMED_INNER_DST, inner.with(unknownFamily(Address.Kind.INNER_DST))),
        asked(Diagnostic.INNER_AF_MISMATCH, ask.inner("192.168.1.1", 128, "2001:db8::7", 128)),
        asked(Diagnostic.NONE, inner.address(Address.Kind.SRC, Draft.L4, 41, 0, 0))
            .with(Errno.EPROTOTYPE));
  }

  private static Case asked(Diagnostic diagnostic, Draft request) {
    return Case.of(diagnostic, "X_INVERSE_ACQUIRE", request);
  }

  private static Address unknownFamily(Address.Kind kind) {
    return new Address(kind, 0, 0, new SocketAddress.Other(9, Octets.of(new byte[14])));
  }

  private static List<Case> delpairState() {
    Draft all = about(MessageType.X_DELPAIR_STATE, 0).from(Draft.L4);
    return List.of(
        removal(Diagnostic.MISSING_DST, all.without(ExtensionType.ADDRESS_DST)),
        removal(Diagnostic.MISSING_SRC, all.without(ExtensionType.ADDRESS_SRC)),
        removal(Diagnostic.MISSING_SA, all.without(ExtensionType.SA)),
        removal(Diagnostic.MISSING_SA, all.without(ExtensionType.SA).saType(0)),
        removal(Diagnostic.UNKNOWN_SATYPE, all.saType(5)));
  }

  private static Case removal(Diagnostic diagnostic, Draft request) {
    return Case.of(diagnostic, "X_DELPAIR_STATE", request).after(Draft.out(0x1000));
  }
}
