package org.manualkey.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.fuzz.LoadedSadb.DELTA;
import static org.manualkey.fuzz.LoadedSadb.FLUSH;
import static org.manualkey.fuzz.LoadedSadb.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.language.ExistingPlaces;
import org.manualkey.language.Parsed;
import org.manualkey.language.Parser;
import org.manualkey.language.Problem;
import org.manualkey.load.Checked;
import org.manualkey.load.LoadPolicy;
import org.manualkey.load.LoadResult;
import org.manualkey.load.Ownership;
import org.manualkey.load.Plan;

/**
 * The text of a key file: problems have places that exist and show no key; what passes the check
 * loads into an empty database, and then there is nothing left to do.
 */
final class KeyFileTarget {
  private final byte[] input;

  /** The key in the text; null: none. */
  private final @Nullable Planted planted;

  private final List<String> asked = new ArrayList<>();

  private KeyFileTarget(byte[] input, @Nullable Planted planted) {
    this.input = input;
    this.planted = planted;
  }

  static void run(byte[] input) {
    if (Planted.isIn(input)) {
      Planted.inTurn(input, key -> new KeyFileTarget(key.in(input), key).run());
    } else {
      new KeyFileTarget(input, null).run();
    }
  }

  private void run() {
    parse();
    load();
    if (planted != null) {
      asked.forEach(planted::assertIsName);
    }
  }

  private void parse() {
    Parser parser = new Parser(LoadedSadb.ALGORITHMS, true);
    List<Parsed> commands = new ArrayList<>();
    parser.parseFile(text(input), commands::add);
    ExistingPlaces.assertIn(input, commands);
    commands.forEach(this::assertSilent);
    assertSilent(parser.parseLine(text(input)));
    String[] words = new String(input, StandardCharsets.ISO_8859_1).strip().split("\\s+");
    assertSilent(parser.parseArguments(List.of(words)));
  }

  private void load() {
    try (LoadedSadb database =
        LoadedSadb.memory((name, limit) -> {
          asked.add(name);
          return LoadedSadb.HOSTS.lookUp(name, limit);
        })) {
      switch (database.loader().check(text(input))) {
        case LoadResult.Rejected rejected -> {
          assertThat(rejected.count().invalid()).isPositive();
          rejected.problems().forEach(this::assertSilent);
        }
        case Checked checked -> {
          checked.warnings().forEach(this::assertSilent);
          assertSilent("a check", checked.toString());
          loadChecked(database);
        }
      }
    }
  }

  private void loadChecked(LoadedSadb database) {
    loaded(database, FLUSH);
    database.assertPairsAreMutual();
    List<String> contents = database.contents();
    Plan plan = loaded(database, DELTA).plan();
    assertThat(plan).isNotNull();
    assertThat(plan.changes()).as("changes to what is loaded already").isEmpty();
    assertThat(database.contents()).isEqualTo(contents);
  }

  private LoadResult.Applied loaded(LoadedSadb database, LoadPolicy policy) {
    LoadResult result =
        database.loader().load(text(input), database.sadb(), policy, Ownership.NOBODY);
    assertThat(result).isInstanceOf(LoadResult.Applied.class);
    assertSilent("a load", result.toString());
    return (LoadResult.Applied) result;
  }

  private void assertSilent(@Nullable Parsed parsed) {
    if (parsed != null) {
      parsed.problems().forEach(this::assertSilent);
      assertSilent("a command", String.valueOf(parsed.command()));
    }
  }

  private void assertSilent(Problem problem) {
    assertSilent("a problem", problem.located("keys"));
    assertSilent("a problem in the log", problem.withoutWords());
  }

  private void assertSilent(String what, String output) {
    if (planted != null) {
      planted.assertAbsent(what, output);
    }
  }
}
