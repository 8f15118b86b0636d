package org.manualkey.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is there from the first change of a load to its commit, or to the end of a complete
 * undo: the next start sees from it that the load was cut off. It holds when the load began.
 */
final class LoadMark {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVICE);

  private final DurableLines file;
  private final InstantSource clock;

  LoadMark(Path stateDirectory, InstantSource clock) {
    file = new DurableLines(stateDirectory.resolve("load-under-way"));
    this.clock = clock;
  }

  /**
   * Sets the mark; one that is there stays, since what that load left may still be there.
   *
   * @throws UncheckedIOException when it cannot be written
   */
  void set() {
    if (Files.exists(file.path())) {
      return;
    }
    try {
      file.replace(List.of(clock.instant().truncatedTo(ChronoUnit.SECONDS)));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  void remove() {
    try {
      Files.deleteIfExists(file.path());
    } catch (IOException e) {
      LOG.warn(ServiceMessage.CANNOT_WRITE.with(file.path(), DurableLines.reason(e)));
    }
  }

  /** When the load began that was cut off; null: none was. */
  @Nullable Instant since() {
    try {
      List<String> lines = file.readShort();
      if (!lines.isEmpty()) {
        return Instant.parse(lines.getFirst().strip());
      }
    } catch (IOException | DateTimeException e) {
      LOG.debug("{}", e.getMessage());
    }
    return Files.exists(file.path()) ? modified() : null;
  }

  /** A mark that cannot be read is still one. */
  private Instant modified() {
    try {
      return Files.getLastModifiedTime(file.path()).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH;
    }
  }
}
