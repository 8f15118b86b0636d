package org.manualkey.load;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.language.Command;
import org.manualkey.language.Parsed;
import org.manualkey.language.Parser;
import org.manualkey.pfkey.Message;
import org.manualkey.request.Asked;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sadb.PreparedAdds;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.Transaction;
import org.manualkey.secret.SecretText;

/**
 * The ADDs of a text, prepared to be sent behind a FLUSH. After a refusal the others are still
 * sent, to see which of them are refused too.
 */
final class AddsOfText implements AutoCloseable {
  private final Parser parser;
  private final RequestBuilder requests;
  private final SecretText text;
  private @Nullable PreparedAdds adds;

  AddsOfText(Parser parser, RequestBuilder requests, SecretText text) {
    this.parser = parser;
    this.requests = requests;
    this.text = text;
  }

  /** Hears each ADD of a text, with the first line of its command. */
  private interface Sink {
    void accept(Message add, int line);
  }

  /** Prepares all; what the database refuses already. */
  List<RefusedCommand> prepare(Sadb sadb) {
    PreparedAdds prepared = sadb.prepare(Transaction.Start.EMPTY);
    adds = prepared;
    RefusalList refusals = new RefusalList();
    forEach((add, line) -> {
      Refusal refusal = refusals.isFull() ? null : prepared.add(add);
      if (refusal != null) {
        refusals.add(new RefusedCommand(line, Asked.of(add), refusal));
      }
    });
    return refusals.all();
  }

  private void forEach(Sink sink) {
    parser.parseFile(text, new Requests(sink));
  }

  /** Makes the requests of each command, and overwrites its keys. */
  private final class Requests implements Consumer<Parsed> {
    private final Sink sink;

    Requests(Sink sink) {
      this.sink = sink;
    }

    @Override
    public void accept(Parsed parsed) {
      if (parsed.command() instanceof Command.OneSa command) {
        try {
          requests.of(command).messages().forEach(add -> sink.accept(add, parsed.line()));
        } finally {
          command.wipeKeys();
        }
      }
    }
  }

  /** Sends what was prepared; what was refused. */
  List<RefusedCommand> send() {
    PreparedAdds prepared = adds;
    if (prepared == null) {
      throw new IllegalStateException("nothing was prepared");
    }
    List<Refused> refused = List.of();
    for (int from = 0; from < prepared.size() && refused.size() < RefusalList.MAX; ) {
      int to = Math.min(from + PreparedAdds.BATCH, prepared.size());
      if (!prepared.send(from, to)) {
        refused = refused.isEmpty() ? new ArrayList<>() : refused;
        add(prepared, from, to, refused);
      }
      from = to;
    }
    return refused.isEmpty() ? List.of() : commands(refused);
  }

  /** An ADD that was refused, by its place among all. */
  private record Refused(int index, Refusal refusal) {}

  private static void add(PreparedAdds prepared, int from, int to, List<Refused> refused) {
    for (int i = from; i < to; i++) {
      Refusal refusal = prepared.refusal(i);
      if (refusal != null) {
        refused.add(new Refused(i, refusal));
      }
    }
  }

  /** Finds in the text what was refused. */
  private List<RefusedCommand> commands(List<Refused> refused) {
    RefusalList commands = new RefusalList();
    int[] next = new int[2]; // the next ADD of the text, and the next one that was refused
    forEach((add, line) -> {
      if (next[1] < refused.size() && refused.get(next[1]).index == next[0]) {
        commands.add(new RefusedCommand(line, Asked.of(add), refused.get(next[1]).refusal));
        next[1]++;
      }
      next[0]++;
    });
    return commands.all();
  }

  @Override
  public void close() {
    if (adds != null) {
      adds.close();
    }
  }
}
