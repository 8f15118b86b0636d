package org.manualkey.sadb.memory;

import static org.manualkey.sadb.Draft.SHA1;
import static org.manualkey.sadb.Draft.addAh;
import static org.manualkey.sadb.Draft.addEsp;

import java.util.List;
import java.util.stream.Stream;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Octets;
import org.manualkey.pfkey.Proposal;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.Sensitivity;
import org.manualkey.pfkey.Supported;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.memory.RefusalTest.Case;

/** Refusals of an ADD by algorithms, keys, flags, state and lifetimes. */
final class AddCases {
  private static final int DES = 2;
  private static final int TRIPLE_DES = 3;
  private static final int NULL = 11;
  private static final int GCM16 = 20;
  private static final String K1 = "0123456789abcdef";
  private static final String K2 = "23456789abcdef01";
  private static final String K3 = "456789abcdef0123";
  private static final String WEAK = "0101010101010101";

  private AddCases() {}

  static Stream<Case> all() {
    return Stream.of(algorithms(), keys(), weakKeys(), flags(), ah(), lifetimes(), others())
        .flatMap(List::stream);
  }

  private static List<Case> algorithms() {
    Draft noKey = addEsp(1).without(ExtensionType.KEY_ENCRYPT);
    Draft bare =
        addEsp(1)
            .algorithms(0, NULL)
            .without(ExtensionType.KEY_ENCRYPT)
            .without(ExtensionType.KEY_AUTH);
    return List.of(
        Case.of(Diagnostic.MISSING_EKEY, "T43", noKey),
        Case.of(
            Diagnostic.MISSING_EKEY,
            "T44 no algorithm, no key",
            addEsp(1).algorithms(0, 0).without(ExtensionType.KEY_ENCRYPT)),
        Case.of(Diagnostic.BAD_EALG, "T45 a key for none", addEsp(1).algorithms(SHA1, 0)),
        Case.of(Diagnostic.BAD_AALG, "T46 neither encrypts nor authenticates", bare),
        Case.of(Diagnostic.BAD_EKEYBITS, "T48 NULL with a key", addEsp(1).algorithms(SHA1, NULL)),
        Case.of(Diagnostic.BAD_EALG, "T49 number 99", addEsp(1).algorithms(SHA1, 99)),
        Case.of(Diagnostic.BAD_AALG, "T50 number 4", addEsp(1).algorithms(4, Draft.AES_CBC)),
        Case.of(Diagnostic.BAD_AALG, "a key for none", addEsp(1).algorithms(0, Draft.AES_CBC)),
        Case.of(
            Diagnostic.MISSING_AKEY,
            "T65 ESP names an algorithm without key",
            addEsp(1).without(ExtensionType.KEY_AUTH)));
  }

  private static List<Case> keys() {
    Draft gcm = addEsp(1).algorithms(0, GCM16).without(ExtensionType.KEY_AUTH);
    return List.of(
        Case.of(
            Diagnostic.BAD_AKEYBITS, "T51 SHA-1 with 128", addEsp(1).authKey(128, "11".repeat(16))),
        Case.of(
            Diagnostic.BAD_EKEYBITS,
            "T52 AES with 120",
            addEsp(1).encryptKey(120, "11".repeat(15))),
        Case.of(Diagnostic.BAD_CTX, "T52 AES with 160", addEsp(1).encryptKey(160, "11".repeat(20))),
        Case.of(
            Diagnostic.BAD_EKEYBITS,
            "T52 AES with 264",
            addEsp(1).encryptKey(264, "11".repeat(33))),
        Case.of(
            Diagnostic.BAD_EKEYBITS, "T54 GCM without salt", gcm.encryptKey(128, Draft.AES_KEY)),
        Case.of(
            Diagnostic.BAD_EKEYBITS,
            "less than the salt",
            addEsp(1).algorithms(SHA1, GCM16).encryptKey(16, "1122")),
        Case.of(
            Diagnostic.BAD_EKEYBITS,
            "reserved bits that are not those of the salt",
            addEsp(1)
                .algorithms(SHA1, GCM16)
                .with(Draft.key(Key.Kind.ENCRYPT, 160, 24, "11".repeat(20)))),
        Case.of(
            Diagnostic.BAD_EKEYBITS,
            "reserved bits where there is no salt",
            addEsp(1).with(Draft.key(Key.Kind.ENCRYPT, 128, 8, Draft.AES_KEY))));
  }

