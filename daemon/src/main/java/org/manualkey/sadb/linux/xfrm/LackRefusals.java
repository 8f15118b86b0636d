package org.manualkey.sadb.linux.xfrm;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.algorithm.Algorithm.Kind;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.netlink.Attribute;
import org.manualkey.netlink.SaInfo;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Subject;
import org.manualkey.sadb.linux.LinuxErrno;
import org.manualkey.sadb.linux.LinuxReply;

/**
 * What a kernel lacks, as the refusal of a command: at the word that is to blame, with what to do,
 * and with the errno that the refusal of an ADD itself has.
 */
final class LackRefusals {
  private final XfrmAlgorithms names;
  private final Algorithms table;

  LackRefusals(XfrmAlgorithms names, Algorithms table) {
    this.names = names;
    this.table = table;
  }

  Refusal protocol(AskedAlgorithms asked, LinuxReply reply) {
    boolean inet = asked.family() == SaInfo.AF_INET;
    String what = asked.isEsp() ? "ESP" : "AH";
    String module = (asked.isEsp() ? "esp" : "ah") + (inet ? "4" : "6");
    String words =
        "the kernel lacks %s for %s: load the module %s"
            .formatted(what, inet ? "IPv4" : "IPv6", module);
    return refusal(reply, Subject.REQUEST, words, words);
  }

  Refusal longNumbers(LinuxReply reply) {
    String words = "the kernel lacks what esn needs: load the module authencesn";
    return refusal(reply, Subject.LONG_NUMBERS, words, words);
  }

  Refusal checkBits(AskedAlgorithms asked, LinuxReply reply) {
    return length(
        reply,
        Subject.CHECK_BITS,
        "check value of " + asked.checkBits() + " bits",
        name(Kind.AUTHENTICATION, asked.auth()));
  }

  Refusal encryption(AskedAlgorithms asked, LinuxReply reply) {
    String name = name(Kind.ENCRYPTION, asked.encrypt());
    if (reply.errno() == LinuxErrno.EINVAL) {
      return length(reply, Subject.ENCRYPTION_KEY, "key of " + asked.encryptBits() + " bits", name);
    }
    List<String> modules =
        switch (names.encryption(asked.encrypt(), 0, null)) {
          case Attribute.Combined cipher -> modules(cipher.name(), "seqiv");
          case Attribute.Encryption cipher -> modules(cipher.name(), "authenc", "echainiv");
          default -> List.of();
        };
    return algorithm(reply, Subject.ENCRYPTION_ALGORITHM, name, modules);
  }

  Refusal authentication(AskedAlgorithms asked, LinuxReply reply) {
    String name = name(Kind.AUTHENTICATION, asked.auth());
    if (reply.errno() == LinuxErrno.EINVAL) {
      return length(reply, Subject.AUTH_KEY, "key of " + asked.authBits() + " bits", name);
    }
    List<String> modules =
        names.authentication(asked.auth(), 0, XfrmAlgorithms.NO_KEY)
                instanceof Attribute.Authentication digest
            ? modules(digest.name())
            : List.of();
    return algorithm(reply, Subject.AUTH_ALGORITHM, name, modules);
  }

  private String name(Kind kind, int id) {
    Algorithm row = table.byId(kind, id);
    return row == null ? "algorithm " + id : row.name();
  }

  /**
   * The names under which modprobe(8) finds what an algorithm is made of, on any kernel; the files
   * have other ones from version to version.
   *
   * @param name as the kernel has it, for example {@code cbc(camellia)}
   * @param more what ESP needs besides
   */
  private static List<String> modules(String name, String... more) {
    if (name.indexOf('(') < 0) {
      return List.of(); // XFRM has no name for it
    }
    return Stream.concat(Arrays.stream(name.split("[(),]+")), Arrays.stream(more))
        .map(part -> "crypto-" + part)
        .toList();
  }

  private static Refusal algorithm(
      LinuxReply reply, Subject subject, String name, List<String> modules) {
    String remedy = modules.isEmpty() ? "" : ": load its modules";
    String how = modules.isEmpty() ? "" : " ('modprobe -a " + String.join(" ", modules) + "')";
    return refusal(
        reply,
        subject,
        "the kernel lacks " + name + remedy + how,
        "the kernel lacks the algorithm" + remedy);
  }

  private static Refusal length(LinuxReply reply, Subject subject, String what, String name) {
    String words = "the kernel takes no " + what + " for ";
    return refusal(reply, subject, words + name, words + "the algorithm");
  }

  private static Refusal refusal(
      LinuxReply reply, Subject subject, String reason, String wordless) {
    String reported = reply.text().isEmpty() ? "" : "; the kernel reports: " + reply.text();
    return new Refusal(
        LinuxErrno.illumos(reply.errno()).code(),
        Diagnostic.NONE.code(),
        subject,
        reason + reported,
        wordless + reported);
  }
}
