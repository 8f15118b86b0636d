package org.manualkey.program;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.manualkey.language.Parser;

/** The client, as a command sees it. Writing to a client that is gone throws. */
public interface Console {
  OutputStream out();

  OutputStream err();

  /** Who runs the client. */
  Caller caller();

  /** The next file that the client opened and passed, in the order of its options, or null. */
  @Nullable FileDescriptor nextFile();

  /** Shows a prompt before what is read next, or lets the client show it. */
  default void prompt(String text) throws IOException {
    out().write(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Tells a client that edits lines what it may complete.
   *
   * @param places the words that fit a place; see {@link Parser#completions}
   */
  default void offer(Map<String, List<String>> places) throws IOException {}

  /**
   * Asks for more of standard input.
   *
   * @return some octets, which the caller wipes, or null at the end
   * @throws Abandoned when the user drops the command that was begun
   */
  byte @Nullable [] read() throws IOException;

  /**
   * Asks the client to open a file for saving, with its own rights.
   *
   * @throws IOException with a line for the user when it could not
   */
  FileDescriptor openForSaving(String path) throws IOException;

  /**
   * Told when the client lacks the privilege for what it asked.
   *
   * @param action what that was, for the log: none of the words that the user gave
   */
  default void refused(String action) {}

  /**
   * Watches for Ctrl-C while a command waits for something else than the client.
   *
   * @param action runs once, on any thread, when the user pressed Ctrl-C or the client is gone
   */
  Watch watch(Runnable action);

  /** The user pressed Ctrl-C at a prompt. */
  final class Abandoned extends IOException {
    /** Tells so. */
    public Abandoned() {
      super("the command was dropped");
    }
  }

  /** A watch that has begun. */
  interface Watch {
    /**
     * Whether the action ran. A client that was not interrupted cannot be asked for more input: the
     * watch may still be listening to it.
     */
    boolean isInterrupted();
  }

  /** Whether the user pressed Ctrl-C. */
  boolean isInterrupted();

  /**
   * Who runs a client.
   *
   * @param privileged whether it may use the database: root, or whoever the daemon runs as
   * @param underSmf whether the service manager runs it
   * @param terminal whether somebody sits at its standard input
   * @param zone its time zone
   */
  record Caller(boolean privileged, boolean underSmf, boolean terminal, ZoneId zone) {}
}
