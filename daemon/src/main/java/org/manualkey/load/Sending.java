package org.manualkey.load;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.manualkey.language.Command;
import org.manualkey.language.Parsed;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.request.Asked;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Sadb;

/**
 * Sends the commands of a text; ADDs that follow each other go together. After a refusal only ADDs
 * are sent, to see which of them are refused too: whatever else follows may be refused for no error
 * of its own, and all is going to be undone.
 */
final class Sending implements Consumer<Parsed>, AutoCloseable {
  /** So many requests are sent together; a back end gains nothing from more. */
  static final int BATCH = 64;

  private final Sadb sadb;
  private final RequestBuilder requests;

  /** What waits for its batch to be full: requests, the line of each, and whose keys they hold. */
  private final List<Message> waiting = new ArrayList<>(BATCH);

  private final List<Integer> lines = new ArrayList<>(BATCH);
  private final List<Command.OneSa> commands = new ArrayList<>(BATCH);
  private final RefusalList refusals = new RefusalList();

  Sending(Sadb sadb, RequestBuilder requests) {
    this.sadb = sadb;
    this.requests = requests;
  }

  /** Takes a command; its keys are overwritten when it was sent. */
  @Override
  public void accept(Parsed parsed) {
    switch (parsed.command()) {
      case null -> {}
      case Command.OneSa oneSa -> add(oneSa, parsed.line(), requests.of(oneSa).messages());
      case Command.Flush flush ->
          add(parsed.line(), RequestBuilder.whole(MessageType.FLUSH, flush.saType()));
      case Command.Dump _, Command.Save _, Command.Monitor _, Command.Help _, Command.Exit _ ->
          throw new IllegalStateException("not a command of a file");
    }
    sendBatch();
  }

  /** Takes an ADD of a command that has no other request; its keys are overwritten then, too. */
  void accept(Command.OneSa command, int line, Message add) {
    add(command, line, List.of(add));
    sendBatch();
  }

  private void add(Command.OneSa command, int line, List<Message> messages) {
    commands.add(command);
    if (!refusals.isFull()) {
      messages.forEach(request -> add(line, request));
    }
  }

  private void sendBatch() {
    if (refusals.isFull() || waiting.size() >= BATCH) {
      send();
    }
  }

  private void add(int line, Message request) {
    boolean isAdd = request.header().type() == MessageType.ADD;
    if (!isAdd) {
      sendWaiting();
    }
    if (isAdd || refusals.isEmpty()) {
      waiting.add(request);
      lines.add(line);
    }
    if (!isAdd) {
      sendWaiting();
    }
  }

  /** Sends what waits; the commands that were refused. */
  List<RefusedCommand> finish() {
    send();
    return refusals.all();
  }

  private void send() {
    try {
      sendWaiting();
    } finally {
      close();
    }
  }

  private void sendWaiting() {
    List<Reply> replies = refusals.isFull() ? List.of() : sadb.exchangeAll(waiting);
    for (int i = 0; i < replies.size(); i++) {
      if (replies.get(i) instanceof Reply.Refused(Refusal refusal)) {
        refusals.add(new RefusedCommand(lines.get(i), Asked.of(waiting.get(i)), refusal));
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
