package org.manualkey.load;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.manualkey.language.Parser;
import org.manualkey.language.Problem;
import org.manualkey.sa.SaId;
import org.manualkey.secret.SecretText;

/**
 * A text in which no error was found: the first stage of a load. Only a {@link Checker} makes one,
 * and only from one a load can be planned.
 */
public final class Checked implements CheckResult {
  private final SecretText text;
  private final Parser.Count count;
  private final List<Problem> warnings;
  private final SaLines sas;
  private final boolean plain;
  private final Duration time;

  Checked(
      SecretText text,
      Parser.Count count,
      List<Problem> warnings,
      SaLines sas,
      boolean plain,
      Duration time) {
    this.text = text;
    this.count = count;
    this.warnings = List.copyOf(warnings);
    this.sas = sas;
    this.plain = plain;
    this.time = time;
  }

  SecretText text() {
    return text;
  }

  @Override
  public Parser.Count count() {
    return count;
  }

  /** What deserves a look. */
  public List<Problem> warnings() {
    return warnings;
  }

  /** The SAs that the text leaves in an empty database; must not be changed. */
  public Set<SaId> sas() {
    return sas;
  }

  /** The same, with their lines. */
  SaLines lines() {
    return sas;
  }

  /** Whether there is nothing but ADDs without pairs, whose order does not matter. */
  boolean isPlain() {
    return plain;
  }

  /** How long the check took. */
  Duration time() {
    return time;
  }

  @Override
  public String toString() {
    return "Checked[" + count + ", " + sas.size() + " SAs]";
  }
}
