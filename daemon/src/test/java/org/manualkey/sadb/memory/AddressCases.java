package org.manualkey.sadb.memory;

import static org.manualkey.sadb.Draft.addAh;
import static org.manualkey.sadb.Draft.addEsp;

import java.util.List;
import java.util.stream.Stream;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Octets;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.memory.RefusalTest.Case;

/** Refusals by addresses: outer, inner and of NAT traversal. */
final class AddressCases {
  private static final SocketAddress FOREIGN = new SocketAddress.Other(9, Octets.of(new byte[14]));
  private static final String NET = "192.168.1.0";
  private static final String OTHER_NET = "192.168.2.0";
  private static final String NET6 = "2001:db8:1::";

  private AddressCases() {}

  static Stream<Case> all() {
    return Stream.of(outer(), families(), inner(), natt()).flatMap(List::stream);
  }

  private static List<Case> outer() {
    return List.of(
        Case.of(Diagnostic.BAD_SRC, "T32 multicast source", addEsp(1).from(Draft.M4)),
        Case.of(Diagnostic.BAD_SRC, "T33 broadcast source", addEsp(1).from(Draft.B4)),
        Case.of(Diagnostic.BAD_SRC, "limited broadcast source", addEsp(1).from("255.255.255.255")),
        Case.of(Diagnostic.BAD_SRC, "IPv6 multicast", addEsp(1).from("ff02::1").to(Draft.R6)),
        Case.of(Diagnostic.BAD_DST, "T34 no destination address", addEsp(1).to("0.0.0.0")),
        Case.of(Diagnostic.BAD_DST, "GET looks too", Draft.about(MessageType.GET, 1).to("0.0.0.0")),
        Case.of(
            Diagnostic.BAD_SRC,
            "source before destination",
            addEsp(1).from(Draft.M4).to("0.0.0.0")),
        Case.of(Diagnostic.MISSING_DST, "T41", addEsp(1).without(ExtensionType.ADDRESS_DST)),
        Case.of(
            Diagnostic.MISSING_SRC,
            "T41 source before destination",
            addEsp(1).without(ExtensionType.ADDRESS_SRC).without(ExtensionType.ADDRESS_DST)),
        Case.of(Diagnostic.MISSING_SA, "T41", addEsp(1).without(ExtensionType.SA)),
        Case.of(Diagnostic.MISSING_SRC, "AH", addAh(1).without(ExtensionType.ADDRESS_SRC)));
  }

  private static List<Case> families() {
    return List.of(
        Case.of(Diagnostic.BAD_SRC_AF, "T40", foreign(Address.Kind.SRC)),
        Case.of(Diagnostic.BAD_DST_AF, "T40", foreign(Address.Kind.DST)),
        Case.of(Diagnostic.BAD_INNER_SRC_AF, "T40", foreign(Address.Kind.INNER_SRC)),
        Case.of(Diagnostic.BAD_INNER_DST_AF, "T40", foreign(Address.Kind.INNER_DST)),
        Case.of(Diagnostic.BAD_NATT_LOC_AF, "Q09 only once", foreign(Address.Kind.NATT_LOC)),
        Case.of(Diagnostic.BAD_NATT_REM_AF, "Q09 only once", foreign(Address.Kind.NATT_REM)),
        Case.of(Diagnostic.AF_MISMATCH, "T36 IPv4 to IPv6", addEsp(1).to(Draft.R6)),
        Case.of(Diagnostic.AF_MISMATCH, "T37 IPv6 to IPv4", addEsp(1).from(Draft.L6)),
        Case.of(Diagnostic.AF_MISMATCH, "0.0.0.0 to IPv6", addEsp(1).from("0.0.0.0").to(Draft.R6)),
        Case.of(
            Diagnostic.PROTO_MISMATCH,
            "T38",
            addEsp(1)
                .address(Address.Kind.SRC, "::", 6, 0, 0)
                .address(Address.Kind.DST, Draft.R4, 17, 0, 0)));
  }

