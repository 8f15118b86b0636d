package org.manualkey.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One recorded case: what was given, what came of it, and what of that counts. */
public record GoldenCase(JsonNode json) {
  private static final String DEFAULT_HOSTS = "::1 localhost\n127.0.0.1 localhost loghost\n";

  /** Octets of a message that the original leaves as they happen to be. */
  record Unspecified(int message, int from, int to) {}

  public String id() {
    return json.get("id").asText();
  }

  public List<String> argv() {
    return strings("argv");
  }

  boolean underSmf() {
    return json.path("env").has("SMF_FMRI");
  }

  int uid() {
    return json.path("uid").asInt(0);
  }

  byte @Nullable [] file() {
    return json.hasNonNull("file")
        ? json.get("file").asText().getBytes(StandardCharsets.UTF_8)
        : null;
  }

  int fileMode() {
    return Integer.parseInt(json.path("file_mode").asText("0600"), 8);
  }

  int fileUid() {
    return json.path("file_uid").asInt(0);
  }

  /** Standard input; nothing where it was /dev/null. */
  byte[] stdin() {
    return json.hasNonNull("stdin")
        ? json.get("stdin").asText().getBytes(StandardCharsets.UTF_8)
        : new byte[0];
  }

  /** What reads of the socket give, in order. */
  public List<String> replies() {
    return strings("replies");
  }

  public String hosts() {
    return json.path("hosts").asText(DEFAULT_HOSTS);
  }

  public String cookieMap() {
    return json.path("kmc_map").asText("");
  }

  /** The illumos error number with which the socket cannot be opened, or 0. */
  public int socketError() {
    return json.path("socket_error").asInt(0);
  }

  /** The illumos error number with which the socket cannot be written, or 0. */
  public int writeError() {
    return json.path("write_error").asInt(0);
  }

  @Nullable JsonNode savePreexists() {
    return json.get("save_preexists");
  }

  int exit() {
    return json.get("exit").asInt();
  }

  public String stdout() {
    return json.get("stdout").asText();
  }

  public String stderr() {
    return json.get("stderr").asText();
  }

  public List<byte[]> messages() {
    return strings("messages").stream().map(HexFormat.of()::parseHex).toList();
  }

  List<Unspecified> unspecified() {
    List<Unspecified> ranges = new ArrayList<>();
    for (JsonNode range : json.path("unspecified_bytes")) {
      ranges.add(new Unspecified(range.get(0).asInt(), range.get(1).asInt(), range.get(2).asInt()));
    }
    return ranges;
  }

  @Nullable String saveFile() {
    return json.hasNonNull("save_file") ? json.get("save_file").asText() : null;
  }

  int saveMode() {
    return Integer.parseInt(json.path("save_mode").asText("0"), 8);
  }

  List<Integer> errorLines() {
    List<Integer> lines = new ArrayList<>();
    json.path("error_lines").forEach(line -> lines.add(line.asInt()));
    return lines;
  }

  /** The words that tell what must match. */
  public List<String> compare() {
    return strings("compare");
  }

  JsonNode deviation() {
    return json.path("deviation");
  }

  private List<String> strings(String field) {
    List<String> strings = new ArrayList<>();
    json.path(field).forEach(each -> strings.add(each.asText()));
    return strings;
  }
}
