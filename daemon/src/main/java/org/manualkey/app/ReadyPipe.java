package org.manualkey.app;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.newsclub.net.unix.FileDescriptorCast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports to whoever started the daemon, such as the start method of SMF, that it is ready, or with
 * which status it ends: a line with a number of smf_method(7), written to a descriptor that was
 * passed. A daemon that dies closes the descriptor without a line.
 */
final class ReadyPipe {
  /** The variable with the number of the descriptor. */
  static final String VARIABLE = "MANUAL_KEY_READY";

  private static final int NONE = -1;

  private static final Logger LOG = LoggerFactory.getLogger(LogName.DAEMON);

  private final int descriptor;

  private ReadyPipe(int descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * The pipe of a process.
   *
   * @param environment its variables
   */
  static ReadyPipe of(Map<String, String> environment) {
    String descriptor = environment.getOrDefault(VARIABLE, "");
    return new ReadyPipe(descriptor.matches("[1-9]\\d{0,3}") ? Integer.parseInt(descriptor) : NONE);
  }

  /** Reports a status; once only, for nobody reads a second line. */
  void report(int status) {
    if (descriptor == NONE) {
      return;
    }
    try {
      // Not by /dev/fd: the pipes of ksh93 are sockets, which Linux does not open.
      OutputStream pipe =
          new FileOutputStream(FileDescriptorCast.unsafeUsing(descriptor).getFileDescriptor());
      pipe.write((status + "\n").getBytes(US_ASCII));
      if (status == 0) {
        pipe.close(); // otherwise the end of the process does that, for which the method waits
      }
    } catch (IOException e) {
      LOG.warn(
          DaemonMessage.NOT_REPORTED.with(
              String.valueOf(descriptor), String.valueOf(e.getMessage())));
    }
  }
}
