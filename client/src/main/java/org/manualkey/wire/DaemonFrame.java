package org.manualkey.wire;

import java.util.List;
import java.util.Map;

/** A frame from the daemon to a client. */
public sealed interface DaemonFrame extends Frame {

  /**
   * Type 16: {@code u16 version, string daemonVersion}. Answers the hello. Of another version than
   * {@link Frame#VERSION} only the version is read.
   */
  record Welcome(int version, String daemonVersion) implements DaemonFrame {}

  /** Type 17, raw bytes for standard output. */
  record Out(Payload bytes) implements DaemonFrame {}

  /** Type 18, raw bytes for standard error. */
  record Err(Payload bytes) implements DaemonFrame {}

  /**
   * Type 19, no body or {@code string prompt}: the daemon wants the next piece of standard input.
   *
   * @param prompt what the client shows before it; empty, and then not sent, when there is nothing
   *     to show or the client did not announce {@link ClientFrame.Hello#PROMPTS}
   */
  record Ready(String prompt) implements DaemonFrame {
    /** Asks without a prompt. */
    public Ready() {
      this("");
    }
  }

  /**
   * Type 20, {@code u8 status}: the command has ended; the last frame.
   *
   * @param status the exit status of the client, 0 to 255
   */
  record Exit(int status) implements DaemonFrame {}

  /**
   * Type 21, {@code string path, u8 1}: the client shall open {@code path} for saving with its own
   * rights, and answer with {@link ClientFrame.Opened} or {@link ClientFrame.NotOpened}.
   */
  record OpenForSaving(String path) implements DaemonFrame {}

  /**
   * Type 22, {@code string reason}: the client violated the protocol or has another version; the
   * connection is closed after it.
   */
  record Refused(String reason) implements DaemonFrame {}

  /**
   * Type 23: {@code u16 count, count × (string place, u16 words, words × string)}, once, to a
   * client that announced {@link ClientFrame.Hello#PROMPTS}: what an editor completes.
   *
   * @param places the words that fit a place. The first word has the place {@code ""}; the second
   *     has the first as its place; a later word has the one before it, and where there is no such
   *     place {@code "FIRST *"}, {@code FIRST} being the first word of its line. A place that is
   *     not there has no words.
   */
  record Words(Map<String, List<String>> places) implements DaemonFrame {
    /** Words that cannot change any more. */
    public Words {
      places = Map.copyOf(places);
    }
  }
}
