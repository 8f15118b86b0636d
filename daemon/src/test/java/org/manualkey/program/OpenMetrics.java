package org.manualkey.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the text format of OpenMetrics 1.0, and accepts nothing that it does not permit; of that,
 * only what these metrics need: no time stamps and exemplars.
 */
public final class OpenMetrics {
  private static final Pattern METADATA =
      Pattern.compile("# (TYPE|HELP|UNIT) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\[\\\\\"n])*)\"");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(LABELS(?:,LABELS)*)\\})? (-?[0-9]+(?:\\.[0-9]+)?)"
              .replace(
                  "LABELS", LABEL.pattern().replace("(?:", "(?:").replaceAll("\\((?!\\?)", "(?:")));

  private OpenMetrics() {}

  /** The values by the names and labels of the samples, as they are written. */
  public static Map<String, Double> read(String text) {
    assertThat(text).endsWith("\n# EOF\n").matches("[ -~\n]*");
    Map<String, Double> values = new LinkedHashMap<>();
    Set<String> families = new HashSet<>();
    String family = "";
    String type = "unknown";
    boolean sampled = true;
    List<String> metadata = new ArrayList<>();
    for (String line : text.substring(0, text.length() - "\n# EOF\n".length()).split("\n", -1)) {
      Matcher about = METADATA.matcher(line);
      if (about.matches()) {
        if (!about.group(2).equals(family)) {
          assertThat(sampled).as("family %s has no sample", family).isTrue();
          family = about.group(2);
          type = "unknown";
          sampled = false;
          metadata.clear();
          assertThat(families.add(family)).as("family %s comes twice", family).isTrue();
        }
        assertThat(sampled).as("metadata after samples: %s", line).isFalse();
        assertThat(metadata).as("twice: %s", line).doesNotContain(about.group(1));
        metadata.add(about.group(1));
        if (about.group(1).equals("TYPE")) {
          type = about.group(3);
          assertThat(type).isIn("gauge", "counter");
          assertThat(family).doesNotEndWith("_total");
        }
        continue;
      }
      Matcher sample = SAMPLE.matcher(line);
      assertThat(sample.matches()).as("no sample: %s", line).isTrue();
      String name = sample.group(1);
      assertThat(family).as(line).isNotEmpty();
      assertThat(name).isEqualTo(type.equals("counter") ? family + "_total" : family);
      assertThat(metadata).as(family).contains("HELP");
      String labels = sample.group(2);
      if (labels != null) {
        List<String> names = LABEL.matcher(labels).results().map(each -> each.group(1)).toList();
        assertThat(names).as(line).doesNotHaveDuplicates();
      }
      double value = Double.parseDouble(sample.group(3));
      assertThat(!type.equals("counter") || value >= 0).as(line).isTrue();
      String key = labels == null ? name : name + "{" + labels + "}";
      assertThat(values.put(key, value)).as("twice: %s", key).isNull();
      sampled = true;
    }
    assertThat(sampled).isTrue();
    return values;
  }
}
