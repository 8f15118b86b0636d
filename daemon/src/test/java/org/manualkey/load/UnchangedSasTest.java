package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.language.Parser;
import org.manualkey.pfkey.Key;
import org.manualkey.request.RequestBuilder;
import org.manualkey.request.ScriptedResolver;
import org.manualkey.sa.SaContents;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.ForwardingSadb;
import org.manualkey.sadb.Sadb;
import org.manualkey.secret.SecretText;

/** What is as a text wants it is found in a dump, and only the rest of the text is parsed again. */
final class UnchangedSasTest {
  private static final String KEY = "authalg sha1 authkey 9bdb8d9e7f26d6fd4c2a24d5a2ab6bbd5a0b0f5e";
  private static final LoadPolicy DELTA =
      new LoadPolicy(LoadPolicy.Refresh.DELTA, LoadPolicy.Scope.ALL);

  private final RecordingSadb sadb = new RecordingSadb();

  private final List<SecurityAssociation> shown = new ArrayList<>();

  /** How many commands were parsed. */
  private int parsed;

  private static SecretText text(String text) {
    return SecretText.taking("keys", text.getBytes(StandardCharsets.US_ASCII));
  }

  private Plan loaded(String text) {
    parsed = 0;
    LoadResult result =
        new CommandPipeline(
                AlgorithmsFile.builtIn(),
                new ScriptedResolver().with("several", "192.0.2.8", "192.0.2.9"),
                RecordingSadb::new)
            .loader(
                CommandPipeline.NameLookup.ON,
                sadb.judge(),
                () -> parsed++,
                new ContentsOfLoad(new SaContents()))
            .load(text(text), sadb, DELTA, Ownership.NOBODY);
    assertThat(result).isInstanceOf(LoadResult.Applied.class);
    return ((LoadResult.Applied) result).plan();
  }

  private static String add(int spi) {
    return "add esp spi " + spi + " dst 192.0.2.2 " + KEY + "\n";
  }

  @Test
  void onlyTheCommandsOfOtherSasAreParsedAgain() {
    String first =
        "\n# keys\n" + add(1000) + "add esp spi 1001 \\\r\n  dst 192.0.2.2 \\\n " + KEY + "\n";
    String middle = "  # more\\\n  and more\nadd esp spi 1002 \\\n\\\n  dst several " + KEY + "\n";
    String last = "add esp spi 1003 dst 192.0.2.2 \\\n" + KEY;
    assertThat(loaded(first + middle + last).changes()).hasSize(5);
    assertThat(parsed).isEqualTo(8 + 1); // the comment that goes on has a warning
    assertThat(loaded(first + middle + last).kept()).isEqualTo(5);
    assertThat(parsed).isEqualTo(4 + 1);
    for (String changed : List.of("1001", "1003")) {
      String text = (first + middle + last).replace(changed, changed + "0");
      Plan plan = loaded(text);
      assertThat(plan.changes()).extracting(PlannedChange::word).containsExactly("add", "delete");
      assertThat(plan.changes().getFirst().id().spi()).isEqualTo(Integer.parseInt(changed + "0"));
      assertThat(plan.kept()).isEqualTo(4);
      assertThat(parsed).isEqualTo(4 + 1 + 1);
      loaded(first + middle + last);
    }
    Plan plan = loaded((first + middle + last).replace("several", "192.0.2.9"));
    assertThat(plan.changes()).extracting(PlannedChange::word).containsExactly("delete");
    assertThat(parsed).isEqualTo(4 + 1);
  }

  /** What such a text leaves only a trial knows. */
  @Test
  void saThatTheTextAddsAndDeletesDoesNotStay() {
    String both = add(1000) + add(1001);
    loaded(both);
    Plan plan = loaded(both + "delete esp spi 1001 dst 192.0.2.2\n");
    assertThat(plan.changes()).extracting(PlannedChange::word).containsExactly("delete");
    assertThat(plan.changes().getFirst().id().spi()).isEqualTo(1001);
  }

