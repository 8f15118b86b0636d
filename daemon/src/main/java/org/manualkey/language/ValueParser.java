package org.manualkey.language;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.pfkey.IdentityType;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;

/** Parses the values of extensions into an {@link OneSaDraft}. */
final class ValueParser {
  /** Linux has no larger one; illumos has 255. */
  private static final long LARGEST_WINDOW = 4096;

  private static final long U8 = 0xffL;
  private static final long U16 = 0xffffL;
  private static final long U32 = 0xffff_ffffL;
  private static final long U64 = -1L;

  private static final Map<String, SaState> STATE_WORDS =
      Map.of(
          "larval",
          SaState.LARVAL,
          "mature",
          SaState.MATURE,
          "dying",
          SaState.DYING,
          "dead",
          SaState.DEAD);
  private static final WordTable<SaState> STATES = new WordTable<>(STATE_WORDS);

  private final Algorithms algorithms;
  private final AlgorithmNames names;
  private final Spelling spelling;
  private final HostWord host;
  private final NumberWord number = new NumberWord();
  private final MarkWord mark = new MarkWord();
  private final KeyWord key = new KeyWord();

  private @Nullable Problem warning;
  private boolean brokenKey;

  ValueParser(Algorithms algorithms, boolean numeric, Spelling spelling) {
    this.algorithms = algorithms;
    this.spelling = spelling;
    names = new AlgorithmNames(algorithms, spelling);
    host = new HostWord(numeric);
  }

  /** The names that {@code state} takes, sorted. */
  static List<String> states() {
    return STATE_WORDS.keySet().stream().sorted().toList();
  }

  /** Begins a command. */
  void begin() {
    brokenKey = false;
  }

  /** A second problem with the value read last, or null. */
  @Nullable Problem warning() {
    return warning;
  }

  /** Whether a key of the command is none, so that words behind it may be its rest. */
  boolean hasBrokenKey() {
    return brokenKey;
  }

  /** Parses a value into the draft; returns the problem with it, or null. */
  @Nullable Problem read(Word word, OneSaDraft draft, Tokens tokens, int at) {
    warning = null;
    return switch (word) {
      case SPI -> {
        Problem problem = number(word, tokens, at, U32);
        draft.spi = value32();
        yield problem != null ? problem : draft.checkSpi(tokens, at);
      }
      case STATE -> state(draft, tokens, at);
      case AUTH_ALG -> algorithm(Algorithm.Kind.AUTHENTICATION, draft, tokens, at);
      case ENCR_ALG -> algorithm(Algorithm.Kind.ENCRYPTION, draft, tokens, at);
      case AUTHKEY -> key(Key.Kind.AUTH, draft, tokens, at);
      case ENCRKEY -> key(Key.Kind.ENCRYPT, draft, tokens, at);
      case SRC, DST, NAT_LOC, NAT_REM -> host(word, draft, tokens, at, false);
      case SRC6, DST6 -> host(word, draft, tokens, at, true);
      case INNER_SRC, INNER_DST -> prefixed(word, draft, tokens, at, false);
      case INNER_SRC6, INNER_DST6 -> prefixed(word, draft, tokens, at, true);
      case SRCIDTYPE, DSTIDTYPE -> identity(word, draft, tokens, at);
      case ENCAP ->
          tokens.is(at, "udp")
              ? null
              : tokens.problem(
                  ProblemCode.UNKNOWN_ENCAPSULATION,
                  at,
                  or(spelling.hint(tokens, at, List.of("udp")), "expected 'udp'"));
      case RESERVED_BITS -> reservedBits(draft, tokens, at);
      case REPLAY -> {
        Problem problem = number(word, tokens, at, LARGEST_WINDOW);
        draft.replay = value32();
        yield problem != null || draft.replay == 0
            ? problem
            : tokens.problem(ProblemCode.REPLAY_WITH_MANUAL_KEY, at, "");
      }
      case SPORT, DPORT, INNER_SPORT, INNER_DPORT, NAT_LPORT, NAT_RPORT ->
          store(word, draft, number(word, tokens, at, U16));
      case PROTO, INNER_PROTO -> store(word, draft, number(word, tokens, at, U8));
      case PAIR_SPI -> {
        Problem problem = store(word, draft, number(word, tokens, at, U32));
        yield problem == null && number.value() == 0
            ? tokens.problem(ProblemCode.SPI_ZERO, at, "")
            : problem;
      }
      case MARK -> {
        Problem problem = mark.read(tokens, at);
        draft.mark(mark.value(), mark.mask());
        yield problem;
      }
      case TRUNC_BITS -> store(word, draft, number(word, tokens, at, U16));
      case REQID, IF_ID, SOFT_ALLOC, HARD_ALLOC, REPLAY_VALUE, IDLE_ADDTIME, IDLE_USETIME ->
          store(word, draft, number(word, tokens, at, U32));
      case SOFT_BYTES, SOFT_ADDTIME, SOFT_USETIME, HARD_BYTES, HARD_ADDTIME, HARD_USETIME ->
          store(word, draft, number(word, tokens, at, U64));
      case INBOUND, OUTBOUND, ESN, FIXED -> throw new IllegalStateException(word + " has no value");
    };
  }

  private @Nullable Problem store(Word word, OneSaDraft draft, @Nullable Problem problem) {
    if (problem == null) {
      draft.number(word, number.value());
    }
    return problem;
  }

  private int value32() {
    return (int) number.value();
  }

