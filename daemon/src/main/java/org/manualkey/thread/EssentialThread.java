package org.manualkey.thread;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.manualkey.secret.RedactedFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes threads without which the daemon is no daemon: those that accept clients, own the database
 * or read its events. If such a thread ends by a failure, the process ends, so that its supervisor
 * starts it anew; a process that goes on without it looks alive and serves nobody.
 *
 * @param name of the threads
 * @param end ends the process; receives one line that says why
 */
public record EssentialThread(String name, Consumer<String> end) implements ThreadFactory {
  /** The exit status of a process that ended so; {@code EX_SOFTWARE} of sysexits(3). */
  public static final int STATUS = 70;

  private static final Logger LOG = LoggerFactory.getLogger("manual-key.daemon");

  /** How long the log may take for the reason. */
  private static final Duration LOG_LIMIT = Duration.ofSeconds(2);

  /** Makes threads whose failure ends this process. */
  public EssentialThread(String name) {
    this(name, EssentialThread::halt);
  }

  /** A thread that is not started yet. */
  public Thread unstarted(Runnable work) {
    return Thread.ofPlatform().name(name).unstarted(() -> run(work));
  }

  @Override
  public Thread newThread(Runnable work) {
    return unstarted(work);
  }

  private void run(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      end.accept(ThreadMessage.FAILED.with(name, RedactedFailure.summary(e)));
      throw e;
    }
  }

  /** Ends this process; a log that waits or a lack of memory does not keep it from that. */
  public static void halt(String reason) {
    try {
      Thread.ofPlatform().daemon().start(EssentialThread::haltSoon);
      LOG.error(reason);
    } finally {
      Runtime.getRuntime().exit(STATUS); // writes what is still in the queue of the log
    }
  }

  private static void haltSoon() {
    try {
      Thread.sleep(LOG_LIMIT);
    } catch (InterruptedException e) {
      // sooner
    }
    Runtime.getRuntime().halt(STATUS);
  }
}
