package org.manualkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

final class LogQueueTest {
  private final LoggerContext context = new LoggerContext();

  /** A log that takes nothing until it is released. */
  private static final class Stuck extends AppenderBase<ILoggingEvent> {
    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch last = new CountDownLatch(1);
    private final List<String> written = new ArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      try {
        released.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      written.add(event.getFormattedMessage());
      if (event.getFormattedMessage().equals("last")) {
        last.countDown();
      }
    }
  }

  @Test
  void logThatTakesNothingHoldsNobodyUp_andWhatIsLostIsCounted() throws Exception {
    context.setMDCAdapter(new LogbackMDCAdapter());
    Stuck stuck = new Stuck();
    stuck.setContext(context);
    stuck.start();
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(stuck);
    LogQueue.install(context);
    for (int i = 0; i < 10_000; i++) {
      root.info("record {}", i);
    }
    stuck.released.countDown();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (stuck.last.getCount() > 0 && System.nanoTime() < end) {
      root.info("last"); // once there is room again
      assertThat(stuck.last.await(10, TimeUnit.MILLISECONDS) || System.nanoTime() < end)
          .as("%d written", stuck.written.size())
          .isTrue();
    }
    context.stop();
    List<String> lost =
        stuck.written.stream().filter(line -> line.contains(" records lost, since ")).toList();
    assertThat(lost).isNotEmpty();
    long counted = lost.stream().mapToLong(line -> Long.parseLong(line.split(" ")[0])).sum();
    long written = stuck.written.stream().filter(line -> line.startsWith("record ")).count();
    long unknown = stuck.written.stream().filter("last"::equals).count();
    assertThat(counted + written).isBetween(10_000L, 10_000L + unknown + 100);
    assertThat(written).isGreaterThan(4000);
  }
}
