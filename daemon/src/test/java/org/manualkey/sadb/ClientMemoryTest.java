package org.manualkey.sadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ClientMemoryTest {
  private static final long MEBI = 1 << 20;

  @Test
  void whatIsNotFreeInTimeIsRefused_withWhatIsNeededAndFree() {
    ClientMemory memory = new ClientMemory(100 * MEBI, Duration.ofMillis(1));
    try (ClientMemory.Share _ = memory.take(70 * MEBI)) {
      assertThatThrownBy(() -> memory.take(40 * MEBI))
          .isInstanceOf(SadbException.class)
          .hasMessageContaining("40 MiB are needed, and 30 MiB are free");
      memory.take(30 * MEBI).close();
    }
    memory.take(100 * MEBI).close();
  }

  @Test
  void whoeverWaitsTakesWhatIsGivenBack() throws Exception {
    ClientMemory memory = new ClientMemory(100 * MEBI, Duration.ofMinutes(10));
    ClientMemory.Share first = memory.take(70 * MEBI);
    CompletableFuture<ClientMemory.Share> second =
        CompletableFuture.supplyAsync(() -> memory.take(70 * MEBI));
    first.close();
    second.get(60, TimeUnit.SECONDS).close();
  }

  @Test
  void whatIsLargerThanAllIsTakenAlone() {
    ClientMemory memory = new ClientMemory(100 * MEBI, Duration.ofMillis(1));
    try (ClientMemory.Share _ = memory.take(1000 * MEBI)) {
      assertThatThrownBy(() -> memory.take(MEBI)).isInstanceOf(SadbException.class);
    }
  }

  @Test
  void shareIsGivenBackOnce() {
    ClientMemory memory = new ClientMemory(100 * MEBI, Duration.ofMillis(1));
    ClientMemory.Share share = memory.take(60 * MEBI);
    share.close();
    share.close();
    try (ClientMemory.Share _ = memory.take(60 * MEBI)) {
      assertThatThrownBy(() -> memory.take(60 * MEBI)).isInstanceOf(SadbException.class);
    }
    assertThat(memory.take(100 * MEBI)).isNotNull();
  }
}
