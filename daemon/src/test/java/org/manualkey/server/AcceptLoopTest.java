package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.manualkey.thread.EssentialThread;

/** The threads that accept survive what fails; if one ends all the same, the process ends. */
final class AcceptLoopTest {
  private final CompletableFuture<String> end = new CompletableFuture<>();

  @Test
  void errorsAndExceptions_areSurvived_andLoggedOnce() throws Exception {
    BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    failures.add(new IOException("Too many open files"));
    failures.add(new OutOfMemoryError("authkey 0123456789abcdef"));
    failures.add(new StackOverflowError());
    failures.add(new IllegalStateException());
    CountDownLatch served = new CountDownLatch(1);
    try (Logged log = new Logged();
        AcceptLoop loop =
            new AcceptLoop(
                new EssentialThread("accept", end::complete),
                () -> {
                  switch (failures.poll()) {
                    case Error error -> throw error;
                    case Exception exception -> throw exception;
                    case null, default -> served.countDown();
                  }
                })) {
      loop.start();
      assertThat(served.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(loop.thread().isAlive()).isTrue();
      assertThat(end).isNotDone();
      assertThat(log.lines())
          .filteredOn(line -> line.contains("accept failed"))
          .singleElement()
          .asString()
          .contains("Too many open files");
    }
  }

  @Test
  void thread_thatEndsByAFailure_endsTheProcess() throws Exception {
    Thread thread =
        new EssentialThread("accept", end::complete)
            .unstarted(() -> {
              throw new OutOfMemoryError("authkey 0123456789abcdef");
            });
    thread.setUncaughtExceptionHandler((_, _) -> {});
    thread.start();
    assertThat(end.get(20, TimeUnit.SECONDS))
        .startsWith("thread 'accept' failed: java.lang.OutOfMemoryError at ")
        .endsWith("; exiting")
        .doesNotContain("0123456789abcdef");
  }

  @Test
  void thread_thatEndsByItself_endsNoProcess() throws Exception {
    Thread thread = new EssentialThread("accept", end::complete).unstarted(() -> {});
    thread.start();
    thread.join();
    assertThat(end).isNotDone();
  }
}
