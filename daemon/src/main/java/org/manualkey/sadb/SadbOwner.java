package org.manualkey.sadb;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.manualkey.sa.Directions;
import org.manualkey.secret.RedactedFailure;
import org.manualkey.thread.EssentialThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that owns the session with the database. Others submit work and wait; work runs in the
 * order it came. Between works it lets a {@link Timed} database age.
 */
public final class SadbOwner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SADB);

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);

  /** How long a stop waits for work that has changed nothing, and how often it looks. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final Duration POLL = Duration.ofMillis(20);

  private final Sadb sadb;
  private final AtomicLong steps = new AtomicLong();
  private final Sadb counted;
  private final ClientMemory clientMemory = new ClientMemory();
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, new EssentialThread("sadb"));

  /** The next ageing, when one is planned; the thread's own. */
  private @Nullable ScheduledFuture<?> ageing;

  public SadbOwner(Sadb sadb) {
    this.sadb = sadb;
    counted = new CountedSadb(sadb, this::step);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    thread.setRemoveOnCancelPolicy(true);
  }

  public BackEnd backEnd() {
    return sadb.backEnd();
  }

  /** What the database would refuse whatever it holds; null: it has no judge. */
  public @Nullable Judge judge() {
    return sadb.judge();
  }

  /** Whether a monitor asks for all messages by a request. */
  public boolean hasPromiscuity() {
    return sadb.hasPromiscuity();
  }

  /** What commands of clients may take together. */
  public ClientMemory clientMemory() {
    return clientMemory;
  }

  /** How many SAs the database holds, as far as is known; waits for its thread. */
  public int held() {
    return call(Sadb::held);
  }

  public Directions directions() {
    return sadb.directions();
  }

  /** Runs work on the thread of the database, some time later. */
  public <T> CompletableFuture<T> submit(Function<? super Sadb, ? extends T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      thread.execute(() -> complete(result, work));
      return result;
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(new CancellationException("the daemon is stopping"));
    }
  }

  private <T> void complete(CompletableFuture<T> result, Function<? super Sadb, ? extends T> work) {
    try {
      result.complete(run(work));
    } catch (RuntimeException | Error e) {
      fail(result, e);
    }
  }

  /**
   * Tells whoever waits for work that it failed. Memory that was lacking for the work may be
   * lacking for that, too, and nobody must wait for ever: it is tried until there is some.
   */
  private static void fail(CompletableFuture<?> result, Throwable failure) {
    boolean told = false;
    while (!told) {
      try {
        result.completeExceptionally(failure);
        told = true;
      } catch (OutOfMemoryError e) {
        LockSupport.parkNanos(SHORTEST_PAUSE.toNanos());
      }
    }
  }

  /** Runs work on the thread of the database once a time has passed, unless that ends before. */
  public void later(Duration time, Consumer<? super Sadb> work) {
    try {
      var _ = thread.schedule(() -> tryOnce(work), time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("stopping, nothing more is planned");
    }
  }

  /**
   * Runs work on the thread of the database again and again from now on, until that ends. A run
   * that fails, for lack of memory too, is not the last.
   *
   * @param pause between the end of a run and the next
   */
  public void repeat(Duration pause, Consumer<? super Sadb> work) {
    var _ =
        thread.scheduleWithFixedDelay(
            () -> tryOnce(work), pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void tryOnce(Consumer<? super Sadb> work) {
    try {
      work.accept(counted);
      step();
      plan();
    } catch (RuntimeException | Error e) {
      report(e);
    }
  }

  private static void report(Throwable failure) {
    try {
      LOG.error(SadbMessage.TIMER_FAILED.with(RedactedFailure.summary(failure)));
    } catch (OutOfMemoryError e) {
      // As little can be said as could be done. The next run may find more memory.
      failure.addSuppressed(e);
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
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }

  /**
   * Subscribes to what happens in the database: {@link Sadb#subscribe}, from any thread but that of
   * the database.
   *
   * @throws SadbException when the database refuses
   * @throws CancellationException when the daemon is stopping
   */
  public Subscription subscribe(EventScope scope, EventSink sink) {
    Subscription subscription = call(each -> each.subscribe(scope, sink));
    return () -> {
      // A daemon that is stopping need not end a subscription.
      var _ =
          submit(_ -> {
            subscription.close();
            return true;
          });
    };
  }

  /** Notes that the work under way has come a step further. */
  public void step() {
    steps.incrementAndGet();
  }

  /**
   * Counts what the thread of the database has done: works that ended, requests, SAs of dumps, and
   * each {@link #step}. A number that stays the same while work waits means that the thread hangs.
   */
  public long steps() {
    return steps.get();
  }

  private <T> T run(Function<? super Sadb, ? extends T> work) {
    try {
      return work.apply(counted);
    } finally {
      step();
      plan();
    }
  }

  /**
   * Plans the next ageing, unless one is planned that comes in time: work may have changed that.
   */
  private void plan() {
    if (!(sadb instanceof Timed timed) || thread.isShutdown()) {
      return;
    }
    long wait = timed.untilDue().map(SadbOwner::pause).orElse(Long.MAX_VALUE);
    long planned = ageing == null ? Long.MAX_VALUE : ageing.getDelay(TimeUnit.NANOSECONDS);
    if (planned <= wait) {
      return;
    }
    if (ageing != null) {
      ageing.cancel(false);
    }
    try {
      ageing = thread.schedule(() -> age(timed), wait, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("stopping, SAs no longer expire");
    }
  }

  /** A database that is always due must not keep its thread from work. */
  private static long pause(Duration wait) {
    return Math.max(wait.toNanos(), SHORTEST_PAUSE.toNanos());
  }

  private void age(Timed timed) {
    ageing = null;
    try {
      timed.age();
    } catch (RuntimeException | Error e) {
      LOG.error(SadbMessage.EXPIRY_FAILED.with(RedactedFailure.summary(e)));
    }
    plan();
  }

  /** Lets work under way come to its end, refuses new work and closes the database. */
  @Override
  public void close() {
    thread.close();
    sadb.close();
  }

  /**
   * The same, but does not wait long for work that has changed nothing yet: the process is about to
   * end, and a check of a large file may take minutes.
   *
   * @param changing whether the work under way has begun to change the database
   */
  public void close(BooleanSupplier changing) throws InterruptedException {
    thread.shutdown();
    long start = System.nanoTime();
    while (!thread.awaitTermination(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
      if (!changing.getAsBoolean() && System.nanoTime() - start > PATIENCE.toNanos()) {
        return;
      }
    }
    sadb.close();
  }
}
