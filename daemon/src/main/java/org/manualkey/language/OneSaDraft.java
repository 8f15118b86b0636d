package org.manualkey.language;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.XfrmSettings;

/** The parts of a command about one SA that have been parsed so far. */
final class OneSaDraft {
  private static final int IPPROTO_ENCAP = 4;
  private static final int IPPROTO_IPV6 = 41;
  private static final int LAST_RESERVED_SPI = 255;

  /** An algorithm whose name is not known, which is an error of its own. */
  private static final int UNKNOWN = -1;

  final Verb verb;
  final SaType saType;
  private final Places.Collector places;

  /** The words given, valid or not. */
  private final Set<Word> seen = EnumSet.noneOf(Word.class);

  private final List<Command.OneSa.Part> typed = new ArrayList<>(0);

  /** Made when first needed: most commands have no number but the SPI. */
  private @Nullable Map<Word, Long> numbers;

  private @Nullable Host source;
  private @Nullable Host destination;

  /** Made when first needed: most commands have a source and a destination only. */
  private @Nullable Map<Word, Host> otherHosts;

  private final List<Identity> identities = new ArrayList<>(0);
  private boolean tunnel;

  int spi;
  int replay;
  int state = SaState.MATURE.code();

  /** 0: not given, or given as 0. */
  int authAlgorithm;

  int encryptionAlgorithm;
  int flags;
  private int mark;
  private int markMask;
  int reservedBits;
  @Nullable Key authKey;
  @Nullable Key encryptionKey;

  /** The words with the values that must fit each other; 0: not given. */
  private int authAlgorithmAt;

  private int encryptionAlgorithmAt;
  private int encryptionKeyAt;
  private int protocolAt;

  /** Whether words were skipped, so that nothing can be said about what is missing. */
  boolean skipped;

  OneSaDraft(Verb verb, SaType saType, Places.Collector places) {
    this.verb = verb;
    this.saType = saType;
    this.places = places;
  }

  /** Whether a word, or another for the same value, was given. */
  boolean hasSeen(Word word) {
    return seen.contains(word.slot());
  }

  /** Records a word given for the first time, but without a value. */
  void seeWithoutValue(Word word) {
    Word slot = word.slot();
    seen.add(slot);
    switch (slot) {
      case INNER_SRC, INNER_DST, INNER_SPORT, INNER_DPORT, INNER_PROTO -> tunnel = true;
      default -> {}
    }
  }

  /** Records a word given for the first time; its value may still turn out to be invalid. */
  void see(Word word, Tokens tokens, int value) {
    seeWithoutValue(word);
    places.add(word, tokens, value);
    switch (word.slot()) {
      case SPI -> type(Command.OneSa.Part.SA);
      case SRC -> type(Command.OneSa.Part.SOURCE);
      case DST -> type(Command.OneSa.Part.DESTINATION);
      case AUTH_ALG -> {
        authAlgorithmAt = value;
        authAlgorithm = UNKNOWN;
      }
      case ENCR_ALG -> {
        encryptionAlgorithmAt = value;
        encryptionAlgorithm = UNKNOWN;
      }
      case ENCRKEY -> encryptionKeyAt = value;
      case PROTO -> protocolAt = value;
      default -> {}
    }
  }

  private void type(Command.OneSa.Part part) {
    if (verb.namesOnly()) {
      typed.add(part);
    }
  }

  /** Records a host. */
  void host(Word word, Host host) {
    switch (word.slot()) {
      case SRC -> source = host;
      case DST -> destination = host;
      default -> {
        if (otherHosts == null) {
          otherHosts = new EnumMap<>(Word.class);
        }
        otherHosts.put(word.slot(), host);
      }
    }
  }

  /** Whether the value of a word is the name of a host. */
  boolean isName(Word word) {
    return host(word.slot()) instanceof Host.Name;
  }

  private @Nullable Host host(Word slot) {
    return switch (slot) {
      case SRC -> source;
      case DST -> destination;
      default -> otherHosts == null ? null : otherHosts.get(slot);
    };
  }