  /** Where a kernel has several of one identity, the first one counts, as in a comparison. */
  @Test
  void secondSaOfAnIdentityIsLeftOut() {
    loaded(add(1000) + add(1001));
    WantedSas digests = new ContentsOfLoad(new SaContents());
    TextContents contents = new TextContents(digests);
    SecretText text = text(add(1000) + add(1001).replace("5e", "5f"));
    Checker checker =
        new Checker(
            new Parser(AlgorithmsFile.builtIn(), true),
            new RequestBuilder(new ScriptedResolver(), true),
            sadb.judge(),
            RecordingSadb::new,
            digests);
    Checked checked = (Checked) checker.check(text, EarlyFilling.NONE, contents);
    UnchangedSas unchanged =
        new UnchangedSas(checked.lines(), contents, sadb.directions(), _ -> true);
    List<SecurityAssociation> held = new ArrayList<>();
    sadb.forEach(held::add);
    held.addAll(List.copyOf(held));
    assertThat(held).extracting(sa -> sa.id().spi()).containsExactly(1000, 1001, 1000, 1001);
    assertThat(held).extracting(unchanged::take).containsExactly(true, false, true, true);
    assertThat(unchanged.count()).isEqualTo(1);
    assertThat(unchanged.otherLines()).containsExactly(2);
  }

  /** Numbers whose hash codes are all the same would take a quadratic time. */
  @Test
  void textWithManyLifetimesIsComparedAsAWhole() {
    String text =
        IntStream.rangeClosed(1, TextContents.MOST_UNDIGESTED + 1)
            .mapToObj(i -> add(1000 + i).replace("\n", " hard_bytes " + i * 0x1_0000_0001L + "\n"))
            .collect(Collectors.joining());
    int sas = TextContents.MOST_UNDIGESTED + 1;
    loaded(text);
    assertThat(loaded(text).kept()).isEqualTo(sas);
    assertThat(parsed).isEqualTo(2 * sas);
    String fewer = text.substring(text.indexOf('\n') + 1);
    assertThat(loaded(fewer).kept()).isEqualTo(sas - 1);
    assertThat(parsed).isEqualTo(sas - 1);
  }

  /** The same database; takes note of what it shows. */
  private Sadb showing() {
    return new ForwardingSadb(sadb) {
      @Override
      public void forEach(Consumer<? super SecurityAssociation> sink) {
        sadb()
            .forEach(sa -> {
              shown.add(sa);
              sink.accept(sa);
            });
      }
    };
  }

  private void assertKeysAreOverwritten() {
    assertThat(shown)
        .allSatisfy(sa -> {
          Key key = sa.keys().auth();
          assertThat(key).isNotNull();
          assertThat(key.material().isAllZero()).isTrue();
        });
  }

  /** The keys of the SA that is looked at are overwritten, too. */
  @Test
  void noKeyIsLeftWhenLookingAtAnSaFails() {
    loaded(add(1000) + add(1001) + add(1002));
    assertThatThrownBy(() ->
            Snapshot.of(
                showing(),
                sa -> {
                  if (sa.id().spi() == 1001) {
                    throw new OutOfMemoryError("of a test");
                  }
                  return false;
                }))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(shown).extracting(sa -> sa.id().spi()).containsExactly(1000, 1001);
    assertKeysAreOverwritten();
  }

  /** One that is shown twice, too; and an SA that goes is no successor of its own. */
  @Test
  void keysOfAllSasThatAreShownAreOverwritten() {
    String other = add(1002).replace("192.0.2.2", "192.0.2.3");
    loaded(add(1000) + add(1001) + other);
    LoadPolicy lingering = new LoadPolicy(DELTA.refresh(), DELTA.scope(), Duration.ofSeconds(1));
    Loader loader =
        new CommandPipeline(AlgorithmsFile.builtIn(), new ScriptedResolver(), RecordingSadb::new)
            .loader(
                CommandPipeline.NameLookup.ON,
                sadb.judge(),
                () -> {},
                new ContentsOfLoad(new SaContents()));
    try (ChangePlan planned =
        (ChangePlan) loader.plan(text(add(1001)), showing(), lingering, _ -> true)) {
      assertThat(planned.plan().lingering())
          .extracting(each -> each.id().spi())
          .containsExactly(1000);
      assertThat(planned.plan().kept()).isEqualTo(1);
    }
    assertThat(shown).hasSize(6);
    assertKeysAreOverwritten();
  }
}
