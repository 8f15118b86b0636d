package org.manualkey.sadb;

import java.util.List;

/**
 * A back end that this host may have, and whether the daemon uses it.
 *
 * @param backEnd what it is and can do
 * @param use whether it is used, or can be
 * @param why in words, without a full stop
 * @param trials what its kernel was tried with; empty: it was not tried
 */
public record BackEndOffer(BackEnd backEnd, Use use, String why, List<Tried> trials) {
  /** Whether a back end is used. */
  public enum Use {
    IN_USE("in use"),
    USABLE("usable"),
    UNUSABLE("not usable");

    private final String word;

    Use(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /**
   * Something that a kernel was tried with.
   *
   * @param name of an algorithm as a command has it, of a feature as the kernel has it
   * @param lack what the kernel says that it lacks for it; empty: nothing
   */
  public record Tried(Kind kind, String name, String lack) {
    public static Tried feature(String name, String lack) {
      return new Tried(Kind.FEATURE, name, lack);
    }

    public static Tried algorithm(String name, String lack) {
      return new Tried(Kind.ALGORITHM, name, lack);
    }

    /** What was tried. */
    public enum Kind {
      FEATURE("feature"),
      ALGORITHM("algorithm");

      private final String word;

      Kind(String word) {
        this.word = word;
      }

      public String word() {
        return word;
      }
    }
  }

  /** The algorithms of the table that the kernel does not have. */
  public List<String> lackingAlgorithms() {
    return trials.stream()
        .filter(tried -> tried.kind() == Tried.Kind.ALGORITHM && !tried.lack().isEmpty())
        .map(Tried::name)
        .toList();
  }

  public BackEndOffer {
    trials = List.copyOf(trials);
  }
}
