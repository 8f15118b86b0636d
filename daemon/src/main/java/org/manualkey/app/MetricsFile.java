package org.manualkey.app;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.manualkey.program.Metrics;
import org.manualkey.secret.RedactedFailure;
import org.manualkey.service.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a file equal to the metrics, for programs that read files of metrics. It is replaced if it
 * would change, and is there only while the daemon runs: metrics of before would not look old.
 */
final class MetricsFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.DAEMON);

  /** Between two looks whether anything has changed. */
  static final Duration PERIOD = Duration.ofSeconds(15);

  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private final Configuration configuration;
  private final Metrics metrics;
  private final Duration period;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("metrics").daemon().factory());

  /** Of the thread until it ends: the file, what is in it, and whether the last attempt failed. */
  private @Nullable Path file;

  private String written = "";
  private boolean failed;

  @Inject
  MetricsFile(Configuration configuration, Metrics metrics) {
    this(configuration, metrics, PERIOD);
  }

  MetricsFile(Configuration configuration, Metrics metrics, Duration period) {
    this.configuration = configuration;
    this.metrics = metrics;
    this.period = period;
  }

  /** Begins to write the file, if there is to be one. */
  void start() {
    var _ =
        thread.scheduleWithFixedDelay(
            this::look, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void look() {
    Path wanted = configuration.properties().metricsFile();
    if (file != null && !file.equals(wanted)) {
      remove();
    }
    if (wanted == null) {
      return;
    }
    try {
      String text = metrics.text().get(period.toNanos(), TimeUnit.NANOSECONDS);
      if (!text.equals(written)) {
        replace(wanted, text);
        file = wanted;
        written = text;
      }
      failed = false;
    } catch (IOException e) {
      report(DaemonMessage.NO_METRICS.with(wanted, reason(e)));
    } catch (TimeoutException e) {
      LOG.debug("a load is under way, metrics are written later");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // stopping
    } catch (ExecutionException
        | RuntimeException
        | Error e) { // the next attempt is made all the same
      report(DaemonMessage.NO_METRICS.with(wanted, RedactedFailure.summary(e)));
    }
  }

  /** Logs the first of several failures. */
  private void report(String failure) {
    if (!failed) {
      LOG.warn(failure);
    }
    failed = true;
  }

  private static void replace(Path file, String text) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(next); // whatever it is, it is not written to
    try {
      try (FileChannel channel = FileChannel.open(next, NEW)) {
        Channels.newOutputStream(channel).write(text.getBytes(StandardCharsets.UTF_8));
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-r--r--"));
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(next);
      throw e;
    }
  }

  private void remove() {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.warn(DaemonMessage.NO_METRICS.with(file, reason(e)));
    }
    file = null;
    written = "";
  }

  /** The message of some exceptions is a mere path. */
  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> "no such directory";
      default -> String.valueOf(e.getMessage());
    };
  }

  /** Removes the file: there is no daemon any more of which it would tell. */
  @Override
  public void close() {
    thread.shutdown(); // and so no later look writes it again
    try {
      if (!thread.awaitTermination(1, TimeUnit.SECONDS)) { // it waits for the database
        thread.shutdownNow();
        thread.awaitTermination(1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    remove();
  }
}
