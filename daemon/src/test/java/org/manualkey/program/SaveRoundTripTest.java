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
import java.util.function.Predicate;
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
import org.manualkey.pfkey.Pair;
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
      List<String> paired = meaning(owner, _ -> true, true);
      List<String> unpaired = meaning(owner, _ -> true, false);
      List<String> sayable = meaning(owner, SaveRoundTripTest::canBeSaid, false);

      try (FileOutputStream saved = new FileOutputStream(file.toFile())) {
        succeed(owner, new MemoryConsole(true).pass(saved.getFD()), "-s", file.toString());
      }
      succeed(owner, new MemoryConsole(true), "flush");
      assertThat(owner.call(RandomSas::dump)).isEmpty();
      List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
      String n = numeric ? "-n" : "-v";
      try (FileInputStream saved = new FileInputStream(file.toFile())) {
        succeed(owner, new MemoryConsole(true).pass(saved.getFD()), n, "-f", file.toString());
      }

      int comments = comments(lines, "");
      assertThat(meaning(owner, _ -> true, false)).hasSize(paired.size() - comments);
      if (comments == 0) {
        assertThat(meaning(owner, _ -> true, true)).isEqualTo(paired);
      }
      // A half of a pair whose other half cannot be saved is saved alone.
      List<String> after = meaning(owner, _ -> true, false);
      assertThat(unpaired).containsAll(after);
      // What cannot be loaded without -n is not saved either.
      int scoped = comments(lines, "no-matching-source");
      assertThat(after.size() + scoped).isGreaterThanOrEqualTo(sayable.size());
      if (scoped == 0) {
        assertThat(after).containsAll(sayable);
      }
    }
  }

  private static int comments(List<String> lines, String reason) {
    return (int)
        lines.stream()
            .filter(line -> line.contains(" not saved: ") && line.contains(reason))
            .count();
  }

  private static List<String> meaning(SadbOwner owner, Predicate<Message> which, boolean pairs) {
    List<Message> sas = owner.call(RandomSas::dump);
    return Meaning.of(sas.stream().filter(which).toList(), extension -> carried(extension, pairs));
  }

  /**
   * What a command need not carry:
   *
   * <ul>
   *   <li>the current lifetime: no request sets counters and times of use ({@link Meaning} leaves
   *       it out);
   *   <li>states but mature and active-elsewhere: an SA is added in one of these two; others load
   *       as a new SA;
   *   <li>the cookie: manual keys have no key management;
   *   <li>the flags of kinds of ciphers, which databases give by themselves;
   *   <li>one thing that no dump shows: an SA made {@code inbound} by that word alone, whose source
   *       and destination are both this host's, loads for both directions, as it would without the
   *       word.
   * </ul>
   */
  private static @Nullable Extension carried(Extension extension, boolean pairs) {
    return switch (extension) {
      case KmCookie _ -> null;
      case Pair pair -> pairs ? pair : null;
      case Sa sa -> {
        int flags = sa.flags() & ~SaFlag.EALG1.bit() & ~SaFlag.EALG2.bit();
        yield sa.withFlags(pairs ? flags : flags & ~SaFlag.PAIRED.bit());
      }
      default -> extension;
    };
  }

  /**
   * Whether a command can say all of an SA. It cannot say flags of key management, of algorithms,
   * NOREPLAY and NATTED; identities with control characters, with a quote in front, an odd number
   * of them, or blanks outside an inner quote, or empty (of what is no UTF-8 this says nothing);
   * the number beside an identity.
   */
  private static boolean canBeSaid(Message message) {
    for (Extension extension : message.extensions()) {
      boolean can =
          switch (extension) {
            case Sa sa -> (sa.flags() & WORDLESS) == 0;
            case Identity identity -> identity.id() == 0 && isWord(text(identity));
            default -> true;
          };
      if (!can) {
        return false;
      }
    }
    return true;
  }

  private static final Pattern CONTROL =
      Pattern.compile("[\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f\\ufffd]");
  private static final Pattern BLANK = Pattern.compile("[ \\t]");

  private static final int WORDLESS =
      SaFlag.NOREPLAY.bit()
          | SaFlag.AALG1.bit()
          | SaFlag.AALG2.bit()
          | SaFlag.KM1.bit()
          | SaFlag.KM2.bit()
          | SaFlag.KM3.bit()
          | SaFlag.KM4.bit()
          | SaFlag.NATTED.bit();

  private static boolean isWord(String text) {
    boolean quotes = text.contains("\"");
    return !text.isEmpty()
        && !CONTROL.matcher(text).find()
        && text.chars().filter(each -> each == '"').count() % 2 == 0
        && !(quotes && (text.startsWith("\"") || hasOpenBlank(text)));
  }

  /** A string ends at its NUL, a DER name with its last octet that is none. */
  private static String text(Identity identity) {
    String whole = StandardCharsets.UTF_8.decode(identity.value().view()).toString();
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
