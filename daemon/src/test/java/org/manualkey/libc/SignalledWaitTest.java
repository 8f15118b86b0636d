package org.manualkey.libc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A wait that signals interrupt (EINTR) goes on: whoever waits would think that nothing came. */
final class SignalledWaitTest {
  private static final int SIGWINCH = 28;
  private static final int SIGNALS = 1000;

  private static final MethodHandle SIGNAL =
      Symbol.of("signal").handle(FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS));
  private static final MethodHandle PTHREAD_SELF =
      Symbol.of("pthread_self").handle(FunctionDescriptor.of(JAVA_LONG));
  private static final MethodHandle PTHREAD_KILL =
      Symbol.of("pthread_kill").handle(FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT));

  @Test
  void signalsDoNotEndAWait() throws Throwable {
    MemorySegment handler = ((Symbol.Found) Symbol.of("abs")).address(); // takes a number, like it
    MemorySegment before = (MemorySegment) SIGNAL.invokeExact(SIGWINCH, handler);
    try (SocketPair pair = SocketPair.single(64, 64)) {
      CompletableFuture<Long> waiter = new CompletableFuture<>();
      CompletableFuture<Boolean> arrived =
          CompletableFuture.supplyAsync(() -> {
            try {
              waiter.complete((long) PTHREAD_SELF.invokeExact());
              return pair.near().await(Duration.ofMinutes(1));
            } catch (Throwable e) {
              throw new AssertionError(e);
            }
          });
      long thread = waiter.get(30, TimeUnit.SECONDS);
      for (int i = 0; i < SIGNALS; i++) {
        assertThat((int) PTHREAD_KILL.invokeExact(thread, SIGWINCH)).isZero();
      }
      assertThat(arrived).isNotDone();
      pair.far().outgoing().put((byte) 1);
      pair.far().send(1);
      assertThat(arrived.get(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      MemorySegment _ = (MemorySegment) SIGNAL.invokeExact(SIGWINCH, before);
    }
  }
}
