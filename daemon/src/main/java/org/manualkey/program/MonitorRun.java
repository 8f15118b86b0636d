package org.manualkey.program;

import org.manualkey.print.Printer;
import org.manualkey.print.TextSink;
import org.manualkey.program.EventFan.Heard;
import org.manualkey.sadb.Hearing;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.SadbOwner;

/**
 * {@code monitor}: prints what happens until Ctrl-C. All clients share the events of the database.
 */
final class MonitorRun {
  /** Messages that wait for a client that reads slowly; beyond it loses some, and is told. */
  private static final int QUEUE = 1024;

  private final EventFan ordinary;
  private final EventFan promiscuous;

  /** How a monitor ended. */
  enum End {
    INTERRUPTED,
    /** The database is lost, or the daemon is stopping. */
    LOST
  }

  MonitorRun(SadbOwner owner) {
    ordinary = new EventFan(sink -> owner.subscribe(Hearing.ORDINARY, sink));
    promiscuous = new EventFan(sink -> owner.subscribe(Hearing.PROMISCUOUS, sink));
  }

  /**
   * Prints until the client is interrupted.
   *
   * @throws SadbException when the database does not let itself be watched
   */
  End run(boolean passive, Console console, Printer printer, TextSink out, Complaints complaints) {
    EventFan events = passive ? ordinary : promiscuous;
    try (EventFan.Listener listener = events.listen(QUEUE)) {
      // Whoever waits for this line before a change sees that change.
      printer.monitorStart(!passive);
      out.flush();
      Console.Watch watch = console.watch(listener::end);
      for (Heard heard = listener.next(); heard != null; heard = listener.next()) {
        switch (heard) {
          case Heard.Told told -> printer.monitored(told.message());
          case Heard.Lost lost -> {
            printer.lost(lost.messages());
            complaints.say(
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
