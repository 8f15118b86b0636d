package org.manualkey.load;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.command.Exchange;
import org.manualkey.command.Outcome;
import org.manualkey.command.RequestBuilder;
import org.manualkey.keyfile.Command;
import org.manualkey.keyfile.Parsed;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.sadb.Sadb;

/**
 * Sends the commands of a file until one is refused. ADDs that follow each other go together: of
 * those among which one is refused, all were sent.
 */
final class Sending implements Consumer<Parsed>, AutoCloseable {
  private static final int BATCH = 64;

  private final Sadb sadb;
  private final RequestBuilder requests;
  private final Sent sent;

  /** What waits for its batch to be full: requests, the line of each, and whose keys they hold. */
  private final List<Message> waiting = new ArrayList<>(BATCH);

  private final List<Integer> lines = new ArrayList<>(BATCH);
  private final List<Command.OneSa> commands = new ArrayList<>(BATCH);
  private Target.@Nullable Refused refused;

  /** Hears of each request that was carried out. */
  interface Sent {
    void tell(int line, Message request);
  }

  Sending(Sadb sadb, RequestBuilder requests, Sent sent) {
    this.sadb = sadb;
    this.requests = requests;
    this.sent = sent;
  }

  /** Takes a command; its keys are overwritten when it was sent. */
  @Override
  public void accept(Parsed parsed) {
    switch (parsed.command()) {
      case null -> {}
      case Command.OneSa oneSa -> {
        commands.add(oneSa);
        if (refused == null) {
          requests.of(oneSa).messages().forEach(request -> add(parsed.line(), request));
        }
      }
      case Command.Flush flush ->
          add(parsed.line(), requests.whole(MessageType.FLUSH, flush.saType()));
      case Command.Dump _, Command.Save _, Command.Monitor _, Command.Help _, Command.Exit _ ->
          throw new IllegalStateException("not a command of a file");
    }
    if (refused != null || waiting.size() >= BATCH) {
      send();
    }
  }

  private void add(int line, Message request) {
    boolean isAdd = request.header().type() == MessageType.ADD;
    if (!isAdd) {
      sendWaiting();
    }
    waiting.add(request);
    lines.add(line);
    if (!isAdd) {
      sendWaiting();
    }
  }

  /** Sends what waits; the command that was refused, or null. */
  Target.@Nullable Refused finish() {
    send();
    return refused;
  }

  private void send() {
    try {
      sendWaiting();
    } finally {
      close();
    }
  }

  private void sendWaiting() {
    List<Outcome> outcomes = refused == null ? Exchange.send(sadb, waiting) : List.of();
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i) instanceof Outcome.Refused refusal) {
        refused = refused == null ? new Target.Refused(lines.get(i), refusal) : refused;
      } else {
        sent.tell(lines.get(i), waiting.get(i));
      }
    }
    waiting.clear();
    lines.clear();
  }

  /** Forgets what waits, and overwrites its keys. */
  @Override
  public void close() {
    commands.forEach(Command.OneSa::wipeKeys);
    commands.clear();
    waiting.clear();
    lines.clear();
  }
}
