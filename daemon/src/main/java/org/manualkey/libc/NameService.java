package org.manualkey.libc;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The name service of this host, with a limit on the time of each look-up. Nothing is remembered.
 *
 * <p>The C library has no such limit, and a look-up that hangs cannot be ended. It keeps a thread
 * that nobody else needs, one of a few: who finds all of them hanging waits for one to be free, and
 * has no answer if none is in time. Any thread may ask.
 */
public final class NameService {
  private final Semaphore free;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Thread.ofPlatform().name("names").daemon().factory());

  /**
   * A name service.
   *
   * @param lookups so many look-ups may be under way at once
   */
  public NameService(int lookups) {
    free = new Semaphore(lookups, true);
  }

  /**
   * The addresses of a name: at least one, each once, in the order of the name service.
   *
   * @param limit how long the caller waits
   */
  public NameAnswer<List<InetAddress>> addresses(String name, Duration limit) {
    return ask(() -> HostNames.addresses(name), limit);
  }

  /**
   * The name of an address.
   *
   * @param limit how long the caller waits
   */
  public NameAnswer<String> name(InetAddress address, Duration limit) {
    return ask(() -> HostNames.name(address), limit);
  }

  /** What a look-up says that may take longer than the limit. */
  <T> NameAnswer<T> ask(Supplier<NameAnswer<T>> lookup, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      if (!free.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        return new NameAnswer.Silent<>();
      }
      CompletableFuture<NameAnswer<T>> answer = new CompletableFuture<>();
      start(lookup, answer);
      return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return new NameAnswer.Silent<>();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new NameAnswer.Silent<>();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private <T> void start(Supplier<NameAnswer<T>> lookup, CompletableFuture<NameAnswer<T>> answer) {
    try {
      threads.execute(() -> {
        try {
          answer.complete(lookup.get());
        } catch (RuntimeException | Error e) {
          answer.completeExceptionally(e);
        } finally {
          free.release();
        }
      });
    } catch (RuntimeException | Error e) { // no thread can be had
      free.release();
      throw e;
    }
  }
}
