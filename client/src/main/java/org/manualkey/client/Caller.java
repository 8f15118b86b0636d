package org.manualkey.client;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.manualkey.wire.ClientFrame;

/**
 * The process that runs a client.
 *
 * @param program the prefix of error lines
 * @param environment the environment variables
 * @param streams the standard streams
 */
record Caller(String program, Map<String, String> environment, Streams streams) {
  static final String DEFAULT_SOCKET = "/run/manual-key/socket";

  /** The caller of this process. */
  static Caller ofProcess(String program) {
    return new Caller(program, System.getenv(), Streams.ofProcess());
  }

  /** {@code MANUAL_KEY_SOCKET}, or the default path. */
  String socket() {
    String path = environment.get("MANUAL_KEY_SOCKET");
    return path == null || path.isEmpty() ? DEFAULT_SOCKET : path;
  }

  /** Whether the service manager runs this client. */
  boolean underSmf() {
    return environment.containsKey(ClientFrame.Hello.SMF_FMRI);
  }

  /**
   * The part of the environment that is sent to the daemon.
   *
   * @param interactive whether the command is a session: only then is it worth checking for a
   *     terminal
   */
  Map<String, String> announced(boolean interactive) {
    Map<String, String> announced = new HashMap<>();
    announce(announced, ClientFrame.Hello.SMF_FMRI);
    announce(announced, ClientFrame.Hello.TZ);
    announceNamespace(announced);
    if (interactive && isTerminal()) {
      announced.put(ClientFrame.Hello.TERMINAL, "");
      announced.put(ClientFrame.Hello.PROMPTS, "");
    }
    return announced;
  }

  /** On systems that have network namespaces; the link is {@code net:[INODE]}. */
  private static void announceNamespace(Map<String, String> announced) {
    try {
      String link = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
      int begin = link.indexOf('[') + 1;
      int end = link.indexOf(']');
      if (begin > 0 && end > begin) {
        announced.put(ClientFrame.Hello.NETNS, link.substring(begin, end));
      }
    } catch (IOException | UnsupportedOperationException e) {
      // There are none here, or they are hidden.
    }
  }

  @SuppressWarnings("SystemConsoleNull") // the console of java.base is null without a terminal
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private void announce(Map<String, String> announced, String name) {
    String value = environment.get(name);
    if (value != null) {
      announced.put(name, value);
    }
  }

  /** {@code PROGRAM (manual-key) VERSION}, as {@code --version} prints it. */
  String version() {
    return program
        + " (manual-key) "
        + System.getProperty("manualkey.version", "development")
        + "\n";
  }

  /** Prints a text, and returns the exit status. */
  int print(String text) throws ClientException {
    try {
      streams.out().write(text.getBytes(StandardCharsets.UTF_8));
      return 0;
    } catch (IOException e) {
      throw new ClientException(ClientException.Kind.NO_READER, "");
    }
  }

  /** Prints an error line. */
  void printError(String message) {
    streams.printError(program, message);
  }

  /** Prints the error line of a failure, if it has one, and returns the exit status. */
  int fail(ClientException failure) {
    if (failure.kind() != ClientException.Kind.NO_READER) {
      printError(String.valueOf(failure.getMessage()));
    }
    return failure.exitStatus(underSmf());
  }
}
