package org.manualkey.sadb.memory;

import static org.manualkey.sadb.Draft.addEsp;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtendedDump;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Octets;
import org.manualkey.pfkey.Oversized;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SpiRange;
import org.manualkey.pfkey.UnknownExtension;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.memory.RefusalTest.Case;

/** Refusals before anything is known of an SA: framing, message types, SA types. */
final class MessageCases {
  private static final Octets WORD = Octets.of(new byte[8]);
  private static final Octets NO_WORD = Octets.of(new byte[4]);

  private MessageCases() {}

  static Stream<Case> all() {
    return Stream.of(extensions(), duplicates(), malformed(), types()).flatMap(List::stream);
  }

  private static List<Case> extensions() {
    Draft get = Draft.about(MessageType.GET, 1);
    return List.of(
        Case.of(
            Diagnostic.UNKNOWN_EXT,
            "T02 an extension of type 28",
            get.twice(new UnknownExtension(28, NO_WORD))),
        Case.of(
            Diagnostic.UNKNOWN_EXT,
            "T03 an extension of type 0",
            Draft.about(MessageType.GET, 1).twice(new UnknownExtension(0, NO_WORD))),
        Case.of(
            Diagnostic.UNKNOWN_EXT,
            "T15 the extension is looked at before the message type",
            Draft.of(MessageType.GET, SaType.ESP)
                .typeCode(99)
                .twice(new UnknownExtension(50, NO_WORD))),
        Case.of(Diagnostic.NONE, "T21 another version of PF_KEY", addEsp(1).version(7)));
  }

  private static List<Case> duplicates() {
    Draft inner = addEsp(1).inner("192.168.1.0", 120, "192.168.2.0", 120);
    return List.of(
        duplicate(Diagnostic.DUPLICATE_SRC, ExtensionType.ADDRESS_SRC, addEsp(1)),
        duplicate(Diagnostic.DUPLICATE_DST, ExtensionType.ADDRESS_DST, addEsp(1)),
        duplicate(Diagnostic.DUPLICATE_SA, ExtensionType.SA, addEsp(1)),
        duplicate(Diagnostic.DUPLICATE_EKEY, ExtensionType.KEY_ENCRYPT, addEsp(1)),
        duplicate(Diagnostic.DUPLICATE_AKEY, ExtensionType.KEY_AUTH, addEsp(1)),
        duplicate(Diagnostic.DUPLICATE_INNER_SRC, ExtensionType.ADDRESS_INNER_SRC, inner),
        duplicate(Diagnostic.DUPLICATE_INNER_DST, ExtensionType.X_ADDRESS_INNER_DST, inner),
        Case.of(
            Diagnostic.DUPLICATE_RANGE,
            "two SPI ranges",
            addEsp(1).with(new SpiRange(1, 2, 0)).twice(new SpiRange(1, 2, 0))),
        duplicate(Diagnostic.NONE, ExtensionType.LIFETIME_HARD, addEsp(1).hard(0, 0, 60, 0)), // T07
        duplicate(
            Diagnostic.NONE,
            ExtensionType.X_ADDRESS_NATT_LOC,
            addEsp(1).address(Address.Kind.NATT_LOC, "192.168.9.9", 0, 0, 0)), // T08
        Case.of(
            Diagnostic.DUPLICATE_EKEY,
            "a duplicate that is malformed as well",
            addEsp(1).twice(Draft.key(Key.Kind.ENCRYPT, 0, 0, ""))));
  }

  private static Case duplicate(Diagnostic diagnostic, ExtensionType type, Draft draft) {
    Extension first = Objects.requireNonNull(draft.build().find(type));
    return Case.of(diagnostic, "T06 " + type + " twice", draft.twice(first));
  }

