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

/** Parses the words after the SA type, extensions and their values, into a {@link OneSaDraft}. */
final class OneSaParser {
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
  private final HostWord host;
  private final NumberWord number = new NumberWord();
  private final KeyWord key = new KeyWord();
  private final Places.Collector places = new Places.Collector();

  OneSaParser(Algorithms algorithms, boolean numeric) {
    this.algorithms = algorithms;
    host = new HostWord(numeric);
  }

  /** The names that {@code state} takes, sorted. */
  static List<String> states() {
    return STATE_WORDS.keySet().stream().sorted().toList();
  }

  @Nullable Command parse(Verb verb, SaType saType, Tokens tokens, List<Problem> problems) {
    places.begin();
    OneSaDraft draft = new OneSaDraft(verb, saType, places);
    boolean afterUnknown = false;
    boolean afterKey = false;
    int at = 2;
    while (at < tokens.count()) {
      Word word = tokens.in(Word.TABLE, at);
      if (word == null) {
        // Only the first of a run is reported: the next is most likely its value, perhaps a key.
        if (!afterUnknown) {
          problems.add(unknown(tokens, at, afterKey));
        }
        afterUnknown = true;
        at++;
        continue;
      }
      afterUnknown = false;
      afterKey = word == Word.AUTHKEY || word == Word.ENCRKEY;
      at = extension(word, draft, tokens, at, problems);
    }
    return draft.finish(tokens, problems);
  }

  private static Problem unknown(Tokens tokens, int at, boolean afterKey) {
    if (tokens.octet(at, 0) == '#') {
      String hint = "comments must be on a separate line";
      return tokens.problem(ProblemCode.UNKNOWN_EXTENSION, at, hint);
    }
    if (afterKey && tokens.mayBePartOfKey(at)) {
      return tokens.secretProblem(ProblemCode.UNKNOWN_EXTENSION, at, "keys must be one word");
    }
    String hint = tokens.hint(at, Word.bySpelling().keySet());
    return tokens.problem(ProblemCode.UNKNOWN_EXTENSION, at, hint);
  }

  /** Parses one extension with its value; returns the index of the next word. */
  private int extension(
      Word word, OneSaDraft draft, Tokens tokens, int at, List<Problem> problems) {
    if (word.isDirection()) {
      draft.direction(word, tokens, at);
      return at + 1;
    }
    ProblemCode misuse = misuse(word, draft);
    if (misuse != null) {
      problems.add(tokens.problem(misuse, at, ""));
    }
    int words = word == Word.SRCIDTYPE || word == Word.DSTIDTYPE ? 2 : 1;
    if (at + words >= tokens.count()) {
      problems.add(
          tokens.endProblem(ProblemCode.MISSING_VALUE, "after '" + tokens.string(at) + "'"));
      return tokens.count();
    }
    if (misuse == null) {
      draft.see(word, tokens, at + words);
      Problem problem = value(word, draft, tokens, at + 1);
      if (problem != null) {
        problems.add(problem);
      }
    }
    return at + 1 + words;
  }

  private static @Nullable ProblemCode misuse(Word word, OneSaDraft draft) {
    if (word == Word.FIXED) {
      return ProblemCode.NOT_SETTABLE;
    }
    if ((draft.verb.namesOnly() && !word.namesSa())
        || (draft.verb == Verb.UPDATE_PAIR && word == Word.PAIR_SPI)) {
      return ProblemCode.NOT_FOR_COMMAND;
    }
    return draft.hasSeen(word) ? ProblemCode.REPEATED : null;
  }

  /** Parses a value into the draft; returns the problem with it, or null. */
  private @Nullable Problem value(Word word, OneSaDraft draft, Tokens tokens, int at) {
    return switch (word) {
      case SPI -> {
        Problem problem = number(tokens, at, U32);
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
              : tokens.problem(ProblemCode.UNKNOWN_ENCAPSULATION, at, "expected 'udp'");
      case RESERVED_BITS -> reservedBits(draft, tokens, at);
      case REPLAY -> {
        Problem problem = number(tokens, at, U8);
        draft.replay = value32();
        yield problem != null || draft.replay == 0
            ? problem
            : tokens.problem(ProblemCode.REPLAY_WITH_MANUAL_KEY, at, "");
      }
      case SPORT, DPORT, INNER_SPORT, INNER_DPORT, NAT_LPORT, NAT_RPORT ->
          store(word, draft, number(tokens, at, U16));
      case PROTO, INNER_PROTO -> store(word, draft, number(tokens, at, U8));
      case SOFT_ALLOC, HARD_ALLOC, REPLAY_VALUE, PAIR_SPI ->
          store(word, draft, number(tokens, at, U32));
      case IDLE_ADDTIME, IDLE_USETIME -> store(word, draft, number(tokens, at, U32));
      case SOFT_BYTES, SOFT_ADDTIME, SOFT_USETIME, HARD_BYTES, HARD_ADDTIME, HARD_USETIME ->
          store(word, draft, number(tokens, at, U64));
      case INBOUND, OUTBOUND, FIXED -> throw new IllegalStateException(word + " has no value");
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

  private @Nullable Problem number(Tokens tokens, int at, long max) {
    return switch (number.read(tokens, at, max)) {
      case NUMBER -> null;
      case NOT_A_NUMBER -> tokens.problem(ProblemCode.BAD_NUMBER, at, "");
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
      String hint = "expected mature, dying, dead or a number up to 255";
      return tokens.problem(ProblemCode.UNKNOWN_STATE, at, hint);
    }
    return draft.state == SaState.LARVAL.code()
        ? tokens.problem(ProblemCode.LARVAL_STATE, at, "")
        : null;
  }

  private @Nullable Problem algorithm(
      Algorithm.Kind kind, OneSaDraft draft, Tokens tokens, int at) {
    if (kind == Algorithm.Kind.ENCRYPTION && draft.saType.equals(SaType.AH)) {
      return tokens.problem(ProblemCode.ENCRYPTION_FOR_AH, at - 1, "use esp");
    }
    String name = tokens.string(at);
    Algorithm algorithm = algorithms.byName(kind, name);
    if (algorithm == null) {
      if (number.read(tokens, at, U8) != NumberWord.Result.NUMBER) {
        List<String> names =
            algorithms.all(kind).stream().flatMap(known -> known.names().stream()).toList();
        return tokens.problem(ProblemCode.UNKNOWN_ALGORITHM, at, Spelling.hint(name, names));
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
    if (read != null) {
      switch (kind) {
        case AUTH -> draft.authKey = read;
        case ENCRYPT -> draft.encryptionKey = read;
      }
    }
    ProblemCode code = key.problem();
    return code == null ? null : tokens.secretProblem(code, at, "");
  }

  private @Nullable Problem reservedBits(OneSaDraft draft, Tokens tokens, int at) {
    if (draft.hasSeen(Word.ENCRKEY)) {
      return tokens.problem(ProblemCode.RESERVED_AFTER_KEY, at - 1, "");
    }
    Problem problem = number(tokens, at, U16);
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
      return tokens.problem(code == null ? ProblemCode.BAD_ADDRESS : code, at, "");
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