  private static Draft foreign(Address.Kind kind) {
    return addEsp(1).inner(NET, 120, OTHER_NET, 120).with(new Address(kind, 0, 0, FOREIGN));
  }

  private static List<Case> inner() {
    return List.of(
        Case.of(Diagnostic.MISSING_INNER_SRC, "T76", addEsp(1).flags(SaFlag.TUNNEL)),
        Case.of(
            Diagnostic.MISSING_INNER_DST,
            "T77",
            addEsp(1).address(Address.Kind.INNER_SRC, NET, 0, 120, 0)),
        Case.of(
            Diagnostic.MISSING_INNER_SRC,
            "T77",
            addEsp(1).address(Address.Kind.INNER_DST, NET, 0, 120, 0)),
        Case.of(
            Diagnostic.PREFIX_INNER_DST,
            "T79 33 bits of IPv4",
            addEsp(1).inner(NET, 129, OTHER_NET, 129)),
        Case.of(Diagnostic.PREFIX_INNER_SRC, "T79", addEsp(1).inner(NET, 129, OTHER_NET, 120)),
        Case.of(
            Diagnostic.PREFIX_INNER_SRC,
            "T80 a prefix shorter than the mapping",
            addEsp(1).inner(NET, 64, OTHER_NET, 120)),
        Case.of(
            Diagnostic.PREFIX_INNER_DST, "129 bits of IPv6", addEsp(1).inner(NET6, 64, NET6, 129)),
        Case.of(Diagnostic.INNER_AF_MISMATCH, "T81", addEsp(1).inner(NET, 120, NET6, 64)),
        Case.of(
            Diagnostic.INNER_AF_MISMATCH, "T81 the other way", addEsp(1).inner("::", 1, NET, 120)),
        Case.of(
                Diagnostic.INNER_AF_MISMATCH,
                "T82 IPv6 in protocol 4",
                addEsp(1).inner(NET6, 64, NET6, 64).address(Address.Kind.SRC, Draft.L4, 4, 0, 0))
            .with(Errno.EPROTOTYPE),
        Case.of(
            Diagnostic.DUAL_PORT_SETS,
            "T83",
            addEsp(1)
                .inner(NET, 120, OTHER_NET, 120)
                .address(Address.Kind.INNER_SRC, NET, 0, 120, 80)
                .address(Address.Kind.DST, Draft.R4, 0, 0, 80)));
  }

  private static List<Case> natt() {
    return List.of(
        Case.of(Diagnostic.MISSING_NATT_REM, "T84", addEsp(1).flags(SaFlag.NATT_REM)),
        Case.of(Diagnostic.MISSING_NATT_LOC, "T84", addEsp(1).flags(SaFlag.NATT_LOC)),
        Case.of(
            Diagnostic.MALFORMED_NATT_LOC,
            "T85 an address of this host",
            addEsp(1).address(Address.Kind.NATT_LOC, Draft.L4, 0, 0, 0)),
        Case.of(
            Diagnostic.BAD_NATT_LOC_AF,
            "T85 IPv6",
            addEsp(1).address(Address.Kind.NATT_LOC, "2001:db8::9", 0, 0, 0)),
        Case.of(
            Diagnostic.MALFORMED_NATT_REM,
            "T86",
            addEsp(1).address(Address.Kind.NATT_REM, "0.0.0.0", 0, 0, 0)),
        Case.of(
            Diagnostic.BAD_NATT_REM_AF,
            "IPv6",
            addEsp(1).address(Address.Kind.NATT_REM, "2001:db8::9", 0, 0, 0)),
        Case.of(
            Diagnostic.MALFORMED_NATT_REM,
            "multicast",
            addEsp(1).address(Address.Kind.NATT_REM, Draft.M4, 0, 0, 0)));
  }
}
