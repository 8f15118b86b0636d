package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Message;
import org.manualkey.request.ScriptedResolver;
import org.manualkey.sa.SaContents;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.memory.MemorySadb;
import org.manualkey.secret.KeyMaterial;
import org.manualkey.secret.SecretText;

/** On every way out of a load, the keys of all commands that were parsed are overwritten. */
final class KeysOfLoadsTest {
  private static final String KEY =
      " authalg sha1 authkey 9bdb8d9e7f26d6fd4c2a24d5a2ab6bbd5a0b0f5e\n";

  /** Those of all requests that were judged, or are of SAs that a text leaves. */
  private final List<KeyMaterial> keys = new ArrayList<>();

  private int turns;

  private static MemorySadb embedded() {
    return new MemorySadb(
        AlgorithmsFile.builtIn(), InstantSource.system(), new InterfaceAddresses());
  }

  /** Takes note of keys of what may stay in a copy that is filled during the check. */
  private final class NotingWanted implements WantedSas {
    private final WantedSas wanted = new ContentsOfLoad(new SaContents());

    @Override
    public long add(SecurityAssociation sa) {
      Key key = sa.keys().auth();
      if (key != null) {
        keys.add(key.material());
      }
      return wanted.add(sa);
    }

    @Override
    public long digest(SecurityAssociation there) {
      return wanted.digest(there);
    }

    @Override
    public void startOver() {
      wanted.startOver();
    }
  }

  /** Takes note of keys before a database judges, so that no copy judges in its place. */
  private final class Noting implements Judge {
    private final Judge judge;

    Noting(Judge judge) {
      this.judge = judge;
    }

    @Override
    public @Nullable Refusal judge(Message request) {
      Key key = request.key(Key.Kind.AUTH);
      if (key != null) {
        keys.add(key.material());
      }
      return judge.judge(request);
    }

    @Override
    public Judge now() {
      return new Noting(judge.now());
    }
  }

  private static String adds(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append("add esp spi ").append(1000 + i).append(" dst 192.0.2.2").append(KEY);
    }
    return text.toString();
  }

  /**
   * Loads a text.
   *
   * @param byCopy whether a copy may judge
   */
  private LoadResult load(String text, Sadb sadb, LoadPolicy policy, int lastTurn, boolean byCopy) {
    Judge judge = sadb.judge();
    assertThat(judge).isNotNull();
    Runnable turn =
        () -> {
          if (turns++ == lastTurn) {
            throw new CancellationException("of a test");
          }
        };
    return new CommandPipeline(
            AlgorithmsFile.builtIn(),
            new ScriptedResolver().with("several", "192.0.2.8", "192.0.2.9"),
            KeysOfLoadsTest::embedded)
        .loader(
            CommandPipeline.NameLookup.ON,
            byCopy ? judge : new Noting(judge),
            turn,
            new NotingWanted())
        .load(
            SecretText.taking("keys", text.getBytes(StandardCharsets.US_ASCII)),
            sadb,
            policy,
            Ownership.NOBODY);
  }

  private void assertOverwritten(int atLeast) {
    assertThat(keys).hasSizeGreaterThanOrEqualTo(atLeast).allMatch(KeyMaterial::isAllZero);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense\n",
        "add esp spi 0 dst 192.0.2.2" + KEY,
        "add esp spi 1000 dst 192.0.2.2" + KEY,
        "add esp spi 5000 dst several" + KEY,
        "delete esp spi 1000 dst 192.0.2.2\n"
      })
  void keysOfTextAreOverwritten(String last) {
    for (LoadPolicy.Refresh refresh : LoadPolicy.Refresh.values()) {
      for (boolean byCopy : List.of(true, false)) {
        keys.clear();
        try (MemorySadb sadb = embedded()) {
          load(adds(100) + last, sadb, new LoadPolicy(refresh, LoadPolicy.Scope.ALL), -1, byCopy);
          assertOverwritten(100);
        }
      }
    }
  }

  @Test
  void keysOfTextWhoseLoadIsStoppedAreOverwritten() {
    for (int last : List.of(1, 50, 99, 100, 150)) {
      for (LoadPolicy.Refresh refresh : LoadPolicy.Refresh.values()) {
        assertOverwrittenWhenStopped(new LoadPolicy(refresh, LoadPolicy.Scope.ALL), last, true);
        assertOverwrittenWhenStopped(new LoadPolicy(refresh, LoadPolicy.Scope.ALL), last, false);
      }
    }
  }

  private void assertOverwrittenWhenStopped(LoadPolicy policy, int last, boolean byCopy) {
    keys.clear();
    turns = 0;
    try (MemorySadb sadb = embedded()) {
      String text = adds(100) + "add esp spi 5000 dst several" + KEY;
      assertThatThrownBy(() -> load(text, sadb, policy, last, byCopy))
          .isInstanceOf(CancellationException.class);
      assertOverwritten(Math.min(last, 100));
      assertThat(sadb.held()).isZero();
    }
  }
}
