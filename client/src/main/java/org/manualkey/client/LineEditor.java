package org.manualkey.client;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.manualkey.wire.ClientFrame;

/** Lets a user edit lines on the terminal of this process. */
public interface LineEditor extends AutoCloseable {
  /**
   * Reads what answers one request of the daemon.
   *
   * @param prompt what is shown before the line
   * @return INPUT with a whole line and its newline, END_OF_INPUT, or ABANDON after Ctrl-C
   */
  ClientFrame read(String prompt);

  /**
   * Takes the words that are completed from now on.
   *
   * @param places as {@link org.manualkey.wire.DaemonFrame.Words} describes them
   */
  void offer(Map<String, List<String>> places);

  /** What Ctrl-C does while no line is read; on any thread. */
  void whenInterrupted(Runnable action);

  /** Gives the terminal back as it was; any thread, also while another one reads. */
  @Override
  void close();

  /** Makes an editor. */
  interface Provider {
    /** An editor for the terminal of this process, or null when none can work on it. */
    @Nullable LineEditor open();
  }
}
