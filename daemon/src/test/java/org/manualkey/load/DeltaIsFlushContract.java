package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.request.ScriptedResolver;
import org.manualkey.sa.SaContents;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Sadb;
import org.manualkey.secret.SecretText;

/**
 * For every pair of files, the second one loaded by differences leaves what it leaves by a flush,
 * and loaded by differences once more changes nothing.
 */
public abstract class DeltaIsFlushContract {
  private static final LoadPolicy DELTA =
      new LoadPolicy(LoadPolicy.Refresh.DELTA, LoadPolicy.Scope.ALL);

  private static final LoadPolicy LINGERING =
      new LoadPolicy(LoadPolicy.Refresh.DELTA, LoadPolicy.Scope.ALL, Duration.ofSeconds(1));

  private static final LoadPolicy OWNED =
      new LoadPolicy(LoadPolicy.Refresh.DELTA, LoadPolicy.Scope.OWNED, Duration.ofSeconds(1));

  /** One of so many pairs is loaded with SAs that linger, too. */
  private static final int LINGERING_PART = 4;

  /** An empty database, or a database that is emptied by the next one that is opened. */
  protected abstract Sadb openEmpty();

  /** How many pairs of files. */
  protected abstract int pairs();

  @Test
  void deltaAndFlushEndInTheSame() {
    int loaded = 0;
    for (long seed = 0; seed < pairs(); seed++) {
      RandomKeyFiles files = new RandomKeyFiles(seed);
      String first = files.next();
      String second = files.next();
      Map<SaId, SecurityAssociation> flushed = end(seed, first, second, LoadPolicy.DEFAULT);
      Map<SaId, SecurityAssociation> changed = end(seed, first, second, DELTA);
      loaded += flushed.isEmpty() ? 0 : 1;
      assertThat(changed.keySet()).as("pair %d", seed).isEqualTo(flushed.keySet());
      if (seed % LINGERING_PART == 0) {
        Map<SaId, SecurityAssociation> lingered = end(seed, first, second, LINGERING);
        assertThat(lingered.keySet()).as("pair %d, lingered", seed).isEqualTo(flushed.keySet());
      }
    }
    assertThat(loaded).as("files that can be loaded").isGreaterThan(pairs() / 3);
  }

  /** What two files leave that are loaded one after the other. */
  private Map<SaId, SecurityAssociation> end(
      long seed, String first, String second, LoadPolicy policy) {
    try (Sadb sadb = openEmpty()) {
      LoadResult before = load(first, sadb, LoadPolicy.DEFAULT);
      if (policy.equals(DELTA)) {
        assertDigestsPlanTheSame(seed, second, sadb);
      }
      SaContents contents = new SaContents();
      LoadResult after = load(second, sadb, policy, new ContentsOfLoad(contents));
      if (after instanceof LoadResult.Applied applied) {
        deleteLingering(applied.plan(), sadb);
        assertNothingPlanned(seed, second, sadb);
      } else {
        assertThat(after).as("pair %d", seed).isInstanceOf(LoadResult.Rejected.class);
      }
      assertThat(before).as("pair %d", seed).isNotInstanceOf(LoadResult.RolledBack.class);
      Map<SaId, SecurityAssociation> sas = new HashMap<>();
      sadb.forEach(sa -> sas.put(sa.id(), sa));
      if (after instanceof LoadResult.Applied) {
        sas.values()
            .forEach(sa ->
                assertThat(contents.has(sa))
                    .as("pair %d, SPI %x has the contents of the file", seed, sa.id().spi())
                    .isTrue());
      }
      assertSameAsFlushed(seed, second, sas, sadb, after);
      sas.values().forEach(sa -> sa.keys().wipe());
      return sas;
    }
  }

  /** By digests the same is planned as by comparing all SAs, whoever owns them. */
  private static void assertDigestsPlanTheSame(long seed, String text, Sadb sadb) {
    LoadPolicy policy = List.of(DELTA, LINGERING, OWNED).get((int) (seed % 3));
    assertThat(planned(text, sadb, policy, new ContentsOfLoad(new SaContents())))
        .as("pair %d, %s", seed, policy)
        .isEqualTo(planned(text, sadb, policy, WantedSas.UNHEARD));
  }

