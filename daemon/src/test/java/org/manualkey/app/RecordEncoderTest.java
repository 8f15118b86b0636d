package org.manualkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.manualkey.docs.PublishedSchema;
import org.slf4j.event.KeyValuePair;

/** Records of the log for programs: one line each, whatever they hold. */
final class RecordEncoderTest {
  private static LoggingEvent event(String text, Throwable thrown) {
    LoggingEvent event =
        new LoggingEvent(
            "test",
            new LoggerContext().getLogger("manual-key.load"),
            Level.INFO,
            text,
            thrown,
            null);
    event.setInstant(Instant.ofEpochMilli(1_795_954_245_303L));
    return event;
  }

  private static LoggingEvent load() {
    LoggingEvent event = event("load of /k: result=loaded", null);
    event.addKeyValuePair(new KeyValuePair("event", "load"));
    event.addKeyValuePair(new KeyValuePair("file", "/k with \"quotes\""));
    event.addKeyValuePair(new KeyValuePair("result", "loaded"));
    event.addKeyValuePair(new KeyValuePair("sas", 2));
    event.addKeyValuePair(new KeyValuePair("duration", "0.052"));
    return event;
  }

  private static String encoded(boolean json, LoggingEvent event) {
    return new String(new RecordEncoder(json).encode(event), StandardCharsets.UTF_8);
  }

  @Test
  void keyValue_hasQuotesWhereTheyAreNeeded() {
    assertThat(encoded(false, load()))
        .isEqualTo(
            "time=2026-11-29T12:10:45.303Z level=info logger=load event=load"
                + " file=\"/k with \\\"quotes\\\"\" result=loaded sas=2 duration=0.052"
                + " text=\"load of /k: result=loaded\"\n");
  }

  @Test
  void json_isOfTheSchema() {
    JsonNode json = PublishedSchema.check(encoded(true, load())).getFirst();
    assertThat(json.get("event").asText()).isEqualTo("load");
    assertThat(json.get("sas").asInt()).isEqualTo(2);
    assertThat(json.get("file").asText()).isEqualTo("/k with \"quotes\"");
    assertThat(json.get("time_text").asText()).isEqualTo("2026-11-29T12:10:45Z");
  }

  @Test
  void recordOfAnything_isOneLine() {
    LoggingEvent event =
        event("two\nlines \u001b[31m\u0007", new IllegalStateException("why\nnot"));
    assertThat(encoded(false, event))
        .isEqualTo(
            "time=2026-11-29T12:10:45.303Z level=info logger=load"
                + " text=\"two\\nlines \\u001b[31m\\u0007\""
                + " exception=\"java.lang.IllegalStateException: why\\nnot\"\n");
    assertThat(PublishedSchema.check(encoded(true, event)).getFirst().get("exception").asText())
        .endsWith("why\nnot");
  }
}
