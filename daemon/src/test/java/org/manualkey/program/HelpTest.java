package org.manualkey.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.print.TextSink;

/** What {@code help} prints; that no word is missing there is the test of the language. */
final class HelpTest {
  private static String help(@Nullable String topic) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    TextSink out = new TextSink(octets);
    Help.print(topic, out);
    out.flush();
    return octets.toString(StandardCharsets.UTF_8);
  }

  @Test
  void withoutTopicItIsTheOverview() {
    assertThat(help(null)).startsWith("Commands:\n").endsWith("\n").doesNotEndWith("\n\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "add",
        "update",
        "update-pair",
        "delete",
        "delete-pair",
        "get",
        "flush",
        "dump",
        "save",
        "monitor",
        "help",
        "exit"
      })
  void aCommandIsExplainedByHowItIsCalledAndWhatItDoes(String command) {
    assertThat(help(command)).startsWith(command).contains("\n\n").doesNotContain("==");
  }

  @ParameterizedTest
  @CsvSource({"?,help", "quit,exit", "pmonitor,monitor", "passive_monitor,monitor"})
  void otherNamesHaveTheSameHelp(String name, String command) {
    assertThat(help(name)).isEqualTo(help(command));
  }

  @Test
  void attrListsTheExtensions() {
    assertThat(help("attr")).startsWith("Extensions").contains("\n  spi N ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "==", "", "Add", "add update"})
  void anythingElseIsReportedAndGetsTheOverview(String topic) {
    // With exit status 0, see the golden case cli-137-help-bogus.
    assertThat(help(topic)).isEqualTo("no help for '" + topic + "'\n\n" + help(null));
  }

  @Test
  void aTopicCannotPlayTricksOnTheTerminal() {
    assertThat(help("\u001b[2J" + "x".repeat(100)))
        .startsWith("no help for '[2J" + "x".repeat(37) + "'\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"overview", "attr", "add", "save"})
  void linesFitAWideTerminal(String topic) {
    assertThat(help(topic).lines()).isNotEmpty().allMatch(line -> line.length() <= 100);
  }
}
