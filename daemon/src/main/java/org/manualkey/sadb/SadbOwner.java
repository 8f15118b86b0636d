package org.manualkey.sadb;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.manualkey.pfkey.Directions;

/**
 * The one thread that speaks to the database. Others send it work and wait; work runs in the order
 * it came.
 */
public final class SadbOwner implements AutoCloseable {
  private final Sadb sadb;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("sadb").factory());

  public SadbOwner(Sadb sadb) {
    this.sadb = sadb;
  }

  public Features features() {
    return sadb.features();
  }

  public Directions directions() {
    return sadb.directions();
  }

  /** Runs work on the thread of the database, some time later. */
  public <T> CompletableFuture<T> submit(Function<? super Sadb, ? extends T> work) {
    try {
      return CompletableFuture.supplyAsync(() -> work.apply(sadb), thread);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(new CancellationException("the daemon is stopping"));
    }
  }

  /**
   * Runs work on the thread of the database and waits for it.
   *
   * @throws SadbException when the database fails
   * @throws CancellationException when the daemon is stopping
   */
  public <T> T call(Function<? super Sadb, ? extends T> work) {
    try {
      return submit(work).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /**
   * Subscribes to what happens in the database: {@link Sadb#subscribe}, from any thread but that of
   * the database.
   *
   * @throws SadbException when the database refuses
   * @throws CancellationException when the daemon is stopping
   */
  public Subscription subscribe(Hearing hearing, EventSink sink) {
    Subscription subscription = call(each -> each.subscribe(hearing, sink));
    return () -> {
      // A daemon that is stopping need not be told that a subscription ends.
      var _ =
          submit(_ -> {
            subscription.close();
            return true;
          });
    };
  }

  /** Lets work under way come to its end, refuses new work and closes the database. */
  @Override
  public void close() {
    thread.close();
    sadb.close();
  }
}
