package org.manualkey.sadb;

import java.util.List;
import java.util.function.Consumer;
import org.manualkey.pfkey.Message;

/** Replies of a database as the messages that carry them, whose header has the numbers. */
public final class Exchanges {
  private Exchanges() {}

  public static Message exchange(Sadb sadb, Message request) {
    return message(request, sadb.exchange(request));
  }

  public static Message dump(Sadb sadb, Message request, Consumer<? super Message> sink) {
    return message(request, sadb.dump(request, sink));
  }

  public static List<Message> exchangeAll(Sadb sadb, List<Message> requests) {
    List<Reply> replies = sadb.exchangeAll(requests);
    return java.util.stream.IntStream.range(0, replies.size())
        .mapToObj(i -> message(requests.get(i), replies.get(i)))
        .toList();
  }

  private static Message message(Message request, Reply reply) {
    return switch (reply) {
      case Reply.Done(Message message) -> message;
      case Reply.Refused(Refusal refusal) -> refusal.reply(request.header());
    };
  }
}
