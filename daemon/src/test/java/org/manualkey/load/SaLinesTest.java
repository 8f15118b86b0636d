package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.manualkey.sa.SaId;

class SaLinesTest {
  private static final long MAPPED = 0xffff_0000_0000L;

  @Property(tries = 300)
  void answersAsAMapInTheOrderOfTheTextDoes(
      @ForAll("ids") List<SaId> ids, @ForAll @IntRange(max = 50) int expected) {
    SaLines lines = new SaLines(expected);
    Map<SaId, Integer> model = new LinkedHashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      Integer earlier = model.putIfAbsent(ids.get(i), i + 1);
      assertThat(lines.putIfAbsent(ids.get(i), i + 1)).isEqualTo(earlier == null ? 0 : earlier);
    }
    assertThat(lines).containsExactlyElementsOf(model.keySet()).isEqualTo(model.keySet());
    for (SaId id : ids) {
      assertThat(lines.contains(id)).isTrue();
      assertThat(lines.contains(new SaId(id.type(), id.spi(), 2, id.low(), 0))).isFalse();
    }
  }

  @Provide
  Arbitrary<List<SaId>> ids() {
    Arbitrary<Integer> spis =
        Arbitraries.oneOf(Arbitraries.integers().between(1, 20), Arbitraries.of(-1, 1 << 31));
    return Combinators.combine(
            Arbitraries.of(2, 3, 255),
            spis,
            Arbitraries.of(0L, -1L, 1L),
            Arbitraries.of(1L, MAPPED),
            Arbitraries.of(0L, 0x7_0000_00ffL))
        .as(SaId::new)
        .list()
        .ofMaxSize(200);
  }

  @Test
  void keepsWhatIsThereWhileItGrowsFarBeyondWhatWasExpected() {
    SaLines lines = new SaLines(0);
    for (int i = 1; i <= 100_000; i++) {
      assertThat(lines.putIfAbsent(new SaId(3, i, 0, MAPPED | i, 0), i)).isZero();
    }
    assertThat(lines).hasSize(100_000);
    for (int i = 1; i <= 100_000; i++) {
      assertThat(lines.putIfAbsent(new SaId(3, i, 0, MAPPED | i, 0), 1)).isEqualTo(i);
    }
  }

  @Test
  void cannotBeChangedByWhoReadsIt() {
    SaLines lines = new SaLines(1);
    lines.putIfAbsent(new SaId(3, 1, 0, MAPPED, 0), 7);
    assertThatThrownBy(lines::clear).isInstanceOf(UnsupportedOperationException.class);
  }
}
