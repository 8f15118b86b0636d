package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Reply;

/** Loads that leave SAs beside their successors for a while. */
final class LingeringDeltaTest extends LoadsByPolicy {
  private static LoadPolicy lingering(int millis) {
    return new LoadPolicy(
        LoadPolicy.Refresh.DELTA, LoadPolicy.Scope.ALL, Duration.ofMillis(millis));
  }

  @Test
  void saThatAnotherOneSucceedsStaysAfterTheLoad_andIsStillOwned() {
    loaded(in(1) + out(2));
    Plan plan = loaded(in(3) + out(4), lingering(50));
    assertThat(actions(plan)).containsExactly("add 3", "add 4", "delete 2", "delete 1");
    assertThat(plan.lingering()).extracting(deletion -> deletion.id().spi()).containsExactly(2, 1);
    assertThat(plan.summary())
        .isEqualTo("2 added, 2 deleted (2 after 50 ms), 0 replaced, 0 updated, 0 kept");
    assertThat(owned.ids).extracting(SaId::spi).containsExactlyInAnyOrder(1, 2, 3, 4);
    assertThat(sadb.contents()).hasSize(4);
    assertThat(plan.lingering())
        .allSatisfy(deletion ->
            assertThat(sadb.exchange(deletion.request())).isInstanceOf(Reply.Done.class));
    assertThat(sadb.contents()).isEqualTo(flushed(in(3) + out(4)));
  }

  @Test
  void saWithoutSuccessorIsDeletedByTheLoad() {
    String elsewhere = "add esp spi 5 src 192.0.2.1 dst 192.0.2.9" + AUTH + "\n";
    String otherProtocol = add(6).replace("esp", "ah");
    String tunnel = add(7).replace("\n", " innersrc 10.0.0.0/8 innerdst 10.1.0.0/16\n");
    loaded(elsewhere + otherProtocol + tunnel);
    Plan plan = loaded(add(8), lingering(50));
    assertThat(plan.lingering()).isEmpty();
    assertThat(sadb.contents()).isEqualTo(flushed(add(8)));
  }

  @Test
  void saThatLingeredIsKept_whenTheFileHasItAgain() {
    loaded(add(1));
    loaded(add(2), lingering(50));
    Plan plan = loaded(add(1) + add(2), lingering(50));
    assertThat(plan.changes()).isEmpty();
    assertThat(owned.ids).hasSize(2);
  }

  @Test
  void successorMayBeAnSaThatWasThereBefore() {
    loaded(add(1) + add(2));
    Plan plan = loaded(add(2), lingering(50));
    assertThat(plan.lingering()).hasSize(1);
    assertThat(loaded("", lingering(50)).lingering()).isEmpty();
  }
}