  /** Records a direction, which may be repeated. */
  void direction(Word word, Tokens tokens, int at) {
    if (seen.add(word)) {
      places.add(word, tokens, at);
      flags |= (word == Word.INBOUND ? SaFlag.INBOUND : SaFlag.OUTBOUND).bit();
    }
  }

  /** Records a mark. */
  void mark(int value, int mask) {
    mark = value;
    markMask = mask;
  }

  /** Records a number. */
  void number(Word word, long value) {
    if (numbers == null) {
      numbers = new EnumMap<>(Word.class);
    }
    numbers.put(word, value);
  }

  @Nullable Problem checkSpi(Tokens tokens, int at) {
    if (spi == 0) {
      return tokens.problem(ProblemCode.SPI_ZERO, at, "");
    }
    boolean reserved = spi > 0 && spi <= LAST_RESERVED_SPI && verb == Verb.ADD;
    return reserved ? tokens.problem(ProblemCode.RESERVED_SPI, at, "") : null;
  }

  void identity(Word word, int type, byte[] text) {
    Identity.Kind kind = word == Word.SRCIDTYPE ? Identity.Kind.SRC : Identity.Kind.DST;
    identities.add(Identity.of(kind, type, text));
  }

  /** The command, or null if a problem is an error; the keys are wiped then. */
  @Nullable Command finish(Tokens tokens, List<Problem> problems) {
    // What seems to be missing may be what an unknown word was meant to introduce.
    if (!skipped) {
      checkWhole(tokens, problems);
    }
    for (Problem problem : problems) {
      if (problem.isError()) {
        wipe(authKey);
        wipe(encryptionKey);
        return null;
      }
    }
    return new Command.OneSa(
        verb,
        saType,
        sa(),
        extensions(),
        endpoint(Word.SRC, Word.SPORT),
        endpoint(Word.DST, Word.DPORT),
        number(Word.PROTO),
        tunnel
            ? new Command.Tunnel(
                endpoint(Word.INNER_SRC, Word.INNER_SPORT),
                endpoint(Word.INNER_DST, Word.INNER_DPORT),
                number(Word.INNER_PROTO))
            : null,
        hasNatt()
            ? new Command.Natt(
                endpoint(Word.NAT_LOC, Word.NAT_LPORT), endpoint(Word.NAT_REM, Word.NAT_RPORT))
            : null,
        typed,
        places.places(tokens));
  }

  private void checkWhole(Tokens tokens, List<Problem> problems) {
    require(seen.contains(Word.SPI), ProblemCode.MISSING_SPI, tokens, problems);
    if (!verb.namesOnly()) {
      require(seen.contains(Word.DST), ProblemCode.MISSING_DESTINATION, tokens, problems);
    }
    if (verb == Verb.ADD) {
      boolean algorithm = seen.contains(Word.AUTH_ALG) || seen.contains(Word.ENCR_ALG);
      boolean key = seen.contains(Word.AUTHKEY) || seen.contains(Word.ENCRKEY);
      require(algorithm, ProblemCode.MISSING_ALGORITHM, tokens, problems);
      int at = encryptionAlgorithmAt == 0 ? authAlgorithmAt : encryptionAlgorithmAt;
      if (at != 0 && authAlgorithm == 0 && encryptionAlgorithm == 0) {
        problems.add(tokens.problem(ProblemCode.MISSING_ALGORITHM, at, "0 is not an algorithm"));
      }
      require(key, ProblemCode.MISSING_KEY, tokens, problems);
    }
    if (encryptionAlgorithm == Algorithm.NULL_ENCRYPTION && encryptionKeyAt != 0) {
      problems.add(
          tokens.secretProblem(
              ProblemCode.KEY_WITH_NULL, encryptionKeyAt, "remove encrkey or change encr_alg"));
    }
    boolean encapsulated = seen.contains(Word.ENCAP);
    boolean natt = hasNatt();
    require(encapsulated || !natt, ProblemCode.NATT_WITHOUT_ENCAP, tokens, problems);
    require(!encapsulated || natt, ProblemCode.ENCAP_WITHOUT_NATT, tokens, problems);
    int protocol = number(Word.PROTO);
    if (tunnel && protocol != 0 && protocol != IPPROTO_ENCAP && protocol != IPPROTO_IPV6) {
      String hint = "the protocol inside the tunnel is iproto";
      problems.add(tokens.problem(ProblemCode.INNER_PROTOCOL, protocolAt, hint));
    }
  }

