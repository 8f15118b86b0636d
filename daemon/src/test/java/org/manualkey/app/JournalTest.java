package org.manualkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.encoder.EchoEncoder;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.event.KeyValuePair;

/** Records on their way to the journal, of which the test has the other end. */
final class JournalTest {
  private final LoggerContext context = new LoggerContext();
  private final ListAppender<ILoggingEvent> stream = new ListAppender<>();
  private Path path;
  private Journal journal;

  @BeforeEach
  void start(@TempDir Path directory) {
    context.setMDCAdapter(new LogbackMDCAdapter());
    path = directory.resolve("socket");
    stream.setContext(context);
    stream.start();
    journal = new Journal(path, stream);
    journal.setContext(context);
    journal.start();
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  private LoggingEvent event(Level level, String text, KeyValuePair... pairs) {
    LoggingEvent event =
        new LoggingEvent("test", context.getLogger("manual-key.load"), level, text, null, null);
    for (KeyValuePair pair : pairs) {
      event.addKeyValuePair(pair);
    }
    return event;
  }

  @Test
  void recordOfAnEvent_hasItsFields() throws IOException {
    try (JournalSocket journald = new JournalSocket(path)) {
      journal.doAppend(
          event(
              Level.INFO,
              "load of /k: result=loaded",
              new KeyValuePair("event", "load"),
              new KeyValuePair("file", "/k"),
              new KeyValuePair("result", "loaded"),
              new KeyValuePair("sas", 2)));
      assertThat(journald.next())
          .containsExactly(
              Map.entry("MESSAGE", "load of /k: result=loaded"),
              Map.entry("PRIORITY", "6"),
              Map.entry("SYSLOG_IDENTIFIER", "manual-keyd"),
              Map.entry("MANUAL_KEY_LOGGER", "load"),
              Map.entry("MANUAL_KEY_EVENT", "load"),
              Map.entry("MANUAL_KEY_FILE", "/k"),
              Map.entry("MANUAL_KEY_RESULT", "loaded"),
              Map.entry("MANUAL_KEY_SAS", "2"));
    }
    assertThat(stream.list).isEmpty();
  }

  @Test
  void newlines_makeNoFields() throws IOException {
    String text = "two\nPRIORITY=0\nlines\n";
    try (JournalSocket journald = new JournalSocket(path)) {
      journal.doAppend(event(Level.ERROR, text, new KeyValuePair("file", "/a\nb")));
      assertThat(journald.next())
          .containsEntry("MESSAGE", text)
          .containsEntry("PRIORITY", "3")
          .containsEntry("MANUAL_KEY_FILE", "/a\nb");
    }
  }

  @Test
  void exception_isInTheMessageAndAField() {
    LoggingEvent event =
        new LoggingEvent(
            "test",
            context.getLogger("manual-key.service"),
            Level.ERROR,
            "internal error",
            new IllegalStateException("why"),
            null);
    assertThat(JournalSocket.fields(ByteBuffer.wrap(JournalEntry.of(event))))
        .containsEntry("MESSAGE", "internal error\njava.lang.IllegalStateException: why")
        .containsEntry("MANUAL_KEY_EXCEPTION", "java.lang.IllegalStateException: why");
  }

  /** A dozen values of the largest size are still one datagram, and end with a whole character. */
  @Test
  void valuesAreCut_toWhatASocketSends() throws IOException {
    String endless = "x" + "\u00e4".repeat(100_000);
    KeyValuePair[] pairs = new KeyValuePair[12];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = new KeyValuePair("field" + i, endless);
    }
    try (JournalSocket journald = new JournalSocket(path)) {
      journal.doAppend(event(Level.WARN, endless, pairs));
      Map<String, String> fields = journald.next();
      assertThat(fields).hasSize(4 + pairs.length).containsEntry("PRIORITY", "4");
      assertThat(fields.get("MESSAGE").getBytes(StandardCharsets.UTF_8))
          .hasSize(JournalEntry.LONGEST - 1);
      assertThat(endless).startsWith(fields.get("MESSAGE"));
    }
  }

  @Test
  void withoutItsSocket_recordsAreLinesOfTheStream_untilItIsThere() throws IOException {
    journal.doAppend(event(Level.INFO, "first"));
    assertThat(stream.list).hasSize(1);
    for (int i = 0; i < 2; i++) { // systemd may make it anew at any time
      try (JournalSocket journald = new JournalSocket(path)) {
        journal.doAppend(event(Level.INFO, "second"));
        assertThat(journald.next()).containsEntry("MESSAGE", "second");
      }
      Files.deleteIfExists(path);
    }
    assertThat(stream.list).hasSize(1);
  }

  /** The queue of the log interrupts its thread to stop it, and has it send what is left. */
  @Test
  void recordIsSent_whileTheThreadIsInterrupted() throws IOException {
    try (JournalSocket journald = new JournalSocket(path)) {
      Thread.currentThread().interrupt();
      journal.doAppend(event(Level.INFO, "last"));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(journald.next()).containsEntry("MESSAGE", "last");
    }
    assertThat(stream.list).isEmpty();
  }

  @Test
  void journalThatDoesNotRead_holdsNobodyUp_andWhatIsLostIsCounted() throws Exception {
    try (JournalSocket journald = new JournalSocket(path)) {
      ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
      root.addAppender(journal);
      LogQueue.install(context);
      for (int i = 0; i < 20_000; i++) {
        root.info("record {}", i);
      }
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      String message = "";
      for (int read = 0; !message.contains(" records lost, since "); read++) {
        assertThat(System.nanoTime()).as("%d read", read).isLessThan(end);
        message = journald.next().get("MESSAGE");
        root.info("another"); // once there is room again
      }
      assertThat(stream.list).isEmpty();
    }
  }

  @Test
  void lines_haveAPriorityEach() {
    Encoder<ILoggingEvent> lines = new EchoEncoder<>();
    assertThat(new PriorityEncoder(lines).encode(event(Level.WARN, "one\ntwo")))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("<4>[WARN] one\n<4>two\n");
  }

  @Test
  void standardErrorIsTheJournal_ifTheVariableNamesIt() throws IOException {
    Process stat =
        new ProcessBuilder("stat", "-L", "-c", "%d:%i", "/proc/self/fd/2")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String number = new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(Journal.isStandardError(number.strip())).isTrue();
    for (String other : new String[] {"", ":", "1", "1:2", number.strip() + "0"}) {
      assertThat(Journal.isStandardError(other)).as(other).isFalse();
    }
  }
}