  private static List<Case> malformed() {
    return List.of(
        Case.of(Diagnostic.MALFORMED_SRC, "T12 no room", tooShort(ExtensionType.ADDRESS_SRC)),
        Case.of(Diagnostic.MALFORMED_DST, "no room", tooShort(ExtensionType.ADDRESS_DST)),
        Case.of(Diagnostic.MALFORMED_SA, "too short", tooShort(ExtensionType.SA)),
        Case.of(
            Diagnostic.MALFORMED_SA,
            "too long",
            addEsp(1).with(new Oversized(new Sa(1, 0, 1, 3, 12, 0), WORD))),
        Case.of(
            Diagnostic.MALFORMED_INNER_SRC, "no room", tooShort(ExtensionType.ADDRESS_INNER_SRC)),
        Case.of(
            Diagnostic.MALFORMED_INNER_DST, "no room", tooShort(ExtensionType.X_ADDRESS_INNER_DST)),
        Case.of(
            Diagnostic.MALFORMED_NATT_LOC, "no room", tooShort(ExtensionType.X_ADDRESS_NATT_LOC)),
        Case.of(
            Diagnostic.MALFORMED_NATT_REM, "no room", tooShort(ExtensionType.X_ADDRESS_NATT_REM)),
        Case.of(Diagnostic.MALFORMED_RANGE, "backwards", addEsp(1).with(new SpiRange(2, 1, 0))),
        Case.of(Diagnostic.NONE, "T13 short lifetime", tooShort(ExtensionType.LIFETIME_HARD)),
        Case.of(
            Diagnostic.NONE,
            "a pair that is too long",
            addEsp(1).with(new Oversized(new Pair(5), WORD))),
        Case.of(Diagnostic.MALFORMED_AKEY, "T09 no bits", addEsp(1).authKey(0, "")),
        Case.of(
            Diagnostic.MALFORMED_EKEY,
            "T10 fewer bits than octets",
            addEsp(1).encryptKey(128, Draft.AES_KEY + "0011223344556677")),
        Case.of(
            Diagnostic.MALFORMED_EKEY,
            "more bits than octets",
            addEsp(1).encryptKey(65, "0011223344556677")),
        Case.of(
            Diagnostic.MALFORMED_EKEY, "T11 all zero", addEsp(1).encryptKey(128, "00".repeat(16))),
        Case.of(Diagnostic.MALFORMED_AKEY, "all zero", addEsp(1).authKey(160, "00".repeat(20))));
  }

  private static Draft tooShort(ExtensionType type) {
    return addEsp(1).without(type).twice(new UnknownExtension(type.code(), NO_WORD));
  }

  private static List<Case> types() {
    Sa sa = new Sa(1, 0, 1, 0, 0, 0);
    return List.of(
        Case.of(Diagnostic.UNKNOWN_MSG, "T14", Draft.of(MessageType.GET, SaType.ESP).typeCode(99)),
        Case.of(Diagnostic.UNKNOWN_MSG, "type 0", Draft.of(MessageType.RESERVED, SaType.ESP)),
        Case.of(
            Diagnostic.SATYPE_NEEDED,
            "T16 GET without SA type",
            Draft.about(MessageType.GET, 1).saType(0)),
        Case.of(Diagnostic.UNKNOWN_SATYPE, "T17 ADD for RSVP", addEsp(1).saType(5)),
        Case.of(
            Diagnostic.UNKNOWN_SATYPE, "FLUSH of RSVP", Draft.of(MessageType.FLUSH, SaType.RSVP)),
        Case.of(Diagnostic.NONE, "T18 EXPIRE", Draft.of(MessageType.EXPIRE, SaType.ESP))
            .with(Errno.EOPNOTSUPP),
        Case.of(
            Diagnostic.NO_EXT,
            "T19 FLUSH with an extension",
            Draft.of(MessageType.FLUSH, SaType.ESP).with(sa)),
        Case.of(
            Diagnostic.NO_EXT,
            "FLUSH with the extension of DUMP",
            Draft.of(MessageType.FLUSH, SaType.ESP).with(new ExtendedDump(0, 0))),
        Case.of(
            Diagnostic.NONE,
            "idle lifetime twice",
            addEsp(1).idle(1, 1).twice(new Lifetime(Lifetime.Kind.IDLE, 0, 0, 1, 1))));
  }
}