  /** Whether it has a NAT-T address or port; 0 is no port. */
  private boolean hasNatt() {
    return seen.contains(Word.NAT_LOC)
        || seen.contains(Word.NAT_REM)
        || hasPort(Word.NAT_LPORT)
        || hasPort(Word.NAT_RPORT);
  }

  /** Whether a port was given; one that is no number may have been meant to be one. */
  private boolean hasPort(Word word) {
    return seen.contains(word) && (numbers == null || numbers.getOrDefault(word, 1L) != 0);
  }

  private static void require(
      boolean condition, ProblemCode code, Tokens tokens, List<Problem> problems) {
    if (!condition) {
      problems.add(tokens.endProblem(code, ""));
    }
  }

  private Sa sa() {
    if (verb.namesOnly()) {
      return new Sa(spi, 0, 0, 0, 0, flags);
    }
    int encryption = encryptionAlgorithm;
    if (saType.equals(SaType.ESP) && encryption == 0) {
      encryption = Algorithm.NULL_ENCRYPTION;
    }
    int allFlags = flags;
    if (tunnel) {
      allFlags |= SaFlag.TUNNEL.bit();
    }
    if (seen.contains(Word.PAIR_SPI)) {
      allFlags |= SaFlag.PAIRED.bit();
    }
    return new Sa(spi, replay, state, authAlgorithm, encryption, allFlags);
  }

  private List<Extension> extensions() {
    List<Extension> extensions = new ArrayList<>(4);
    if (seen.contains(Word.PAIR_SPI)) {
      extensions.add(new Pair(number(Word.PAIR_SPI)));
    }
    lifetime(
        Lifetime.Kind.HARD,
        Word.HARD_ALLOC,
        Word.HARD_BYTES,
        Word.HARD_ADDTIME,
        Word.HARD_USETIME,
        extensions);
    lifetime(
        Lifetime.Kind.SOFT,
        Word.SOFT_ALLOC,
        Word.SOFT_BYTES,
        Word.SOFT_ADDTIME,
        Word.SOFT_USETIME,
        extensions);
    if (seen.contains(Word.IDLE_ADDTIME) || seen.contains(Word.IDLE_USETIME)) {
      long addTime = longNumber(Word.IDLE_ADDTIME);
      long useTime = longNumber(Word.IDLE_USETIME);
      extensions.add(new Lifetime(Lifetime.Kind.IDLE, 0, 0, addTime, useTime));
    }
    if (encryptionKey != null) {
      extensions.add(encryptionKey);
    }
    if (authKey != null) {
      extensions.add(authKey);
    }
    extensions.addAll(identities);
    if (seen.contains(Word.REPLAY_VALUE)) {
      extensions.add(new ReplayValue(number(Word.REPLAY_VALUE), 0));
    }
    XfrmSettings settings =
        new XfrmSettings(
            number(Word.REQID),
            mark,
            markMask,
            number(Word.IF_ID),
            seen.contains(Word.ESN),
            number(Word.TRUNC_BITS),
            false,
            0);
    if (settings.needsXfrm()) {
      extensions.add(settings);
    }
    return extensions;
  }

  private void lifetime(
      Lifetime.Kind kind, Word alloc, Word bytes, Word addTime, Word useTime, List<Extension> to) {
    if (seen.contains(alloc)
        || seen.contains(bytes)
        || seen.contains(addTime)
        || seen.contains(useTime)) {
      to.add(
          new Lifetime(
              kind, number(alloc), longNumber(bytes), longNumber(addTime), longNumber(useTime)));
    }
  }

  private Command.Endpoint endpoint(Word host, Word port) {
    return new Command.Endpoint(host(host), number(port));
  }

  private int number(Word word) {
    return (int) longNumber(word);
  }

  private long longNumber(Word word) {
    return numbers == null ? 0 : numbers.getOrDefault(word, 0L);
  }

  private static void wipe(@Nullable Key key) {
    if (key != null) {
      key.material().wipe();
    }
  }
}
