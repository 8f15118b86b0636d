package org.manualkey.sadb.memory;

import static org.manualkey.sadb.Draft.about;
import static org.manualkey.sadb.Draft.addEsp;
import static org.manualkey.sadb.Draft.in;
import static org.manualkey.sadb.Draft.out;
import static org.manualkey.sadb.Draft.update;

import java.util.List;
import java.util.stream.Stream;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.memory.RefusalTest.Case;

/** Refusals because of what the database holds, or does not hold. */
final class StoredCases {
  private StoredCases() {}

  static Stream<Case> all() {
    return Stream.of(adds(), lookups(), updates(), pairs()).flatMap(List::stream);
  }

  private static List<Case> adds() {
    return List.of(
        exists("T71 the same again", out(0x1000)),
        exists("T72 another source and key", out(0x1000).from("10.0.0.9")),
        exists("T73 the other direction", addEsp(0x1000).flags(SaFlag.INBOUND)),
        exists("a clone", addEsp(0x1000).from("0.0.0.0")),
        exists("before the pair is looked for", out(0x1000).with(new Pair(0x9999))));
  }

  private static Case exists(String title, Draft request) {
    return Case.of(Diagnostic.NONE, title, request).with(Errno.EEXIST).after(out(0x1000));
  }

  private static List<Case> lookups() {
    return List.of(
        notFound("T89 GET with a wrong source", about(MessageType.GET, 0x1000).from("10.0.0.9")),
        notFound("T91 DELETE of another SPI", about(MessageType.DELETE, 0x1001)),
        notFound("of another protocol", about(MessageType.GET, 0x1000).saType(2)),
        notFound("T106 UPDATE", update(0x1001)),
        Case.of(
            Diagnostic.MISSING_DST,
            "T90 GET",
            about(MessageType.GET, 0x1000).without(ExtensionType.ADDRESS_DST)),
        Case.of(
            Diagnostic.MISSING_SA,
            "T90 GET",
            about(MessageType.GET, 0x1000).without(ExtensionType.SA)),
        Case.of(
            Diagnostic.MISSING_DST,
            "DELETE by SPI and source",
            about(MessageType.DELETE, 1).without(ExtensionType.ADDRESS_DST).from(Draft.L4)),
        Case.of(
            Diagnostic.MISSING_SA,
            "T94 DELETE of nothing",
            Draft.of(MessageType.DELETE, SaType.ESP)));
  }

  private static Case notFound(String title, Draft request) {
    return Case.of(Diagnostic.SA_NOTFOUND, title, request).with(Errno.ESRCH).after(out(0x1000));
  }

  private static List<Case> updates() {
    return List.of(
        stored(Diagnostic.AKEY_PRESENT, "T102", update(0x1000).authKey(160, Draft.SHA1_KEY)),
        stored(Diagnostic.EKEY_PRESENT, "T102", update(0x1000).encryptKey(128, Draft.AES_KEY)),
        stored(Diagnostic.BAD_SASTATE, "T103 state 0", update(0x1000).state(0)),
        stored(Diagnostic.BAD_SASTATE, "waking what does not sleep", update(0x1000).state(6)),
        stored(Diagnostic.BAD_SAFLAGS, "T104", update(0x1000).flags(SaFlag.TUNNEL)),
        stored(
                Diagnostic.MISSING_LIFETIME,
                "T105 a current lifetime",
                update(0x1000).with(new Lifetime(Lifetime.Kind.CURRENT, 0, 0, 0, 0)))
            .with(Errno.EOPNOTSUPP),
        stored(
            Diagnostic.ADDTIME_HSERR,
            "UPDATE",
            update(0x1000).hard(0, 0, 50, 0).soft(0, 0, 100, 0)),
        stored(Diagnostic.BAD_SASTATE, "T109", update(0x1000).with(new ReplayValue(5, 0))),
        cookie(Diagnostic.DUPLICATE_KMP, new KmCookie(2, 5)),
        cookie(Diagnostic.DUPLICATE_KMC, new KmCookie(1, 6)),
        stored(
            Diagnostic.MISSING_DST,
            "UPDATE, before the source",
            update(0x1000).without(ExtensionType.ADDRESS_DST).without(ExtensionType.ADDRESS_SRC)),
        stored(Diagnostic.MISSING_SRC, "UPDATE", about(MessageType.UPDATE, 0x1000)),
        stored(Diagnostic.MISSING_SA, "UPDATE", update(0x1000).without(ExtensionType.SA)));
  }

  private static Case stored(Diagnostic diagnostic, String title, Draft request) {
    return Case.of(diagnostic, title, request).after(out(0x1000));
  }

  private static Case cookie(Diagnostic diagnostic, KmCookie asked) {
    return Case.of(diagnostic, "T110", update(0x1000).hard(0, 0, 99, 0).with(asked))
        .after(out(0x1000).with(new KmCookie(1, 5)));
  }

  private static List<Case> pairs() {
    Draft inPaired = in(0x2000).with(new Pair(0x1000));
    return List.of(
        Case.of(Diagnostic.PAIR_INAPPROPRIATE, "T122 nothing to pair with", inPaired),
        stored(
            Diagnostic.PAIR_INAPPROPRIATE,
            "T123 a clone",
            addEsp(0x2000).from("10.0.0.9").with(new Pair(0x1000))),
        stored(
            Diagnostic.PAIR_INAPPROPRIATE,
            "T124 with itself",
            update(0x1000).with(new Pair(0x1000))),
        stored(Diagnostic.PAIR_INAPPROPRIATE, "T124 with SPI 0", update(0x1000).with(new Pair(0))),
        stored(
            Diagnostic.PAIR_INAPPROPRIATE,
            "addresses that are not swapped",
            in(0x2000).from("10.0.0.9").with(new Pair(0x1000))),
        stored(
            Diagnostic.PAIR_INAPPROPRIATE,
            "of one direction",
            in(0x2000).flags(SaFlag.OUTBOUND).with(new Pair(0x1000))),
        Case.of(
                Diagnostic.PAIR_ALREADY,
                "T125",
                update(0x3000).to(Draft.L4).from(Draft.R4).with(new Pair(0x1000)))
            .after(out(0x1000), inPaired, in(0x3000)),
        Case.of(
                Diagnostic.PAIR_SA_NOTFOUND,
                "T128 the SA is kept",
                about(MessageType.X_DELPAIR, 0x1000))
            .with(Errno.ESRCH)
            .after(out(0x1000)),
        Case.of(
                Diagnostic.PAIR_SA_NOTFOUND,
                "T130 nothing is changed",
                about(MessageType.X_UPDATEPAIR, 0x1000).from(Draft.L4).hard(0, 0, 500, 0))
            .with(Errno.ESRCH)
            .after(out(0x1000)));
  }
}
