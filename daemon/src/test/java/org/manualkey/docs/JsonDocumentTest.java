package org.manualkey.docs;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What docs/JSON.md shows is what the schema says. */
final class JsonDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "JSON.md");

  @Test
  void everyExampleIsOfTheSchema() throws IOException {
    String examples =
        Files.readString(DOCUMENT)
            .lines()
            .filter(line -> line.startsWith("{"))
            .map(line -> line + "\n")
            .collect(joining());
    List<JsonNode> records = PublishedSchema.check(examples);
    assertThat(records)
        .map(json -> json.get("record").asText())
        .contains("sa", "event", "error", "problem", "check", "status");
  }

  /** Otherwise the other tests would show nothing. */
  @Test
  void theSchemaRefusesWhatItDoesNotDescribe() {
    String lost = "{\"schema_version\":2,\"record\":\"lost\",\"messages\":1%s}\n";
    assertThat(PublishedSchema.check(lost.formatted(""))).hasSize(1);
    for (String more : new String[] {",\"x\":1", ",\"messages\":2", ",\"messages\":"}) {
      assertThatThrownBy(() -> PublishedSchema.check(lost.formatted(more)))
          .isInstanceOfAny(AssertionError.class, UncheckedIOException.class);
    }
    assertThatThrownBy(() -> PublishedSchema.check("{\"schema_version\":2,\"record\":\"sa\"}\n"))
        .isInstanceOf(AssertionError.class);
  }
}
