package org.manualkey.service;

import java.io.UncheckedIOException;
import org.manualkey.load.LoadPolicy;
import org.manualkey.load.LoadResult;
import org.manualkey.load.Loader;
import org.manualkey.load.Ownership;
import org.manualkey.load.Plan;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;
import org.manualkey.secret.SecretText;

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

  /** What loading a text would do. */
  static Preview of(SecretText text, Loader loader, Sadb sadb, LoadPolicy policy, Ownership owned) {
    try {
      return switch (loader.plan(text, sadb, policy, owned)) {
        case LoadResult.Loaded loaded when loaded.plan() != null -> new Planned(loaded.plan());
        case LoadResult.Loaded _ -> throw new IllegalStateException("a plan without a plan");
        case LoadResult.Faulty faulty -> new Impossible(LoadLog.words(text.name(), faulty));
        case LoadResult.Refused refused -> new Impossible(LoadLog.words(text.name(), refused));
      };
    } catch (SadbException e) {
      return new Impossible("the database failed: " + e.getMessage());
    } catch (UncheckedIOException e) {
      return new Impossible(String.valueOf(e.getMessage()));
    }
  }
}
