package org.manualkey.fuzz;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.manualkey.pfkey.Errno;
import org.manualkey.sadb.Draft;

/**
 * An SADB in as few words as possible: a map of SAs between this host and one peer, their keys,
 * limits and pairs. It is written from what ipseckey(8) says, and shares no code with databases.
 */
final class SadbModel {
  private final Map<Id, State> sas = new LinkedHashMap<>();
  private final boolean purges;

  /**
   * An empty one.
   *
   * @param purges whether a DELETE without an SA is carried out
   */
  SadbModel(boolean purges) {
    this.purges = purges;
  }

  /** What is asked for. */
  enum Verb {
    ADD,
    UPDATE,
    UPDATE_PAIR,
    DELETE,
    DELETE_PAIR,
    GET,
    PURGE,
    FLUSH;

    /** Whether it brings limits. */
    boolean limits() {
      return this == ADD || this == UPDATE || this == UPDATE_PAIR;
    }
  }

  /**
   * What identifies an SA.
   *
   * @param toPeer whether the peer is its destination, or this host
   */
  record Id(boolean ah, int spi, boolean toPeer) {
    String source() {
      return toPeer ? Draft.L4 : Draft.R4;
    }

    String destination() {
      return toPeer ? Draft.R4 : Draft.L4;
    }

    /** The SA of this SPI on the way back. */
    Id back(int backSpi) {
      return new Id(ah, backSpi, !toPeer);
    }
  }

  /**
   * A request.
   *
   * @param pair SPI to pair with; negative: none
   * @param hard hard limit of its age in seconds; 0: none is given
   */
  record Step(Verb verb, Id id, int pair, int key, long hard, long soft) {
    private static final List<Verb> VERBS =
        List.of(
            Verb.ADD,
            Verb.ADD,
            Verb.ADD,
            Verb.ADD,
            Verb.UPDATE,
            Verb.UPDATE_PAIR,
            Verb.DELETE,
            Verb.DELETE_PAIR,
            Verb.GET,
            Verb.UPDATE,
            Verb.ADD,
            Verb.PURGE,
            Verb.FLUSH);

    static Step of(Choices choices) {
      int shape = choices.nextInt(256);
      Id id = new Id((shape & 3) == 3, 1 + (shape >> 2 & 3), (shape & 16) != 0);
      int pair = (shape & 32) != 0 ? choices.nextInt(6) : -1;
      long hard = (shape & 64) != 0 ? 1 + choices.nextInt(5) : 0;
      long soft = (shape & 128) != 0 ? 1 + choices.nextInt(5) : 0;
      return new Step(choices.of(VERBS), id, pair, 1 + choices.nextInt(255), hard, soft);
    }
  }

  /** An SA; 0 is no limit and no pair. */
  private record State(int key, long hard, long soft, int pair) {
    State paired(int with) {
      return new State(key, hard, soft, with);
    }

    /** A limit that is not given stays; a soft one is lowered to the hard one. */
    State limited(Step step) {
      long newHard = step.hard == 0 ? hard : step.hard;
      long asked = step.soft != 0 && newHard != 0 ? Math.min(step.soft, newHard) : step.soft;
      return new State(key, newHard, asked == 0 ? soft : asked, pair);
    }

    boolean contradicts() {
      return hard != 0 && soft > hard;
    }
  }

  /** Does a step; what it is answered. One that is refused changes nothing. */
  Errno carryOut(Step step) {
    Id id = step.id();
    State sa = sas.get(id);
    boolean missing = sa == null;
    return switch (step.verb()) {
      case ADD -> add(step);
      case UPDATE, UPDATE_PAIR -> missing ? Errno.ESRCH : update(step, sa);
      case GET -> missing ? Errno.ESRCH : Errno.NONE;
      case DELETE -> missing ? Errno.ESRCH : delete(id);
      case DELETE_PAIR -> {
        if (missing || sa.pair == 0) {
          yield Errno.ESRCH;
        }
        sas.remove(id);
        sas.remove(id.back(sa.pair));
        yield Errno.NONE;
      }
      case PURGE -> purges ? purge(id) : Errno.EINVAL;
      case FLUSH -> {
        sas.keySet().removeIf(each -> each.ah() == id.ah());
        yield Errno.NONE;
      }
    };
  }

  private Errno purge(Id id) {
    for (Id each : List.copyOf(sas.keySet())) {
      if (each.ah() == id.ah() && each.toPeer() == id.toPeer()) {
        delete(each);
      }
    }
    return Errno.NONE;
  }

  private Errno add(Step step) {
    State sa = new State(step.key(), step.hard(), step.soft(), 0);
    if (sa.contradicts()) {
      return Errno.EINVAL;
    }
    if (sas.containsKey(step.id())) {
      return Errno.EEXIST;
    }
    if (step.pair() >= 0 && !canPair(step)) {
      return Errno.EINVAL;
    }
    sas.put(step.id(), sa);
    link(step);
    return Errno.NONE;
  }

  private Errno update(Step step, State sa) {
    boolean both = step.verb() == Verb.UPDATE_PAIR;
    if (step.hard() != 0 && step.soft() > step.hard()) {
      return Errno.EINVAL;
    }
    if (sa.limited(step).contradicts()) {
      return Errno.EINVAL;
    }
    if (both && sa.pair == 0) {
      return Errno.ESRCH;
    }
    Id back = step.id().back(sa.pair);
    if (both && Objects.requireNonNull(sas.get(back)).limited(step).contradicts()) {
      return Errno.EINVAL;
    }
    if (!both && step.pair() >= 0 && !canPair(step)) {
      return Errno.EINVAL;
    }
    sas.put(step.id(), sa.limited(step));
    if (both) {
      sas.computeIfPresent(back, (_, other) -> other.limited(step));
    } else {
      link(step);
    }
    return Errno.NONE;
  }

  private boolean canPair(Step step) {
    State other = sas.get(step.id().back(step.pair()));
    return step.pair() != step.id().spi()
        && other != null
        && (other.pair == 0 || other.pair == step.id().spi());
  }

  private void link(Step step) {
    if (step.pair() > 0) {
      unlink(step.id());
      sas.computeIfPresent(step.id(), (_, sa) -> sa.paired(step.pair()));
      sas.computeIfPresent(step.id().back(step.pair()), (_, sa) -> sa.paired(step.id().spi()));
    }
  }

  private void unlink(Id id) {
    State sa = Objects.requireNonNull(sas.get(id));
    if (sa.pair != 0) {
      sas.computeIfPresent(id.back(sa.pair), (_, other) -> other.paired(0));
    }
  }

  private Errno delete(Id id) {
    unlink(id);
    sas.remove(id);
    return Errno.NONE;
  }

  /** The SAs by name, as {@link #told(String, long, long, int)}. */
  Map<String, String> told() {
    Map<String, String> told = new TreeMap<>();
    sas.forEach((id, sa) ->
        told.put(id.toString(), told(digits(sa.key).substring(0, 2), sa.hard, sa.soft, sa.pair)));
    return told;
  }

  static String told(String key, long hard, long soft, int pair) {
    return "key " + key + " hard " + hard + " soft " + soft + " pair " + pair;
  }

  /** A key of HMAC-SHA-1 that is one octet again and again. */
  static String digits(int octet) {
    return String.format("%02x", octet).repeat(20);
  }
}
