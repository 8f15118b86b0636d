package org.manualkey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The JSON Schema that we publish. Here it is stricter than for its readers: a field that it does
 * not describe is an error.
 */
public final class PublishedSchema {
  public static final Path FILE = Path.of("..", "docs", "json", "manual-key.schema.json");

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
  private static final Schema SCHEMA = read();

  private PublishedSchema() {}

  private static Schema read() {
    try {
      JsonNode schema = MAPPER.readTree(Files.readString(FILE));
      for (JsonNode reference : schema.get("oneOf")) {
        String kind = reference.get("$ref").asText().replaceFirst(".*/", "");
        ((ObjectNode) schema.get("$defs").get(kind)).put("unevaluatedProperties", false);
      }
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(schema);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Checks lines, each a record; the records. */
  public static List<JsonNode> check(String lines) {
    assertThat(lines).matches("(?s)|.*\n");
    return lines.lines().map(PublishedSchema::checkLine).toList();
  }

  private static JsonNode checkLine(String line) {
    assertThat(line).matches("[ -~]*");
    try {
      JsonNode json = MAPPER.readTree(line);
      assertThat(SCHEMA.validate(json)).as(line).isEmpty();
      return json;
    } catch (IOException e) {
      throw new UncheckedIOException(line, e);
    }
  }
}
