package org.manualkey.sadb;

import java.util.List;

/**
 * A back end that this host may have, and whether the daemon uses it.
 *
 * @param backEnd what it is and can do
 * @param use whether it is used, or can be
 * @param why in words, without a full stop
 * @param algorithms those of the table that it was tried with; empty: it was not tried
 */
public record BackEndOffer(BackEnd backEnd, Use use, String why, List<Tried> algorithms) {
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
   * An algorithm that a kernel was tried with.
   *
   * @param name as a command names it
   * @param lack what the kernel says that it lacks for it; empty: nothing
   */
  public record Tried(String name, String lack) {}

  public BackEndOffer {
    algorithms = List.copyOf(algorithms);
  }
}
