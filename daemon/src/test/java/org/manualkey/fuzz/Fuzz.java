package org.manualkey.fuzz;

/** What the fuzzer calls, in a process for one target. */
public final class Fuzz {
  /** The property with the name of the target. */
  static final String TARGET_PROPERTY = "manualkey.fuzz";

  private static final FuzzTarget TARGET = FuzzTarget.named(System.getProperty(TARGET_PROPERTY));

  private Fuzz() {}

  /** One execution; any exception or error is a finding. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    TARGET.run(input);
  }
}
