package org.manualkey.service;

import org.manualkey.load.Plan;

/** What a refresh would do. */
public sealed interface Preview {
  /** It would do this. */
  record Planned(Plan plan) implements Preview {}

  /**
   * It would change nothing.
   *
   * @param reason why, in one line
   */
  record Impossible(String reason) implements Preview {}
}
