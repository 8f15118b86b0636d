package org.manualkey.program;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.language.Command;
import org.manualkey.language.Parsed;
import org.manualkey.language.Problem;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.request.Exchange;
import org.manualkey.request.Outcome;
import org.manualkey.request.RequestBatch;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sadb.Sadb;

/**
 * What came of one command that sends requests: what was sent, and what was said to it.
 *
 * @param faults what looking up its names showed
 * @param requests what was to be sent, keys included
 * @param outcomes what was said to the requests in turn; a refusal is the last one
 */
record CommandExchange(List<Problem> faults, List<Message> requests, List<Outcome> outcomes) {

  /** Whether everything was done. */
  boolean succeeded() {
    return !outcomes.isEmpty() && outcomes.stream().allMatch(Outcome.Done.class::isInstance);
  }

  /** Makes the requests of a command, which may ask the name service, and sends none. */
  static CommandExchange unsent(Parsed parsed, RequestBuilder builder) {
    RequestBatch requests = requests(parsed.command(), builder);
    return new CommandExchange(requests.faults(), requests.messages(), List.of());
  }

  /** Sends the requests, up to the first that is refused, on the thread of the database. */
  CommandExchange sentTo(Sadb sadb) {
    List<Outcome> said = new ArrayList<>(requests.size());
    for (Message request : requests) {
      Outcome outcome = Exchange.send(sadb, request);
      said.add(outcome);
      if (outcome instanceof Outcome.Refused) {
        break;
      }
    }
    return new CommandExchange(faults, requests, said);
  }

  private static RequestBatch requests(@Nullable Command command, RequestBuilder builder) {
    return switch (command) {
      case Command.OneSa oneSa -> builder.of(oneSa);
      case Command.Flush flush ->
          new RequestBatch(
              List.of(builder.whole(MessageType.FLUSH, flush.saType())), List.of(), false);
      case null, default -> throw new IllegalArgumentException("not a command that sends requests");
    };
  }

  /** Overwrites the keys of the requests. */
  void wipeKeys() {
    requests.forEach(Message::wipeKeys);
  }
}
