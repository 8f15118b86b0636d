package org.manualkey.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.manualkey.secret.SecretText;

/**
 * Recognizes the files of other programs that manage keys by hand. A line gives a format away only
 * if it cannot be a command of ours, whatever it was meant to be.
 */
final class OtherFormat {
  private static final String SETKEY = "a file of setkey(8)";
  private static final String SETKEY_DUMP = "the output of setkey -D";
  private static final String IP_XFRM = "commands of ip-xfrm(8)";
  private static final String IP_XFRM_DUMP = "the output of 'ip xfrm state'";
  private static final String IPSECCTL = "a file of ipsecctl(8)";

  /** Words of a line that are looked at, and octets of each. */
  private static final int WORDS = 12;

  private static final int LONGEST = 48;

  /** What has a database, as setkey says it. */
  private static final Set<String> SETKEY_PROTOCOLS =
      Set.of("esp", "esp-old", "esp-udp", "ah", "ah-old", "ipcomp", "tcp", "any");

  private static final Set<String> SETKEY_COMMANDS =
      Set.of("spdadd", "spddelete", "spdupdate", "spdflush", "spddump", "deleteall");

  private static final Set<String> XFRM_OBJECTS = Set.of("state", "policy", "sa", "pol");

  private static final Set<String> IPSECCTL_RULES =
      Set.of("flow", "esp", "ah", "ipcomp", "ipip", "tcpmd5", "ike");

  private static final WordTable<Boolean> SA_TYPES =
      new WordTable<>(Map.of("ah", true, "esp", true));

  private final SecretText text;
  private final int end;

  private OtherFormat(SecretText source) {
    text = source;
    end = source.length();
  }

  /** An error at the first line that gives another format away, or null. */
  static @Nullable Problem of(SecretText text) {
    return new OtherFormat(text).find();
  }

  private @Nullable Problem find() {
    boolean continued = false;
    int line = 1;
    List<String> before = List.of();
    for (int start = 0; start < end; line++) {
      int newline = start;
      while (newline < end && text.octet(newline) != '\n') {
        newline++;
      }
      if (!continued) {
        List<String> words = words(start, newline);
        String format = format(words, before);
        if (format != null) {
          String hint = "this looks like " + format;
          return new Problem(
              ProblemCode.OTHER_FORMAT, line, indent(start) + 1, 0, null, hint, hint);
        }
        before = words;
      }
      int last = newline > start && text.octet(newline - 1) == '\r' ? newline - 2 : newline - 1;
      continued = last >= start && text.octet(last) == '\\';
      start = newline + 1;
    }
    return null;
  }

  private int indent(int start) {
    int at = start;
    while (at < end && (text.octet(at) == ' ' || text.octet(at) == '\t')) {
      at++;
    }
    return at - start;
  }

  /** The first words of a line; none if it can be a command or a comment of ours. */
  private List<String> words(int start, int lineEnd) {
    int at = start + indent(start);
    if (at >= lineEnd
        || (text.octet(at) == '#' && (at + 1 >= lineEnd || text.octet(at + 1) != '!'))) {
      return List.of();
    }
    if (isOurs(at, lineEnd)) {
      return List.of();
    }
    List<String> words = new ArrayList<>(WORDS);
    while (at < lineEnd && words.size() < WORDS) {
      int word = at;
      at = wordEnd(word, lineEnd);
      int length = Math.min(at - word, LONGEST);
      boolean key = KeyShape.mayBeKey(text, word, word + length);
      words.add(key ? "" : text.string(word, word + length).toLowerCase(Locale.ROOT));
      while (at < lineEnd && text.octet(at) <= ' ' && text.octet(at) >= 0) {
        at++;
      }
    }
    return words;
  }

  /** Whether a line begins with a command and an SA type, as most of ours do. */
  private boolean isOurs(int start, int lineEnd) {
    int verb = wordEnd(start, lineEnd);
    int type = verb + 1;
    return CommandParser.isCommand(text, start, verb)
        && SA_TYPES.get(text, Math.min(type, lineEnd), wordEnd(type, lineEnd)) != null;
  }

  private int wordEnd(int start, int lineEnd) {
    int at = Math.min(start, lineEnd);
    while (at < lineEnd && (text.octet(at) > ' ' || text.octet(at) < 0)) {
      at++;
    }
    return at;
  }

  private static @Nullable String format(List<String> words, List<String> before) {
    if (words.isEmpty()) {
      return null;
    }
    String first = words.getFirst();
    if (first.startsWith("#!")) {
      return first.endsWith("/setkey") ? SETKEY : first.endsWith("/ipsecctl") ? IPSECCTL : null;
    }
    if (isSetkey(words)) {
      return SETKEY;
    }
    if (isIpXfrm(words)) {
      return IP_XFRM;
    }
    if (isIpsecctl(words)) {
      return IPSECCTL;
    }
    return dump(words, before);
  }

  private static boolean isSetkey(List<String> words) {
    String first = words.getFirst();
    String verb = first.endsWith(";") ? first.substring(0, first.length() - 1) : first;
    if (program(words).equals("setkey") || SETKEY_COMMANDS.contains(verb)) {
      return true;
    }
    return switch (verb) {
      case "flush", "dump" ->
          first.endsWith(";")
              || (words.size() > 1 && words.getLast().endsWith(";") && words.size() <= 3);
      case "add", "delete", "get", "update" ->
          words.size() > 3
              && (isOption(words.get(1))
                  || SETKEY_PROTOCOLS.contains(words.get(3))
                  || words.getLast().endsWith(";"))
              && !isSaType(words.get(1));
      default -> false;
    };
  }

  private static boolean isOption(String word) {
    return word.matches("-[46n]+");
  }

  private static boolean isSaType(String word) {
    return word.equals("esp") || word.equals("ah") || word.matches("[0-9]+");
  }

  /** {@code ip xfrm state add …}, with options, a path or sudo; or without {@code ip}. */
  private static boolean isIpXfrm(List<String> words) {
    if (CommandParser.isCommand(words.getFirst())) {
      return false;
    }
    int xfrm = words.indexOf("xfrm");
    if (xfrm < 0) {
      int ip = words.indexOf("ip");
      return ip >= 0
          && ip <= 1
          && words.size() > ip + 2
          && (words.get(ip + 1).equals("x") || words.get(ip + 1).equals("xf"))
          && (words.get(ip + 2).startsWith("s") || words.get(ip + 2).startsWith("p"));
    }
    return words.size() > xfrm + 1 && XFRM_OBJECTS.contains(words.get(xfrm + 1));
  }

  /** {@code esp from … to …}, {@code flow esp out from …} and the like. */
  private static boolean isIpsecctl(List<String> words) {
    return program(words).equals("ipsecctl")
        || (IPSECCTL_RULES.contains(words.getFirst())
            && (words.indexOf("from") > 0 || words.indexOf("to") > 0)
            && words.size() > 2);
  }

  /** The name of the program that a line of a shell script runs. */
  private static String program(List<String> words) {
    String word = words.getFirst();
    if (word.equals("sudo") && words.size() > 1) {
      word = words.get(1);
    }
    return word.substring(word.lastIndexOf('/') + 1);
  }

  private static @Nullable String dump(List<String> words, List<String> before) {
    if (before.size() >= 4
        && before.get(0).equals("src")
        && before.get(2).equals("dst")
        && words.getFirst().equals("proto")) {
      return IP_XFRM_DUMP;
    }
    boolean sa = words.getFirst().equals("esp") || words.getFirst().equals("ah");
    return sa && words.size() > 1 && words.get(1).startsWith("mode=") ? SETKEY_DUMP : null;
  }
}
