package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.manualkey.load.RecordingSadb.spi;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.MessageType;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.SadbException;
import org.manualkey.secret.KeyMaterial;

/** Loads that are rolled back because the database refuses a step or does not reply. */
final class RolledBackDeltaTest extends LoadsByPolicy {
  @ParameterizedTest
  @EnumSource(
      value = MessageType.class,
      names = {"ADD", "UPDATE", "DELETE"})
  void refusalOfAnyStepTakesBackTheStepsBefore(MessageType type) {
    String before = LoaderTest.RICH + out(3000) + out(3001) + out(3002);
    String after =
        LoaderTest.RICH.replace("9bdb8d9e", "8adb8d9e")
            + out(3000).replace("\n", " hard_bytes 7\n")
            + out(3001).replace("\n", " hard_bytes 8\n")
            + out(4000);
    loaded(before);
    List<String> contents = sadb.contents();
    Set<SaId> ids = owned.owned();
    for (int nth = 1; nth < 50; nth++) {
      AtomicInteger left = new AtomicInteger(nth);
      sadb.refusing(
          request -> request.header().type() == type && left.decrementAndGet() == 0,
          Errno.ENOMEM.code());
      LoadResult result = load(after, DELTA);
      if (result instanceof LoadResult.Applied) {
        assertThat(nth).isGreaterThan(1);
        return;
      }
      assertThat(((LoadResult.RolledBack) result).lost()).isEmpty();
      assertThat(sadb.contents()).as("%s %d", type, nth).isEqualTo(contents);
      assertThat(owned.owned()).isEqualTo(ids);
    }
    throw new AssertionError("never loaded");
  }

  @Test
  void everyRefusedCommandIsReportedWithItsLineAndAllIsUndone() {
    loaded(add(1000));
    List<String> before = sadb.contents();
    for (LoadPolicy policy : List.of(DELTA, FLUSH)) {
      sadb.refusing(
          request ->
              request.header().type() == MessageType.ADD
                  && Objects.requireNonNull(request.sa()).spi() % 2 == 1
                  && Objects.requireNonNull(request.sa()).spi() > 1000,
          Errno.EINVAL.code());
      String text = add(1001) + add(1002) + "\n" + add(1003) + add(1004) + add(1005);
      assertThat(refused(text, policy).refusals())
          .extracting(RefusedCommand::line)
          .containsExactly(1, 4, 6);
      sadb.refusing(_ -> false, 0);
      assertThat(sadb.contents()).isEqualTo(before);
    }
  }

  @Test
  void reportedRefusalsAreLimited() {
    StringBuilder text = new StringBuilder();
    for (int spi = 2000; spi < 2500; spi++) {
      text.append(add(spi));
    }
    sadb.refusing(request -> request.header().type() == MessageType.ADD, Errno.EINVAL.code());
    for (LoadPolicy policy : List.of(DELTA, FLUSH)) {
      sadb.forget();
      assertThat(refused(text.toString(), policy).refusals()).hasSize(20);
      assertThat(sadb.requests().stream().filter(MessageType.ADD::equals).count()).isLessThan(100);
    }
  }

  @Test
  void refusedCommandIsReportedWithItsLine() {
    loaded(add(1000));
    sadb.refusing(spi(MessageType.ADD, 1002), Errno.EINVAL.code());
    LoadResult.RolledBack refused = refused(add(1000) + add(1001) + "\n" + add(1002), DELTA);
    assertThat(refused.refusals().getFirst().line()).isEqualTo(4);
    assertThat(refused.refusals().getFirst().refusal().errno()).isEqualTo(Errno.EINVAL.code());
  }

  @Test
  void replyThatDoesNotComeTakesBackTheStepsBefore() {
    loaded(add(1000) + add(1001));
    List<String> contents = sadb.contents();
    for (MessageType type : List.of(MessageType.ADD, MessageType.DELETE)) {
      AtomicInteger asked = new AtomicInteger();
      sadb.losing(request -> request.header().type() == type && asked.incrementAndGet() == 2);
      assertThatThrownBy(() -> load(add(1002) + add(1003), DELTA))
          .isInstanceOf(SadbException.class)
          .hasMessageContaining("rolled back");
      assertThat(sadb.contents()).isEqualTo(contents);
      assertThat(sadb.keys()).isNotEmpty().allMatch(KeyMaterial::isAllZero);
    }
  }
}
