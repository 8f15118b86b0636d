package org.manualkey.client;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.manualkey.wire.ClientFrame;

/** Edits lines on the terminal of this process. */
public interface LineEditor extends AutoCloseable {
  /**
   * Reads the answer to one request of the daemon.
   *
   * @param prompt the prompt
   * @return INPUT with a whole line and its newline, END_OF_INPUT, or ABANDON after Ctrl-C
   */
  ClientFrame read(String prompt);

  /**
   * Sets the words to complete.
   *
   * @param places as {@link org.manualkey.wire.DaemonFrame.Words} describes them
   */
  void offer(Map<String, List<String>> places);

  /** Sets the action for Ctrl-C outside of editing; it runs on any thread. */
  void whenInterrupted(Runnable action);

  /** Restores the terminal. Thread-safe, even during {@link #read}. */
  @Override
  void close();

  /** Creates an editor. */
  interface Provider {
    /** An editor for the terminal of this process, or null if it cannot be edited. */
    @Nullable LineEditor open();
  }
}
