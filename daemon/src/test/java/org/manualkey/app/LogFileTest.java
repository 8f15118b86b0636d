package org.manualkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.service.LogFormat;

/** The log in files of its own. */
final class LogFileTest {
  private static final int FULL = 10_000;

  @TempDir private Path directory;
  private final LoggerContext context = new LoggerContext();
  private Path file;

  @BeforeEach
  void start() {
    context.setMDCAdapter(new LogbackMDCAdapter());
    file = directory.resolve("manual-keyd.log");
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  private Appender<ILoggingEvent> appender(LogFormat format) throws IOException {
    return LogFile.appender(context, file, format, FULL);
  }

  private ILoggingEvent event(String text) {
    return new LoggingEvent(
        "test", context.getLogger("manual-key.load"), Level.WARN, text, null, null);
  }

  @Test
  void records_haveTheFormat_andFollowThoseOfBefore() throws IOException {
    Files.writeString(file, "before\n");
    for (LogFormat format : LogFormat.values()) {
      Appender<ILoggingEvent> appender = appender(format);
      appender.doAppend(event("some text"));
      appender.stop();
    }
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(4);
    assertThat(lines.get(1)).endsWith("WARN  load: some text");
    assertThat(lines.get(2)).contains("level=warn logger=load text=\"some text\"");
    assertThat(lines.get(3)).startsWith("{").contains("\"text\":\"some text\"");
  }

  @Test
  void filesHaveABoundedSizeAndNumber_andAreForTheirOwnerAlone() throws IOException {
    Appender<ILoggingEvent> appender = appender(LogFormat.TEXT);
    for (int i = 0; i < 3000; i++) { // ten times what one file has
      appender.doAppend(event("record " + i));
    }
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> all = files.sorted().toList();
      assertThat(all.stream().map(each -> each.getFileName().toString()))
          .containsExactly(
              "manual-keyd.log",
              "manual-keyd.log.1",
              "manual-keyd.log.2",
              "manual-keyd.log.3",
              "manual-keyd.log.4");
      for (Path each : all) {
        assertThat(Files.size(each)).isLessThan(FULL + 200);
        assertThat(Files.getPosixFilePermissions(each))
            .containsExactlyInAnyOrder(
                PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
      }
    }
    assertThat(Files.readString(file)).endsWith("record 2999\n");
  }

  @Test
  void fullDisk_losesRecordsOfTheFile_untilThereIsRoom() throws IOException {
    Files.createSymbolicLink(file, Path.of("/dev/full"));
    Appender<ILoggingEvent> appender = appender(LogFormat.TEXT);
    appender.doAppend(event("lost"));
    Files.delete(file);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!Files.exists(file) || !Files.readString(file).contains("kept")) {
      assertThat(System.nanoTime()).isLessThan(end);
      appender.doAppend(event("kept"));
    }
    assertThat(Files.readString(file)).doesNotContain("lost");
  }

  @Test
  void whatIsNoRegularFile_isRefused_ratherThanWaitedFor() throws Exception {
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> LogFile.makeUsable(file)).hasMessage("not a regular file");
    file = Files.createDirectory(directory.resolve("directory.log"));
    assertThatThrownBy(() -> LogFile.makeUsable(file)).hasMessage("not a regular file");
  }

  @Test
  void fileThatCannotBeMade_isRefused() {
    file = directory.resolve("none/manual-keyd.log");
    assertThatThrownBy(() -> appender(LogFormat.TEXT)).isInstanceOf(NoSuchFileException.class);
    file = directory.resolve("50%.log");
    assertThatThrownBy(() -> appender(LogFormat.TEXT)).hasMessageContaining("its path has one of");
  }
}
