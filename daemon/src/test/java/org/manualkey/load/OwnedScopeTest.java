package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.manualkey.language.Problem;
import org.manualkey.language.ProblemCode;
import org.manualkey.sa.SaId;

/** Loads that leave alone what is not theirs. */
final class OwnedScopeTest extends LoadsByPolicy {
  private static final LoadPolicy FLUSH_OWNED =
      new LoadPolicy(LoadPolicy.Refresh.FLUSH, LoadPolicy.Scope.OWNED);

  @ParameterizedTest
  @EnumSource(LoadPolicy.Refresh.class)
  void ownedScopeNeverTouchesWhatOthersAdded(LoadPolicy.Refresh refresh) {
    loader().load(text(add(9000)), sadb, LoadPolicy.DEFAULT, Ownership.NOBODY);
    LoadPolicy policy = new LoadPolicy(refresh, LoadPolicy.Scope.OWNED);
    loaded("flush\n" + add(1000) + add(1001), policy);
    assertThat(sadb.contents()).isEqualTo(flushed(add(9000) + add(1000) + add(1001)));
    loaded(add(1001), policy);
    assertThat(sadb.contents()).isEqualTo(flushed(add(9000) + add(1001)));
    assertThat(rejected(add(9000).replace(AUTH, OTHER), policy).problems())
        .extracting(Problem::code)
        .containsExactly(ProblemCode.ALREADY_EXISTS);
    assertThat(sadb.contents()).isEqualTo(flushed(add(9000) + add(1001)));
  }

  @Test
  void anothersSaThatIsAsWantedStaysAnothers() {
    loader().load(text(add(9000)), sadb, LoadPolicy.DEFAULT, Ownership.NOBODY);
    loaded(add(9000) + add(1000), OWNED);
    assertThat(owned.owned()).extracting(SaId::spi).containsExactly(1000);
    loaded(add(1000), OWNED);
    assertThat(sadb.contents()).isEqualTo(flushed(add(9000) + add(1000)));
  }

  @Test
  void flushOfOwnedSasReplacesThemAll() {
    loaded(add(1000) + add(1001), FLUSH_OWNED);
    assertThat(actions(loaded(add(1000) + add(1002), FLUSH_OWNED)))
        .containsExactlyInAnyOrder("replace 1000", "add 1002", "delete 1001");
  }
}