  private @Nullable Problem number(Word word, Tokens tokens, int at, long max) {
    return switch (number.read(tokens, at, max)) {
      case NUMBER -> {
        if (number.isOctal(tokens, at)) {
          String hint = "it is " + Long.toUnsignedString(number.value()) + " in decimal";
          warning = tokens.problem(ProblemCode.OCTAL_NUMBER, at, hint);
        }
        yield null;
      }
      case NOT_A_NUMBER ->
          tokens.problem(ProblemCode.BAD_NUMBER, at, NumberHint.of(word, tokens, at));
      case OUT_OF_RANGE ->
          tokens.problem(ProblemCode.OUT_OF_RANGE, at, "at most " + Long.toUnsignedString(max));
    };
  }

  private @Nullable Problem state(OneSaDraft draft, Tokens tokens, int at) {
    SaState state = tokens.in(STATES, at);
    if (state != null) {
      draft.state = state.code();
    } else if (number.read(tokens, at, U8) == NumberWord.Result.NUMBER) {
      draft.state = value32();
    } else {
      String nearest = spelling.hint(tokens, at, STATE_WORDS.keySet());
      String expected = "expected mature, dying, dead or a number up to 255";
      return tokens.problem(ProblemCode.UNKNOWN_STATE, at, nearest.isEmpty() ? expected : nearest);
    }
    return draft.state == SaState.LARVAL.code()
        ? tokens.problem(ProblemCode.LARVAL_STATE, at, "")
        : null;
  }

  private static String or(String hint, String otherwise) {
    return hint.isEmpty() ? otherwise : hint;
  }

  private @Nullable Problem algorithm(
      Algorithm.Kind kind, OneSaDraft draft, Tokens tokens, int at) {
    if (kind == Algorithm.Kind.ENCRYPTION && draft.saType.equals(SaType.AH)) {
      return tokens.problem(ProblemCode.ENCRYPTION_FOR_AH, at - 1, "use esp");
    }
    Algorithm algorithm = names.find(kind, tokens, at);
    if (algorithm == null) {
      if (number.read(tokens, at, U8) != NumberWord.Result.NUMBER) {
        return tokens.problem(ProblemCode.UNKNOWN_ALGORITHM, at, names.hint(kind, tokens, at));
      }
      algorithm = algorithms.byId(kind, value32());
    }
    int id = algorithm == null ? value32() : algorithm.id();
    switch (kind) {
      case AUTHENTICATION -> draft.authAlgorithm = id;
      case ENCRYPTION -> draft.encryptionAlgorithm = id;
    }
    return algorithm != null && algorithm.isCounterMode()
        ? tokens.problem(ProblemCode.COUNTER_MODE_WITH_MANUAL_KEY, at, "")
        : null;
  }

  private @Nullable Problem key(Key.Kind kind, OneSaDraft draft, Tokens tokens, int at) {
    int reserved = kind == Key.Kind.ENCRYPT ? draft.reservedBits : 0;
    Key read = key.read(tokens, at, kind, reserved);
    ProblemCode code = key.problem();
    if (read == null) {
      brokenKey |= tokens.in(Word.TABLE, at) == null;
      tokens.hideFrom(at + 1);
      String hint = code == ProblemCode.BAD_KEY ? KeyWord.reason(tokens, at) : "";
      return tokens.secretProblem(code == null ? ProblemCode.BAD_KEY : code, at, hint);
    }
    switch (kind) {
      case AUTH -> draft.authKey = read;
      case ENCRYPT -> draft.encryptionKey = read;
    }
    if (tokens.isQuoted(at)) {
      warning = tokens.secretProblem(ProblemCode.QUOTED_KEY, at, "");
    }
    return code == null ? null : tokens.secretProblem(code, at, "");
  }

  private @Nullable Problem reservedBits(OneSaDraft draft, Tokens tokens, int at) {
    if (draft.hasSeen(Word.ENCRKEY)) {
      return tokens.problem(ProblemCode.RESERVED_AFTER_KEY, at - 1, "");
    }
    Problem problem = number(Word.RESERVED_BITS, tokens, at, U16);
    draft.reservedBits = value32();
    return problem;
  }

  private @Nullable Problem host(
      Word word, OneSaDraft draft, Tokens tokens, int at, boolean inet6Only) {
    return store(word, draft, host.read(tokens, at, inet6Only), tokens, at);
  }

  private @Nullable Problem prefixed(
      Word word, OneSaDraft draft, Tokens tokens, int at, boolean inet6Only) {
    return store(word, draft, host.readWithPrefix(tokens, at, inet6Only), tokens, at);
  }

  private @Nullable Problem store(
      Word word, OneSaDraft draft, @Nullable Host read, Tokens tokens, int at) {
    ProblemCode code = host.problem();
    if (read == null || code != null) {
      return tokens.addressProblem(code == null ? ProblemCode.BAD_ADDRESS : code, at, host.hint());
    }
    draft.host(word, read);
    return null;
  }

  private @Nullable Problem identity(Word word, OneSaDraft draft, Tokens tokens, int at) {
    int type =
        switch (tokens.string(at).toLowerCase(Locale.ROOT)) {
          case "prefix" -> IdentityType.PREFIX.code();
          case "fqdn", "domain", "domainname" -> IdentityType.FQDN.code();
          case "user_fqdn", "mailbox" -> IdentityType.USER_FQDN.code();
          case "der_dn" -> IdentityType.X_DN.code();
          case "der_gn" -> IdentityType.X_GN.code();
          default -> number.read(tokens, at, U16) == NumberWord.Result.NUMBER ? value32() : -1;
        };
    if (type < 0) {
      String hint = "expected prefix, fqdn, user_fqdn, der_dn, der_gn or a number";
      return tokens.problem(ProblemCode.UNKNOWN_IDENTITY_TYPE, at, hint);
    }
    draft.identity(word, type, tokens.octets(at + 1));
    return null;
  }
}
