package org.manualkey.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.IdentityType;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.sadb.SadbOwner;
import org.manualkey.sadb.memory.Meaning;
import org.manualkey.sadb.memory.RandomSas;

/** What {@code -s} saves, {@code -f} loads: random databases, through the real command. */
class SaveRoundTripTest {
  private static Path file;

  @BeforeContainer
  static void createFile() throws IOException {
    file =
        Files.createTempFile(
            "saved",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  @AfterContainer
  static void deleteFile() throws IOException {
    Files.deleteIfExists(file);
  }

  @Property(tries = 500)
  void whatIsSavedLoadsAgain(@ForAll long seed, @ForAll boolean numeric) throws IOException {
    try (SadbOwner owner = new SadbOwner(RandomSas.open())) {
      owner.call(sadb -> {
        new RandomSas(seed).fill(sadb);
        return true;
      });
      List<String> before = meaning(owner);

      try (FileOutputStream saved = new FileOutputStream(file.toFile())) {
        succeed(owner, new MemoryConsole(true).pass(saved.getFD()), "-s", file.toString());
      }
      succeed(owner, new MemoryConsole(true), "flush");
      assertThat(meaning(owner)).isEmpty();
      String n = numeric ? "-n" : "-v";
      try (FileInputStream saved = new FileInputStream(file.toFile())) {
        succeed(owner, new MemoryConsole(true).pass(saved.getFD()), n, "-f", file.toString());
      }

      assertThat(meaning(owner)).isEqualTo(before);
    }
  }

  private static List<String> meaning(SadbOwner owner) {
    List<Message> sas = owner.call(RandomSas::dump);
    return Meaning.of(sas, SaveRoundTripTest::carried);
  }

  /**
   * What a save cannot carry, all of it, and why:
   *
   * <ul>
   *   <li>the current lifetime: no request sets counters and times of use ({@link Meaning} leaves
   *       it out);
   *   <li>states but mature and active-elsewhere: an SA is added in one of these two; others load
   *       as a new SA;
   *   <li>flags of key management, of algorithms, NOREPLAY and NATTED, and the cookie: the language
   *       has no words for them, manual keys have no key management;
   *   <li>identities with control characters, with a quote in front, an odd number of them, or
   *       blanks outside an inner quote, or empty: no word of a key file holds these; the number
   *       beside an identity: no word either;
   *   <li>one thing that no dump shows: an SA made {@code inbound} by that word alone, whose source
   *       and destination are both this host's, loads for both directions, as it would without the
   *       word.
   * </ul>
   *
   * All but the last are reported by a comment in the file.
   */
  private static @Nullable Extension carried(Extension extension) {
    return switch (extension) {
      case KmCookie _ -> null;
      case Sa sa -> sa.withFlags(sa.flags() & ~WORDLESS);
      case Identity identity -> carried(identity);
      default -> extension;
    };
  }

  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f&&[^\\t\\x0b\\f\\r]]");
  private static final Pattern BLANK = Pattern.compile("[ \\t\\x0b\\f\\r]");

  private static final int WORDLESS =
      SaFlag.NOREPLAY.bit()
          | SaFlag.AALG1.bit()
          | SaFlag.AALG2.bit()
          | SaFlag.EALG1.bit()
          | SaFlag.EALG2.bit()
          | SaFlag.KM1.bit()
          | SaFlag.KM2.bit()
          | SaFlag.KM3.bit()
          | SaFlag.KM4.bit()
          | SaFlag.NATTED.bit();

  private static @Nullable Identity carried(Identity identity) {
    String text = text(identity);
    boolean quotes = text.contains("\"");
    boolean told =
        !text.isEmpty()
            && !CONTROL.matcher(text).find()
            && text.chars().filter(each -> each == '"').count() % 2 == 0
            && !(quotes && (text.startsWith("\"") || hasOpenBlank(text)));
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    return told ? Identity.of(identity.kind(), identity.idType(), octets) : null;
  }

  /** A string ends at its NUL, a DER name with its last octet that is none. */
  private static String text(Identity identity) {
    String whole = StandardCharsets.ISO_8859_1.decode(identity.value().view()).toString();
    IdentityType type = IdentityType.of(identity.idType());
    boolean der = type == IdentityType.X_DN || type == IdentityType.X_GN;
    return whole.replaceFirst(der ? "\0*\\z" : "(?s)\0.*", "");
  }

  /** Whether a blank is outside inner quotes: before the first, between the second and third… */
  private static boolean hasOpenBlank(String text) {
    String[] parts = text.split("\"", -1);
    for (int i = 0; i < parts.length; i += 2) {
      if (BLANK.matcher(parts[i]).find()) {
        return true;
      }
    }
    return false;
  }

  private static void succeed(SadbOwner owner, MemoryConsole console, String... argv) {
    int status = Commands.ipseckey(owner).run(List.of(argv), console);
    assertThat(status).as(console.complained()).isZero();
  }
}
