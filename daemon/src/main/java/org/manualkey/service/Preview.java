package org.manualkey.service;

import java.io.UncheckedIOException;
import java.util.List;
import org.manualkey.language.Parser;
import org.manualkey.language.Problem;
import org.manualkey.load.ChangePlan;
import org.manualkey.load.Checked;
import org.manualkey.load.FlushPlan;
import org.manualkey.load.LoadPolicy;
import org.manualkey.load.LoadResult;
import org.manualkey.load.Loader;
import org.manualkey.load.Ownership;
import org.manualkey.load.Plan;
import org.manualkey.load.Planned;
import org.manualkey.sadb.NotEnoughMemoryException;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;
import org.manualkey.secret.SecretText;

/** What a refresh would do. */
public sealed interface Preview {
  /**
   * It would do this.
   *
   * @param file the key file
   * @param commands how many it has
   */
  record Changes(String file, Plan plan, int commands) implements Preview {}

  /**
   * It would be rejected, and change nothing.
   *
   * @param file the key file
   * @param problems its problems, as a check reports them
   * @param count its commands
   */
  record Rejected(String file, List<Problem> problems, Parser.Count count) implements Preview {}

  /**
   * It would fail, and change nothing.
   *
   * @param reason why, in one line
   */
  record Failure(String reason) implements Preview {}

  /** What loading a text would do. */
  static Preview of(
      SecretText text, Loader loader, Sadb sadb, LoadPolicy policy, Ownership ownership) {
    try {
      return switch (loader.check(text)) {
        case LoadResult.Rejected rejected -> rejected(text, rejected);
        case Checked checked ->
            switch (loader.preview(checked, sadb, policy, ownership::owns)) {
              case LoadResult.Rejected rejected -> rejected(text, rejected);
              case Planned planned -> of(text, planned, checked.count());
            };
      };
    } catch (NotEnoughMemoryException e) {
      return new Failure(String.valueOf(e.getMessage()));
    } catch (SadbException e) {
      return new Failure(ServiceMessage.SADB_FAILED.with(e.getMessage()));
    } catch (UncheckedIOException e) {
      return new Failure(String.valueOf(e.getMessage()));
    }
  }

  private static Preview rejected(SecretText text, LoadResult.Rejected rejected) {
    return new Rejected(text.name(), rejected.problems(), rejected.count());
  }

  private static Preview of(SecretText text, Planned planned, Parser.Count count) {
    try (planned) {
      return switch (planned) {
        case ChangePlan changes -> new Changes(text.name(), changes.plan(), count.parsed());
        case FlushPlan _ -> throw new IllegalStateException("a preview is no flush");
      };
    }
  }
}