  private static List<Object> planned(String text, Sadb sadb, LoadPolicy policy, WantedSas wanted) {
    Loader loader = loader(sadb, wanted);
    return switch (loader.plan(secret(text), sadb, policy, sa -> sa.id().spi() % 3 != 0)) {
      case LoadResult.Rejected rejected -> List.of(rejected.count(), rejected.problems());
      case FlushPlan _ -> throw new AssertionError("a delta is no flush");
      case ChangePlan changes -> {
        try (changes) {
          Plan plan = changes.plan();
          List<Object> planned = new ArrayList<>(List.of(plan.present(), plan.kept()));
          plan.changes()
              .forEach(change -> planned.add(change.describe() + " of line " + change.line()));
          plan.lingering().forEach(change -> planned.add(change.describe()));
          planned.addAll(List.of(plan.foreign(), List.copyOf(changes.sas()), changes.owned()));
          yield planned;
        }
      }
    };
  }

  private static void deleteLingering(@Nullable Plan plan, Sadb sadb) {
    if (plan != null) {
      for (PlannedChange.Delete deletion : plan.lingering()) {
        assertThat(sadb.exchange(deletion.request())).isInstanceOf(Reply.Done.class);
      }
    }
  }

  private static void assertNothingPlanned(long seed, String text, Sadb sadb) {
    for (WantedSas wanted : List.of(WantedSas.UNHEARD, new ContentsOfLoad(new SaContents()))) {
      assertThat(load(text, sadb, DELTA, wanted))
          .as("pair %d, again", seed)
          .isInstanceOfSatisfying(
              LoadResult.Applied.class, again -> assertThat(again.plan().changes()).isEmpty());
    }
  }

  /** Each SA is one that the text alone leaves, by the equality by which loads compare. */
  private void assertSameAsFlushed(
      long seed, String text, Map<SaId, SecurityAssociation> sas, Sadb sadb, LoadResult result) {
    if (!(result instanceof LoadResult.Applied)) {
      return;
    }
    try (Sadb reference = openReference()) {
      assertThat(load(text, reference, LoadPolicy.DEFAULT)).isInstanceOf(LoadResult.Applied.class);
      Map<SaId, SecurityAssociation> expected = new HashMap<>();
      reference.forEach(sa -> expected.put(sa.id(), sa));
      assertThat(sas.keySet()).as("pair %d", seed).isEqualTo(expected.keySet());
      expected.forEach((id, sa) -> {
        assertThat(sas.get(id).isSame(sa, sadb.directions().now()))
            .as("pair %d, SPI %x", seed, id.spi())
            .isTrue();
        assertThat(sas.get(id).lifetimes()).as("pair %d", seed).isEqualTo(sa.lifetimes());
      });
    }
  }

  /** An empty database of the same kind beside the other one. */
  protected abstract Sadb openReference();

  private static LoadResult load(String text, Sadb sadb, LoadPolicy policy) {
    return load(text, sadb, policy, WantedSas.UNHEARD);
  }

  private static LoadResult load(String text, Sadb sadb, LoadPolicy policy, WantedSas wanted) {
    return loader(sadb, wanted).load(secret(text), sadb, policy, Ownership.NOBODY);
  }

  private static SecretText secret(String text) {
    return SecretText.taking("keys", text.getBytes(StandardCharsets.US_ASCII));
  }

  private static Loader loader(Sadb sadb, WantedSas wanted) {
    ScriptedResolver names =
        new ScriptedResolver().with(RandomKeyFiles.NAME, "192.0.2.21", "192.0.2.22", "192.0.2.23");
    return new CommandPipeline(AlgorithmsFile.builtIn(), names, RecordingSadb::new)
        .loader(CommandPipeline.NameLookup.ON, sadb.judge(), () -> {}, wanted);
  }
}
