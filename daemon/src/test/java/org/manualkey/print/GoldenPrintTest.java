package org.manualkey.print;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.golden.GoldenCase;
import org.manualkey.golden.GoldenFiles;
import org.manualkey.golden.HostsFile;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.illumos.IllumosCodec;
import org.manualkey.pfkey.illumos.MalformedMessageException;
import org.manualkey.sa.Directions;

/** Prints the recorded replies and compares with what the original printed. */
class GoldenPrintTest {
  private static final IllumosCodec CODEC = new IllumosCodec(ByteOrder.LITTLE_ENDIAN);
  private static final int PID = 4242;
  private static final String DEFAULT_HOSTS = "::1 localhost\n127.0.0.1 localhost loghost\n";
  private static final Set<String> COMMANDS =
      Set.of("dump", "get", "save", "monitor", "pmonitor", "passive_monitor", "-s");

  /**
   * Octets that are no message never get as far as a printer, what no command brings again is saved
   * as a comment, and our table has AES-CTR.
   */
  private static final Set<String> DIFFERENT =
      Set.of(
          "print-310-len-overrun",
          "monitor-064-zero-length",
          "print-057-flags-natt-both",
          "print-079-algs-8-13",
          "print-259-key-bits0-save");

  @Test
  void printsAsRecorded() throws Exception {
    GoldenFiles.assumePresent();
    int total = 0;
    List<String> failures = new ArrayList<>();
    for (String group : GoldenFiles.groups()) {
      for (GoldenCase each : GoldenFiles.cases(group)) {
        JsonNode golden = each.json();
        if (isReachable(golden)) {
          total++;
          String difference = difference(golden);
          if (!difference.isEmpty()) {
            failures.add(golden.get("id").asText() + "\n" + difference);
          }
        }
      }
    }
    System.out.println("recorded texts printed: " + (total - failures.size()) + "/" + total);
    assertThat(failures).isEmpty();
  }

  /** Cases whose output follows from options and replies alone, without a command parser. */
  private static boolean isReachable(JsonNode golden) {
    String stdout = golden.get("stdout").asText();
    return !DIFFERENT.contains(golden.get("id").asText())
        && (compares(golden, "stdout") || compares(golden, "stdout-without-comments"))
        && (stdout.contains("Base message")
            || stdout.contains("# begin assoc")
            || stdout.contains("Dump succeeded")
            || stdout.contains("monitoring the PF_KEY socket")
            || golden.path("save_file").asText().contains("# begin assoc"))
        && (COMMANDS.contains(command(golden)) || command(golden).equals("-f"));
  }

  private static boolean compares(JsonNode golden, String what) {
    for (JsonNode word : golden.get("compare")) {
      if (word.asText().equals(what)) {
        return true;
      }
    }
    return false;
  }

  private static String command(JsonNode golden) {
    for (JsonNode word : golden.get("argv")) {
      String text = word.asText();
      if (!text.startsWith("-") || text.equals("-s") || text.equals("-f")) {
        return text;
      }
    }
    return "";
  }

  private static String difference(JsonNode golden) throws Exception {
    String expected = golden.get("stdout").asText();
    String actual = printed(golden);
    if (expected.isEmpty() && golden.path("save_file").isTextual()) {
      expected = golden.get("save_file").asText();
    }
    if (compares(golden, "stdout-without-comments")) {
      expected = withoutComments(expected);
      actual = withoutComments(actual);
    }
    return expected.equals(actual) ? "" : "expected:\n" + expected + "\nbut was:\n" + actual;
  }

  private static String withoutComments(String text) {
    StringBuilder rest = new StringBuilder();
    for (String line : text.split("(?<=\n)")) {
      if (!line.startsWith("#")) {
        rest.append(line);
      }
    }
    return rest.toString();
  }

  private static String printed(JsonNode golden) throws Exception {
    StringBuilder letters = new StringBuilder();
    for (JsonNode word : golden.get("argv")) {
      if (word.asText().matches("-[nvp]+")) {
        letters.append(word.asText());
      }
    }
    String options = letters.toString();
    PrintOptions printOptions =
        new PrintOptions(options.contains("n"), options.contains("v"), options.contains("p"));
    PrintContext context =
        new PrintContext(
            AlgorithmsFile.builtIn(),
            new HostsFile(golden.path("hosts").asText(DEFAULT_HOSTS)),
            CookieLabels.parse(golden.path("kmc_map").asText("")),
            ErrorTexts.builtIn(),
            InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000)),
            ZoneOffset.UTC.getRules(),
            CODEC);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    TextSink out = new TextSink(text);
    run(golden, context, printOptions, out);
    out.flush();
    return text.toString(StandardCharsets.ISO_8859_1);
  }

  private static void run(JsonNode golden, PrintContext context, PrintOptions options, TextSink out)
      throws Exception {
    MessagePrinter printer = new MessagePrinter(context, options, out);
    Message request =
        golden.get("messages").isEmpty() ? null : decode(golden.get("messages").get(0).asText());
    String command = command(golden);
    SavePrinter saver =
        new SavePrinter(context, options, Directions.UNKNOWN, PrintFixture.back(), out);
    if (command.equals("save") || command.equals("-s")) {
      saver.start();
    }
    if (options.verbose() && request != null && !command.endsWith("monitor")) {
      printer.request(request);
    }
    switch (command) {
      case "dump" -> {
        replies(golden).stream().filter(GoldenPrintTest::isDumped).forEach(printer::dumped);
        printer.dumpEnd(request.header().saType());
      }
      case "get", "-f" -> printer.print(answer(golden, request));
      case "save", "-s" ->
          replies(golden).stream().filter(GoldenPrintTest::isDumped).forEach(saver::save);
      default -> {
        boolean active = command.equals("monitor");
        printer.monitorStart(active, active && options.verbose() ? request : null);
        replies(golden).forEach(printer::monitored);
      }
    }
  }

  private static Message answer(JsonNode golden, Message request) throws Exception {
    List<Message> replies = replies(golden);
    return replies.isEmpty() ? Message.of(request.header()) : replies.getFirst();
  }

  private static boolean isDumped(Message message) {
    return message.header().type() == MessageType.DUMP
        && message.header().pid() == PID
        && message.header().seq() != 0;
  }

  private static List<Message> replies(JsonNode golden) throws Exception {
    List<Message> replies = new ArrayList<>();
    for (JsonNode reply : golden.path("replies")) {
      if (!reply.asText().startsWith("@")) {
        replies.add(decode(reply.asText()));
      }
    }
    return replies;
  }

  private static Message decode(String hex) throws MalformedMessageException {
    return CODEC.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
  }
}
