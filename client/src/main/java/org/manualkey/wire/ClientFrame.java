package org.manualkey.wire;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A frame from a client to the daemon. A connection carries one {@link Hello}, one command. */
public sealed interface ClientFrame extends Frame {

  /**
   * Type 1, the first frame: {@code u16 version, string program, u8 count, count × (string name,
   * string value)}. Of another version than {@link Frame#VERSION} only the version is read.
   *
   * @param version the protocol version of the client
   * @param program what the user called, such as {@code ipseckey}
   * @param environment what the daemon needs to know of the client's surroundings; names that are
   *     not known are ignored
   */
  record Hello(int version, String program, Map<String, String> environment)
      implements ClientFrame {
    /** The service on whose behalf the client runs, as SMF sets it. */
    public static final String SMF_FMRI = "SMF_FMRI";

    /** The time zone in which the client wants to read times. */
    public static final String TZ = "TZ";

    /** Announced, with any value, if standard input and output are a terminal. */
    public static final String TERMINAL = "TERMINAL";

    /** Announced, with any value, by a client with a line editor, which shows prompts itself. */
    public static final String PROMPTS = "PROMPTS";

    /**
     * The inode of the client's network namespace, in decimal digits. The daemon tells a client of
     * another one which one it is in; no right follows from it.
     */
    public static final String NETNS = "NETNS";

    /** A hello whose environment cannot change any more. */
    public Hello {
      environment = Map.copyOf(environment);
    }

    /** The value of {@code name}, or null when the client did not send it. */
    public @Nullable String get(String name) {
      return environment.get(name);
    }
  }

  /**
   * Type 2: {@code u16 argc, argc × string, u8 descriptors}. Follows the hello.
   *
   * @param argv the words after the program name, exactly as the user gave them
   * @param descriptors how many of the received descriptors belong to this frame: one for each file
   *     named by {@code -f}, {@code -c} or {@code -s}, in their order
   */
  record Command(List<String> argv, int descriptors) implements ClientFrame {
    /** A command whose words cannot change any more. */
    public Command {
      argv = List.copyOf(argv);
    }

    /** The number of words only: a word may be a key. */
    @Override
    public String toString() {
      return "Command[" + argv.size() + " words, " + descriptors + " descriptors]";
    }
  }

  /** Type 3, raw bytes: an answer to {@link DaemonFrame.Ready}. */
  record Input(Payload bytes) implements ClientFrame {}

  /** Type 4, no body: standard input has ended. */
  record EndOfInput() implements ClientFrame {}

  /** Type 5, no body: the user pressed Ctrl-C. */
  record Interrupt() implements ClientFrame {}

  /**
   * Type 7, no body: an answer to {@link DaemonFrame.Ready} by a client that announced {@link
   * Hello#PROMPTS}. The user pressed Ctrl-C: the command that is being typed is dropped.
   */
  record Abandon() implements ClientFrame {}

  /** Type 6, {@code u8 1}, with one descriptor: the file that an {@code OPEN} asked for. */
  record Opened() implements ClientFrame {}

  /**
   * Type 6, {@code u8 0, string reason}: the file that an {@code OPEN} asked for cannot be had.
   *
   * @param reason one line for the user, with the path
   */
  record NotOpened(String reason) implements ClientFrame {}
}
