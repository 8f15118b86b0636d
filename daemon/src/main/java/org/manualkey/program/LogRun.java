package org.manualkey.program;

import java.util.List;
import org.manualkey.print.TextSink;
import org.manualkey.service.RecentLog;

/** Prints the last records of the log, and on request those that follow. */
final class LogRun {
  private final RecentLog log;

  LogRun(RecentLog log) {
    this.log = log;
  }

  /**
   * Prints the records.
   *
   * @param follow whether to wait for further records until the client is interrupted
   */
  int run(boolean follow, Console console, TextSink out) {
    long next = print(0, console, out);
    if (!follow) {
      return ExitStatus.OK;
    }
    Console.Watch watch = console.watch(log::wake);
    try {
      while (!watch.isInterrupted()) {
        next = print(next, console, out);
        log.await(next, watch::isInterrupted);
      }
      print(next, console, out); // records from before the interruption
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ExitStatus.OK;
  }

  private long print(long from, Console console, TextSink out) {
    List<RecentLog.Entry> entries = log.from(from);
    for (RecentLog.Entry entry : entries) {
      String time =
          entry.time().atOffset(console.caller().zone().getOffset(entry.time())).toString();
      out.text(time).character(' ').text(entry.text()).newline();
    }
    out.flush();
    return entries.isEmpty() ? from : entries.getLast().number() + 1;
  }
}
