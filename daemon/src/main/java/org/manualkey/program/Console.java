package org.manualkey.program;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.manualkey.language.Parser;

/** The client of a command. Writing throws if the client is gone. */
public interface Console {
  OutputStream out();

  OutputStream err();

  /** The caller of the client. */
  Caller caller();

  /** The next file that the client opened and passed, in the order of its options, or null. */
  @Nullable FileDescriptor nextFile();

  /** Shows a prompt before the next input, or lets the client show it. */
  default void prompt(String text) throws IOException {
    out().write(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Sends the words to complete to a client with a line editor.
   *
   * @param places the words by position; see {@link Parser#completions}
   */
  default void offer(Map<String, List<String>> places) throws IOException {}

  /**
   * Reads more of standard input.
   *
   * @return some octets, which the caller wipes, or null at the end
   * @throws Abandoned if the user abandons the command being typed
   */
  byte @Nullable [] read() throws IOException;

  /**
   * Limits how long the client may send nothing when it is asked for input.
   *
   * @param limit null: as long as it likes
   */
  default void limitSilence(@Nullable Duration limit) throws IOException {}

  /**
   * Asks the client to open a file for saving, with its own rights.
   *
   * @throws IOException with a line for the user if that fails
   */
  FileDescriptor openForSaving(String path) throws IOException;

  /**
   * Logs that the client lacks the privilege for a command.
   *
   * @param action the command, without words given by the user
   */
  default void refused(String action) {}

  /**
   * Logs what the client has changed.
   *
   * @param what the program and what it did, without words given by the user
   */
  default void changed(String what) {}

  /**
   * Notes work that goes on when the command has ended: a limit of commands includes it.
   *
   * @param work what was begun
   */
  default void began(CompletableFuture<?> work) {}

  /**
   * Watches for Ctrl-C while a command waits for anything but the client.
   *
   * @param action runs once, on any thread, on Ctrl-C or when the client is gone
   */
  Watch watch(Runnable action);

  /** The user pressed Ctrl-C at a prompt. */
  final class Abandoned extends IOException {
    /** Creates the exception. */
    public Abandoned() {
      super("command abandoned");
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
   * The caller of a client.
   *
   * @param rights what it may do
   * @param underSmf whether it runs under SMF
   * @param terminal whether its standard input is a terminal
   * @param zone its time zone
   */
  record Caller(Rights rights, boolean underSmf, boolean terminal, ZoneRules zone) {}
}
