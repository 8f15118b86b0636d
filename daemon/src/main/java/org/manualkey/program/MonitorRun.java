package org.manualkey.program;

import org.manualkey.print.Printer;
import org.manualkey.print.TextSink;
import org.manualkey.program.EventBroadcast.Delivery;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.SadbOwner;

/**
 * {@code monitor}: prints what happens until Ctrl-C. All clients share the events of the database.
 */
final class MonitorRun {
  /** Messages that wait for a client that reads slowly; beyond it loses some, and is told. */
  private static final int QUEUE = 1024;

  private final EventBroadcast ordinary;
  private final EventBroadcast promiscuous;

  /** How a monitor ended. */
  enum End {
    INTERRUPTED,
    /** The database is lost, or the daemon is stopping. */
    LOST
  }

  MonitorRun(SadbOwner owner) {
    ordinary = new EventBroadcast(sink -> owner.subscribe(EventScope.ORDINARY, sink));
    promiscuous = new EventBroadcast(sink -> owner.subscribe(EventScope.PROMISCUOUS, sink));
  }

  /**
   * Prints until the client is interrupted.
   *
   * @throws SadbException when the database does not let itself be watched
   */
  End run(boolean passive, Console console, Printer printer, TextSink out, ErrorOutput complaints) {
    EventBroadcast events = passive ? ordinary : promiscuous;
    try (EventBroadcast.Listener listener = events.listen(QUEUE)) {
      // Whoever waits for this line before a change sees that change.
      printer.monitorStart(!passive);
      out.flush();
      Console.Watch watch = console.watch(listener::end);
      for (Delivery heard = listener.next(); heard != null; heard = listener.next()) {
        switch (heard) {
          case Delivery.Event told -> printer.monitored(told.message());
          case Delivery.Lost lost -> {
            printer.lost(lost.messages());
            complaints.print(
                lost.messages() + " messages were lost: they came faster than they were read");
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
