package org.manualkey.request;

import java.util.ArrayList;
import java.util.List;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.sadb.Sadb;

/** Sends requests and tells what came of them. */
public final class Exchange {
  /** So many requests are worth sending together; more gain nothing. */
  public static final int TOGETHER = 64;

  private Exchange() {}

  /**
   * Sends one request.
   *
   * @throws org.manualkey.sadb.SadbException when no reply came
   */
  public static Outcome send(Sadb sadb, Message request) {
    return outcome(sadb, request, sadb.exchange(request));
  }

  /**
   * Sends requests together, each whatever became of those before.
   *
   * @return what came of each, in the same order
   * @throws org.manualkey.sadb.SadbException when a reply did not come
   */
  public static List<Outcome> send(Sadb sadb, List<Message> requests) {
    List<Message> replies = sadb.exchangeAll(requests);
    List<Outcome> outcomes = new ArrayList<>(replies.size());
    for (int i = 0; i < requests.size(); i++) {
      outcomes.add(outcome(sadb, requests.get(i), replies.get(i)));
    }
    return outcomes;
  }

  private static Outcome outcome(Sadb sadb, Message request, Message reply) {
    int errno = reply.header().errno();
    return errno == 0
        ? new Outcome.Done(reply)
        : new Outcome.Refused(
            asked(request), errno, reply.header().diagnostic(), sadb.explanation(reply));
  }

  /** What a message about this request names. */
  public static Outcome.Asked asked(Message request) {
    Sa sa = request.sa();
    Address destination = request.destination();
    return new Outcome.Asked(
        request.header().typeCode(),
        request.header().saType(),
        sa == null ? 0 : sa.spi(),
        destination == null ? "" : text(destination.socketAddress()));
  }

  private static String text(SocketAddress address) {
    return switch (address) {
      case SocketAddress.Inet inet -> inet.inetAddress().getHostAddress();
      case SocketAddress.Inet6 inet6 -> inet6.inetAddress().getHostAddress();
      case SocketAddress.Other other -> "address family " + other.family();
    };
  }
}
