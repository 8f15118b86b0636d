package org.manualkey.program;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.language.Command;
import org.manualkey.language.Parsed;
import org.manualkey.language.Problem;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.request.RequestBatch;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;

/**
 * One command that sends requests: what was sent, and what was answered.
 *
 * @param command the command; null: it is a FLUSH
 * @param problems what looking up its names showed
 * @param requests what is to be sent, with the keys of the command, which are wiped by its owner
 * @param replies what was answered to the requests in turn; a refusal is the last one
 */
record CommandExchange(
    Command.@Nullable OneSa command,
    List<Problem> problems,
    List<Message> requests,
    List<Reply> replies) {

  /** Whether everything was done. */
  boolean succeeded() {
    return !replies.isEmpty() && replies.stream().allMatch(Reply.Done.class::isInstance);
  }

  /** Makes the requests of a command, which may ask the name service, and sends none. */
  static CommandExchange unsent(Parsed parsed, RequestBuilder builder, RequestNumbers numbers) {
    return switch (parsed.command()) {
      case Command.OneSa command -> {
        RequestBatch batch = builder.of(command);
        List<Message> numbered = batch.messages().stream().map(numbers::number).toList();
        yield new CommandExchange(command, batch.problems(), numbered, List.of());
      }
      case Command.Flush flush -> {
        Message request = RequestBuilder.whole(MessageType.FLUSH, flush.saType());
        yield new CommandExchange(null, List.of(), List.of(numbers.number(request)), List.of());
      }
      case null, default -> throw new IllegalArgumentException("not a command that sends requests");
    };
  }

  /** The line of the command; 0: it is not known. */
  int line() {
    return command == null ? 0 : command.places().command().line();
  }

  /**
   * Sends the requests, up to the first that is refused, on the thread of the database.
   *
   * @throws SadbException when the database is lost, or answers something else
   */
  CommandExchange sentTo(Sadb sadb) {
    List<Reply> answered = new ArrayList<>(requests.size());
    for (Message request : requests) {
      Reply reply = sadb.exchange(request);
      if (reply instanceof Reply.Done(Message answer) && !isAbout(request, answer)) {
        throw new SadbException("the reply is about another SA type", Errno.EIO.code());
      }
      answered.add(reply);
      if (reply instanceof Reply.Refused) {
        break;
      }
    }
    return new CommandExchange(command, problems, requests, answered);
  }

  private static boolean isAbout(Message request, Message answer) {
    return answer.header().saType().equals(request.header().saType());
  }
}
