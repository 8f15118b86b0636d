package org.manualkey.language;

import java.net.Inet4Address;
import java.net.Inet6Address;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.SocketAddress;

/**
 * Reads addresses and host names.
 *
 * <p>Under {@code -n} only dotted quads and IPv6 literals are addresses. Otherwise IPv4 is read as
 * {@code inet_addr(3)} does ({@code 10.2}, {@code 0xc0000201}), and any other word is a host name.
 */
final class HostWord {
  private static final int MAX_PREFIX = 128;
  private static final int LONGEST_LITERAL = 45;

  private final boolean numeric;
  private @Nullable ProblemCode problem;
  private String hint = "";

  HostWord(boolean numeric) {
    this.numeric = numeric;
  }

  /** The problem with the word read last, or null. */
  @Nullable ProblemCode problem() {
    return problem;
  }

  /** What to do about the {@link #problem}, or an empty string. */
  String hint() {
    return hint;
  }

  /** An address without prefix, or null if there is a {@link #problem}. */
  @Nullable Host read(Tokens tokens, int index, boolean inet6Only) {
    return read(tokens, index, tokens.length(index), inet6Only, Host.NO_PREFIX);
  }

  /** An address with or without {@code /prefix}, or null if there is a {@link #problem}. */
  @Nullable Host readWithPrefix(Tokens tokens, int index, boolean inet6Only) {
    int length = tokens.length(index);
    int slash = 0;
    while (slash < length && tokens.octet(index, slash) != '/') {
      slash++;
    }
    int prefix = Host.NO_PREFIX;
    if (slash < length) {
      prefix = prefix(tokens, index, slash + 1);
      if (prefix < 0) {
        return fail(ProblemCode.BAD_PREFIX);
      }
    }
    return read(tokens, index, slash, inet6Only, prefix);
  }

  private @Nullable Host fail(ProblemCode code) {
    return fail(code, "");
  }

  private @Nullable Host fail(ProblemCode code, String reason) {
    problem = code;
    hint = reason;
    return null;
  }

  private @Nullable Host read(Tokens tokens, int index, int length, boolean inet6Only, int prefix) {
    problem = null;
    hint = "";
    if (length == 0) {
      return fail(ProblemCode.BAD_ADDRESS);
    }
    SocketAddress.Inet6 address = dottedQuad(tokens, index, length);
    if (address == null) {
      boolean neverName = tokens.isNeverName(index, length);
      if (neverName && !mayBeInet6(tokens, index, length)) {
        return fail(ProblemCode.BAD_ADDRESS, "a word that may be a key is not looked up");
      }
      String text = tokens.string(index, length);
      address = literal(text);
      if (address == null) {
        if (numeric || neverName || !mayBeName(text)) {
          return fail(ProblemCode.BAD_ADDRESS, reason(tokens, index, length));
        }
        return new Host.Name(
            text,
            inet6Only,
            prefix,
            tokens.line(index),
            tokens.column(index),
            length,
            tokens.mayBeKey(index, length));
      }
    }
    if (inet6Only && address.isMapped() && !numeric) {
      return fail(ProblemCode.BAD_ADDRESS);
    }
    return new Host.Literal(address, prefix, tokens.line(index), tokens.column(index));
  }

  /** Whether a word has the colons and the length of an IPv6 address. */
  private static boolean mayBeInet6(Tokens tokens, int index, int length) {
    int colons = 0;
    for (int at = 0; at < length; at++) {
      colons += tokens.octet(index, at) == ':' ? 1 : 0;
    }
    return colons >= 2 && colons <= 8 && length <= LONGEST_LITERAL;
  }

  /** What is wrong with a word that is no address. */
  private String reason(Tokens tokens, int index, int length) {
    boolean colon = false;
    for (int at = 0; at < length; at++) {
      switch (tokens.octet(index, at)) {
        case '=' -> {
          return UnknownWord.NO_EQUALS;
        }
        case ':' -> colon = true;
        case '[' -> {
          return "addresses have no brackets";
        }
        case '/' -> {
          return "a prefix length belongs to inner addresses only";
        }
        case '%' -> {
          if (colon) {
            return scope(tokens, index, length);
          }
        }
        default -> {}
      }
    }
    return "";
  }

  private static String scope(Tokens tokens, int index, int length) {
    boolean secret = tokens.addressProblem(ProblemCode.BAD_ADDRESS, index, "").token() == null;
    if (secret) {
      return "a scope cannot be given; leave it out";
    }
    String word = tokens.string(index, length);
    String scope = Tokens.printable(word.substring(word.indexOf('%')));
    return "a scope (" + scope + ") cannot be given; leave it out";
  }

  /** The common form, read from the octets without making a string. */
  private SocketAddress.@Nullable Inet6 dottedQuad(Tokens tokens, int index, int length) {
    int address = 0;
    int part = -1;
    int parts = 0;
    long eight = 0;
    for (int at = 0; at < length; at++) {
      eight = at % Long.BYTES == 0 ? tokens.eightOctets(index, at, length) : eight >>> Byte.SIZE;
      int octet = (int) eight & 0xff;
      if (octet == '.') {
        if (part < 0 || ++parts > 3) {
          return null;
        }
        address = address << 8 | part;
        part = -1;
      } else if (octet >= '0' && octet <= '9') {
        if (part == 0 && !numeric) {
          return null; // octal for inet_addr(3), decimal for inet_pton(3)
        }
        part = Math.max(part, 0) * 10 + octet - '0';
        if (part > 255) {
          return null;
        }
      } else {
        return null;
      }
    }
    return part < 0 || parts != 3 ? null : SocketAddress.Inet6.mapped(address << 8 | part);
  }

  private SocketAddress.@Nullable Inet6 literal(String text) {
    try {
      if (text.indexOf(':') >= 0) {
        // Java accepts scopes and brackets, inet_pton(3) does not.
        return text.indexOf('%') >= 0 || text.indexOf('[') >= 0
            ? null
            : SocketAddress.Inet6.of(Inet6Address.ofLiteral(text));
      }
      return numeric ? null : SocketAddress.Inet6.of(Inet4Address.ofPosixLiteral(text));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Whether the word is worth passing to a resolver: it has a letter, and no odd marks. */
  private static boolean mayBeName(String text) {
    boolean letter = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80 && !Character.isLetterOrDigit(c) && c != '.' && c != '-' && c != '_') {
        return false;
      }
      letter |= c > '9' && c != '_';
    }
    return letter && text.length() <= 255;
  }

  private static int prefix(Tokens tokens, int index, int from) {
    int prefix = 0;
    for (int at = from; at < tokens.length(index); at++) {
      int digit = tokens.octet(index, at) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      prefix = Math.min(prefix * 10 + digit, MAX_PREFIX + 1);
    }
    return from == tokens.length(index) || prefix > MAX_PREFIX ? -1 : prefix;
  }
}