  private static List<Case> weakKeys() {
    return List.of(
        weak("T56", DES, WEAK),
        weak("T56 after parity", DES, "0000000000000001"),
        weak("semi-weak, missed by illumos on x86", DES, "1fe01fe00ef10ef1"),
        weak("T58 K1 = K2", TRIPLE_DES, K1 + K1 + K2),
        weak("K2 = K3", TRIPLE_DES, K1 + K2 + K2),
        weak("K1 = K2 but for parity", TRIPLE_DES, K1 + "0023456789abcdee" + K3),
        weak("Q12 weak K1", TRIPLE_DES, WEAK + K2 + K3),
        weak("weak K2", TRIPLE_DES, K1 + WEAK + K3),
        weak("weak K3", TRIPLE_DES, K1 + K2 + WEAK));
  }

  private static Case weak(String title, int algorithm, String hex) {
    return Case.of(
        Diagnostic.WEAK_EKEY,
        title,
        addEsp(1).algorithms(SHA1, algorithm).encryptKey(hex.length() * 4, hex));
  }

  private static List<Case> flags() {
    return List.of(
        Case.of(Diagnostic.BAD_SAFLAGS, "T60 USED", addEsp(1).flags(SaFlag.USED)),
        Case.of(Diagnostic.BAD_SAFLAGS, "T60 UNIQUE", addEsp(1).flags(SaFlag.UNIQUE)),
        Case.of(Diagnostic.BAD_SAFLAGS, "T60 PFS", addEsp(1).flags(SaFlag.PFS)),
        Case.of(Diagnostic.BAD_SAFLAGS, "T61 AH and NAT", addAh(1).flags(SaFlag.NATT_LOC)),
        Case.of(Diagnostic.BAD_SAFLAGS, "T61 AH and a cipher", addAh(1).flags(SaFlag.EALG1)),
        Case.of(Diagnostic.BAD_SASTATE, "larval", addEsp(1).state(0)),
        Case.of(Diagnostic.BAD_SASTATE, "T59 dying", addEsp(1).state(2)),
        Case.of(Diagnostic.BAD_SASTATE, "AH dead", addAh(1).state(3)));
  }

  private static List<Case> ah() {
    return List.of(
        Case.of(
            Diagnostic.EKEY_PRESENT,
            "T62 AH, even before what is missing",
            addAh(1).encryptKey(128, Draft.AES_KEY).without(ExtensionType.SA)),
        Case.of(Diagnostic.ENCR_NOTSUPP, "T63 AH", addAh(1).algorithms(SHA1, Draft.AES_CBC)),
        Case.of(Diagnostic.MISSING_AKEY, "T64 AH", addAh(1).without(ExtensionType.KEY_AUTH)),
        Case.of(
                Diagnostic.NONE,
                "a label on AH",
                addAh(1)
                    .with(
                        new Sensitivity(
                            Sensitivity.Kind.INNER, 0, 0, 0, 0, 0, 0, Octets.of(new byte[0]))))
            .with(Errno.EOPNOTSUPP));
  }

  private static List<Case> lifetimes() {
    return List.of(
        Case.of(Diagnostic.ALLOC_HSERR, "unsigned", addEsp(1).hard(5, 0, 0, 0).soft(-1, 0, 0, 0)),
        Case.of(Diagnostic.BYTES_HSERR, "", addEsp(1).hard(0, 5, 0, 0).soft(0, 6, 0, 0)),
        Case.of(Diagnostic.ADDTIME_HSERR, "T68", addEsp(1).hard(0, 0, 50, 0).soft(0, 0, 100, 0)),
        Case.of(Diagnostic.USETIME_HSERR, "", addEsp(1).hard(0, 0, 0, 5).soft(0, 0, 0, 6)),
        Case.of(
            Diagnostic.ADDTIME_HSERR,
            "T69 idle and soft",
            addEsp(1).hard(0, 0, 50, 0).soft(0, 0, 40, 0).idle(45, 0)),
        Case.of(
            Diagnostic.USETIME_HSERR,
            "idle and hard",
            addEsp(1).hard(0, 0, 0, 5).soft(0, 0, 0, 0).idle(0, 6)),
        Case.of(
                Diagnostic.NONE,
                "T66 a current lifetime",
                addEsp(1).with(new Lifetime(Lifetime.Kind.CURRENT, 0, 0, 0, 0)))
            .with(Errno.EOPNOTSUPP));
  }

  private static List<Case> others() {
    return List.of(
        Case.of(Diagnostic.PROP_PRESENT, "T67", addEsp(1).with(new Proposal(0, 0, List.of()))),
        Case.of(
            Diagnostic.SUPP_PRESENT,
            "T67",
            addEsp(1).with(new Supported(Supported.Kind.AUTH, 0, List.of()))),
        Case.of(
            Diagnostic.SUPP_PRESENT,
            "of ciphers",
            addEsp(1).with(new Supported(Supported.Kind.ENCRYPT, 0, List.of()))),
        Case.of(
                Diagnostic.INVALID_REPLAY,
                "T70 a counter of 64 bits",
                addEsp(1).with(new ReplayValue(0, 5)))
            .with(Errno.EOPNOTSUPP));
  }
}
