package org.manualkey.app;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import java.io.IOException;
import java.net.DatagramPacket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/**
 * The journal of systemd by its native protocol, in which a record has the fields of its event. It
 * takes the place of standard error where that is a stream to the journal; what the journal does
 * not accept is a line of that stream.
 *
 * <p>The protocol is datagrams of plain fields; libraries for it load libsystemd by JNA or JNR,
 * which is more code than this and another native library. A journal that does not read holds up
 * the thread that empties the queue of the log, and nobody else.
 */
final class Journal extends AppenderBase<ILoggingEvent> {
  /** Where the journal listens, whatever the host. */
  static final Path SOCKET = Path.of("/run/systemd/journal/socket");

  private final Path path;
  private final Appender<ILoggingEvent> stream;

  /**
   * The journal.
   *
   * @param path its socket
   * @param stream takes what the socket does not
   */
  Journal(Path path, Appender<ILoggingEvent> stream) {
    this.path = path;
    this.stream = stream;
  }

  /**
   * Has the records of standard error go to the journal, if that is its other end; their lines have
   * a priority then.
   *
   * @param environment of the process
   */
  static void install(LoggerContext context, Map<String, String> environment) {
    if (!isStandardError(environment.getOrDefault("JOURNAL_STREAM", ""))) {
      return;
    }
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
    root.iteratorForAppenders().forEachRemaining(appenders::add);
    for (Appender<ILoggingEvent> appender : appenders) {
      if (appender instanceof ConsoleAppender<ILoggingEvent> console
          && console.getTarget().equals(ConsoleTarget.SystemErr.getName())) {
        PriorityEncoder encoder = new PriorityEncoder(console.getEncoder());
        encoder.setContext(context);
        encoder.start();
        console.setEncoder(encoder);
        Journal journal = new Journal(SOCKET, console);
        journal.setContext(context);
        journal.setName(console.getName());
        journal.start();
        root.detachAppender(console);
        root.addAppender(journal);
      }
    }
  }

  /**
   * Whether a variable names standard error, by device and inode as systemd.exec(5) describes it;
   * standard error may have been redirected since the variable was set.
   */
  static boolean isStandardError(String variable) {
    try {
      Map<String, Object> file = Files.readAttributes(Path.of("/proc/self/fd/2"), "unix:dev,ino");
      return variable.equals(file.get("dev") + ":" + file.get("ino"));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false; // closed, or not Linux
    }
  }

  @Override
  protected void append(ILoggingEvent event) {
    boolean interrupted = Thread.interrupted(); // the last records are sent while the queue stops
    try {
      send(JournalEntry.of(event));
    } catch (IOException | RuntimeException e) {
      stream.doAppend(event);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** By a new connection each time: systemd may have made the socket anew. */
  private void send(byte[] entry) throws IOException {
    try (AFUNIXDatagramSocket socket = AFUNIXDatagramSocket.newInstance()) {
      socket.connect(AFUNIXSocketAddress.of(path));
      socket.send(new DatagramPacket(entry, entry.length));
    }
  }

  @Override
  public void stop() {
    super.stop();
    stream.stop();
  }
}
