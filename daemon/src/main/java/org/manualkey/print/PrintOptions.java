package org.manualkey.print;

/**
 * How a client wants its output; the options of {@code ipseckey(8)}.
 *
 * @param numeric {@code -n}: no names of hosts and protocols
 * @param verbose {@code -v}: raw values beside times
 * @param paranoid {@code -p}: key digits as {@code X}
 */
public record PrintOptions(boolean numeric, boolean verbose, boolean paranoid) {
  /** None of the options. */
  public static final PrintOptions PLAIN = new PrintOptions(false, false, false);
}
