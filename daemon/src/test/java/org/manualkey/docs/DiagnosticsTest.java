package org.manualkey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.manualkey.algorithm.TableMessage;
import org.manualkey.app.DaemonMessage;
import org.manualkey.client.ClientMessage;
import org.manualkey.keyfile.KeyFileMessage;
import org.manualkey.language.ProblemCode;
import org.manualkey.load.Plan;
import org.manualkey.program.AdmMessage;
import org.manualkey.program.IpseckeyMessage;
import org.manualkey.sadb.SadbMessage;
import org.manualkey.sadb.illumos.IllumosMessage;
import org.manualkey.sadb.linux.afkey.AfKeyMessage;
import org.manualkey.sadb.linux.xfrm.XfrmKernelMessage;
import org.manualkey.server.ServerMessage;
import org.manualkey.server.ServerMessage.Reader;
import org.manualkey.service.PropertyMessage;
import org.manualkey.service.ServiceMessage;
import org.manualkey.thread.ThreadMessage;

/** The sections DIAGNOSTICS list the messages of the catalogues, and no others. */
final class DiagnosticsTest {
  private static final Pattern ITEM = Pattern.compile("(?m)^\\.It \"(.*)\"$");
  private static final List<ClientMessage> OF_MANUAL_KEYADM =
      List.of(ClientMessage.OFFLINE, ClientMessage.OFFLINE_UNDER_SMF);

  static Stream<String> pages() {
    return Stream.of(
        "ipseckey.8", "ipseckeys.5", "manual-keyd.8", "manual-keyadm.8", "manual-key.conf.5");
  }

  private static List<String> catalogue(String page) {
    return switch (page) {
      case "ipseckeys.5" ->
          Arrays.stream(ProblemCode.values())
              .map(code -> code.text() + " [" + code.id() + "]")
              .toList();
      case "ipseckey.8" ->
          concat(
              List.of(
                  Arrays.stream(ClientMessage.values())
                      .filter(message -> !OF_MANUAL_KEYADM.contains(message))
                      .map(ClientMessage::text)
                      .filter(text -> !text.equals(ClientMessage.REFUSED.text())),
                  server(Reader.CLIENT).map(ClientMessage.REFUSED::with),
                  server(Reader.OUTPUT),
                  Arrays.stream(IpseckeyMessage.values()).map(IpseckeyMessage::text),
                  Arrays.stream(KeyFileMessage.values()).map(KeyFileMessage::text)));
      case "manual-keyd.8" ->
          concat(
              List.of(
                  Arrays.stream(DaemonMessage.values()).map(DaemonMessage::text),
                  server(Reader.CONSOLE),
                  server(Reader.LOG),
                  Arrays.stream(ServiceMessage.values()).map(ServiceMessage::text),
                  Stream.of("%s: " + Plan.SUMMARY), // of a load, behind the name of its file
                  Arrays.stream(SadbMessage.values()).map(SadbMessage::text),
                  Arrays.stream(ThreadMessage.values()).map(ThreadMessage::text),
                  Arrays.stream(AfKeyMessage.values()).map(AfKeyMessage::text),
                  Arrays.stream(IllumosMessage.values()).map(IllumosMessage::text),
                  Arrays.stream(XfrmKernelMessage.values()).map(XfrmKernelMessage::text),
                  properties(text -> "FILE:LINE: " + text)));
      case "manual-keyadm.8" ->
          concat(
              List.of(
                  Arrays.stream(AdmMessage.values()).map(AdmMessage::text),
                  OF_MANUAL_KEYADM.stream().map(ClientMessage::text),
                  Stream.of(ClientMessage.SILENT.text()), // of help, too
                  Stream.of(PropertyMessage.ON_COMMAND_LINE.text()),
                  properties(text -> text)));
      case "manual-key.conf.5" ->
          concat(
              List.of(
                  properties(text -> "FILE:LINE: " + text),
                  Arrays.stream(TableMessage.values())
                      .map(message ->
                          (message.text().startsWith("no") ? "TABLE: " : "TABLE:LINE: ")
                              + message.text())));
      default -> throw new IllegalArgumentException(page);
    };
  }

  private static Stream<String> server(Reader reader) {
    return Arrays.stream(ServerMessage.values())
        .filter(message -> message.reader() == reader)
        .map(ServerMessage::text);
  }

  private static Stream<String> properties(UnaryOperator<String> place) {
    return Arrays.stream(PropertyMessage.values())
        .filter(message -> message != PropertyMessage.ON_COMMAND_LINE) // setprop alone prints it
        .map(PropertyMessage::text)
        .map(place);
  }

  private static List<String> concat(List<Stream<String>> parts) {
    return parts.stream().flatMap(part -> part).toList();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyMessageIsListed(String page) throws IOException {
    List<String> items = items(page);
    for (String message : catalogue(page)) {
      assertThat(items).as("%s: %s", page, message).anyMatch(pattern(message).asMatchPredicate());
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void nothingElseIsListed(String page) throws IOException {
    List<String> strangers = new ArrayList<>(items(page));
    for (String message : catalogue(page)) {
      strangers.removeIf(pattern(message).asMatchPredicate());
    }
    assertThat(strangers).isEmpty();
  }

  /** A message with anything in place of its values. */
  private static Pattern pattern(String message) {
    return Pattern.compile(
        Arrays.stream(message.split("%s", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".+")));
  }

  private static List<String> items(String page) throws IOException {
    String text = Files.readString(Path.of("..", "docs", "man", page));
    int start = text.indexOf("\n.Sh DIAGNOSTICS\n");
    int end = text.indexOf("\n.Sh ", start + 1);
    return ITEM.matcher(text.substring(start, end))
        .results()
        .map((MatchResult item) -> item.group(1).replace("\\e", "\\"))
        .toList();
  }
}
