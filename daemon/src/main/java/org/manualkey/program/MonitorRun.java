package org.manualkey.program;

import org.manualkey.language.Command;
import org.manualkey.load.Plural;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.print.Printer;
import org.manualkey.print.TextSink;
import org.manualkey.program.EventBroadcast.Delivery;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.SadbOwner;

/** Prints events of the database until Ctrl-C. All clients share one event stream. */
final class MonitorRun {
  /** Messages queued for a slow client; further ones are lost, and their number is reported. */
  private static final int QUEUE = 1024;

  /** The SA type of an X_PROMISC that asks for all messages; 0 asks for no more of them. */
  private static final SaType ON = SaType.of(1);

  private final SadbOwner owner;
  private final RequestNumbers numbers;
  private final EventBroadcast ordinary;
  private final EventBroadcast promiscuous;

  /** How a monitor ended. */
  enum End {
    INTERRUPTED,
    /** The database is lost, or the daemon is stopping. */
    LOST
  }

  MonitorRun(SadbOwner owner, RequestNumbers numbers) {
    this.owner = owner;
    this.numbers = numbers;
    ordinary = new EventBroadcast(sink -> owner.subscribe(EventScope.ORDINARY, sink));
    promiscuous = new EventBroadcast(sink -> owner.subscribe(EventScope.PROMISCUOUS, sink));
  }

  /** How many messages monitors have missed. */
  long dropped() {
    return ordinary.dropped() + promiscuous.dropped();
  }

  /**
   * Prints until the client is interrupted. The reply to the request of an active monitor is the
   * first message that it prints, where its database has such a request.
   *
   * @throws SadbException if the database cannot be monitored
   */
  End run(
      Command.Monitor monitor,
      boolean verbose,
      Console console,
      Printer printer,
      TextSink out,
      ErrorOutput errors) {
    boolean passive = monitor.passive();
    Message request =
        passive || !owner.hasPromiscuity()
            ? null
            : numbers.number(RequestBuilder.whole(MessageType.X_PROMISC, ON));
    EventBroadcast events = passive ? ordinary : promiscuous;
    try (EventBroadcast.Listener listener = events.listen(QUEUE)) {
      // A change made after this line is printed will be seen.
      printer.monitorStart(!passive, verbose ? request : null);
      out.flush();
      if (request != null) {
        owner.call(sadb -> {
          sadb.promiscuous(request);
          return true;
        });
      }
      Console.Watch watch = console.watch(listener::end);
      for (Delivery delivery = listener.next(); delivery != null; delivery = listener.next()) {
        switch (delivery) {
          case Delivery.Event event -> printer.monitored(event.message());
          case Delivery.Lost lost -> {
            printer.lost(lost.messages());
            errors.print(IpseckeyMessage.MESSAGES_LOST.with(Plural.of(lost.messages(), "message")));
          }
        }
        out.flush();
      }
      return watch.isInterrupted() ? End.INTERRUPTED : End.LOST;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return End.LOST;
    }
  }
}
