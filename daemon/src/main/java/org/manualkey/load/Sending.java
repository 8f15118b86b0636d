package org.manualkey.load;

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

/** Sends the commands of a file until one is refused. */
final class Sending implements Consumer<Parsed> {
  private final Sadb sadb;
  private final RequestBuilder requests;
  private final Sent sent;
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

  /** The command that was refused, or null. */
  Target.@Nullable Refused refused() {
    return refused;
  }

  @Override
  public void accept(Parsed parsed) {
    Command command = parsed.command();
    try {
      if (refused == null && command != null) {
        run(command, parsed.line());
      }
    } finally {
      if (command instanceof Command.OneSa oneSa) {
        oneSa.wipeKeys();
      }
    }
  }

  private void run(Command command, int line) {
    switch (command) {
      case Command.OneSa oneSa -> {
        for (Message request : requests.of(oneSa).messages()) {
          send(line, request);
        }
      }
      case Command.Flush flush -> send(line, requests.whole(MessageType.FLUSH, flush.saType()));
      case Command.Dump _, Command.Save _, Command.Monitor _, Command.Help _, Command.Exit _ ->
          throw new IllegalStateException("not a command of a file");
    }
  }

  private void send(int line, Message request) {
    if (refused != null) {
      return;
    }
    switch (Exchange.send(sadb, request)) {
      case Outcome.Done _ -> sent.tell(line, request);
      case Outcome.Refused refusal -> refused = new Target.Refused(line, refusal);
    }
  }
}
