package org.manualkey.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.fuzz.LoadedSadb.DELTA;
import static org.manualkey.fuzz.LoadedSadb.FLUSH;
import static org.manualkey.fuzz.LoadedSadb.text;

import java.util.List;
import java.util.Set;
import org.manualkey.language.Problem;
import org.manualkey.load.LoadPolicy;
import org.manualkey.load.LoadResult;
import org.manualkey.load.Ownership;
import org.manualkey.load.Plan;
import org.manualkey.sa.SaId;

/**
 * Pairs of key files, one loaded after the other: by differences they leave what they leave by a
 * flush, and a load that fails changes nothing.
 */
final class LoadsTarget {
  private static final LoadPolicy OWNED =
      new LoadPolicy(LoadPolicy.Refresh.DELTA, LoadPolicy.Scope.OWNED);

  private final boolean linux;
  private final String first;
  private final String second;

  private LoadsTarget(Choices choices) {
    linux = choices.oneIn(3);
    first = GeneratedText.of(choices);
    second = GeneratedText.of(choices);
  }

  static void run(byte[] input) {
    LoadsTarget loads = new LoadsTarget(new Choices(input));
    loads.deltaIsFlush();
    loads.whatIsAnothersStays();
  }

  private LoadedSadb empty() {
    return linux ? LoadedSadb.linux(LoadedSadb.HOSTS) : LoadedSadb.memory(LoadedSadb.HOSTS);
  }

  private void deltaIsFlush() {
    try (LoadedSadb changed = empty();
        LoadedSadb anew = empty()) {
      if (load(changed, first, FLUSH) == null) {
        assertThat(changed.contents()).as("of an empty database after a failed load").isEmpty();
      }
      changed.assertPairsAreMutual();
      List<String> before = changed.contents();
      LoadResult.Applied delta = load(changed, second, DELTA);
      LoadResult.Applied flush = load(anew, second, FLUSH);
      assertThat(delta == null).as("%s%nis refused by delta", second).isEqualTo(flush == null);
      if (delta == null) {
        assertThat(changed.contents()).isEqualTo(before);
        return;
      }
      changed.assertPairsAreMutual();
      assertThat(changed.contents()).as("%s%nafter%n%s", second, first).isEqualTo(anew.contents());
      assertNothingToDo(changed);
      assertNothingToDo(anew);
    }
  }

  private void assertNothingToDo(LoadedSadb database) {
    List<String> contents = database.contents();
    LoadResult.Applied again = load(database, second, DELTA);
    assertThat(again).isNotNull();
    Plan plan = again.plan();
    assertThat(plan).isNotNull();
    assertThat(plan.changes()).as("changes to%n%s", second).isEmpty();
    assertThat(database.contents()).isEqualTo(contents);
  }

  /** SAs that another program added, and that the file does not name, are as they were. */
  private void whatIsAnothersStays() {
    try (LoadedSadb database = empty()) {
      load(database, first, FLUSH);
      List<String> before = database.contents();
      LoadResult.Applied applied = load(database, second, OWNED);
      List<String> after = database.contents();
      if (applied == null) {
        assertThat(after).isEqualTo(before);
      } else {
        Set<SaId> named = applied.sas();
        Plan plan = applied.plan();
        assertThat(plan).isNotNull();
        assertThat(plan.changes()).allMatch(change -> named.contains(change.id()));
      }
      database.assertPairsAreMutual();
    }
  }

  /** What a load did; null: it was refused. */
  private static LoadResult.Applied load(LoadedSadb database, String text, LoadPolicy policy) {
    return switch (database.loader().load(text(text), database.sadb(), policy, Ownership.NOBODY)) {
      case LoadResult.Applied applied -> applied;
      case LoadResult.Rejected rejected -> {
        for (Problem problem : rejected.problems()) {
          Planted.KNOWN.assertAbsent("a problem", problem.located("keys"));
        }
        yield null;
      }
      case LoadResult.RolledBack back -> {
        assertThat(back.lost()).isEmpty();
        yield null;
      }
    };
  }
}
