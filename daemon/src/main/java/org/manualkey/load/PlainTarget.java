package org.manualkey.load;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.manualkey.language.Command;
import org.manualkey.language.Parsed;
import org.manualkey.language.Parser;
import org.manualkey.language.Word;
import org.manualkey.pfkey.Message;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.secret.SecretText;

/**
 * What a text asks for that holds nothing but ADDs without pairs: just these, in their order. The
 * requests of one command share its keys, so a command is kept as long as one of its SAs is needed.
 */
final class PlainTarget implements Target {
  private final Parser parser;
  private final RequestBuilder requests;
  private final SecretText text;
  private final int @Nullable [] lines;
  private final List<Command.OneSa> kept = new ArrayList<>();

  /** What all lines of a text ask for. */
  PlainTarget(Parser parser, RequestBuilder requests, SecretText text) {
    this(parser, requests, text, null);
  }

  /**
   * What some commands of a text ask for.
   *
   * @param lines where those begin, in their order; null: all of them
   */
  PlainTarget(Parser parser, RequestBuilder requests, SecretText text, int @Nullable [] lines) {
    this.parser = parser;
    this.requests = requests;
    this.text = text;
    this.lines = lines;
  }

  @Override
  public void forEach(Predicate<Wanted> sink) {
    Consumer<Parsed> commands =
        parsed -> {
          if (parsed.command() instanceof Command.OneSa command) {
            handOver(command, sink);
          }
        };
    if (lines == null) {
      parser.parseFile(text, commands);
    } else {
      parser.parseLines(text, lines, commands);
    }
  }

  private void handOver(Command.OneSa command, Predicate<Wanted> sink) {
    kept.add(command);
    boolean needed = false;
    for (Message add : requests.of(command).messages()) {
      SecurityAssociation sa = SecurityAssociation.requested(add);
      if (sa != null) {
        needed |= sink.test(new Wanted(sa, command.places().at(Word.SPI), add));
      }
    }
    if (!needed) {
      kept.removeLast();
      command.wipeKeys();
    }
  }

  @Override
  public void close() {
    kept.forEach(Command.OneSa::wipeKeys);
    kept.clear();
  }
}
