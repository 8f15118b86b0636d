package org.manualkey.client;

import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code ipseckey} command. */
public final class Ipseckey {
  private static final String COMMANDS =
      """

      commands: add update update-pair delete delete-pair get flush dump save monitor
                passive_monitor pmonitor help exit quit
      'help COMMAND' needs a running manual-keyd.
      """;

  private final Caller caller;
  private final String checker;
  private final Duration patience;

  /**
   * Creates a command.
   *
   * @param checker the {@code manual-keyd} that checks a file without a running daemon
   * @param patience with a daemon whose answer needs nothing but its memory
   */
  Ipseckey(Caller caller, String checker, Duration patience) {
    this.caller = caller;
    this.patience = patience;
    this.checker = checker;
  }

  /** Runs the command and exits with its status. */
  public static void main(String[] args) {
    Caller caller = Caller.ofProcess("ipseckey");
    String checker = System.getProperty("manualkey.keyd", "manual-keyd");
    System.exit(new Ipseckey(caller, checker, DaemonConnection.PROMPT).run(args));
  }

  /** Runs the command; returns its exit status. */
  int run(String... argv) {
    Interruption interruption = Interruption.watch();
    int status = 1;
    try {
      status = run(argv, CommandLine.parse(argv), interruption);
    } catch (ClientException e) {
      status = caller.fail(e);
    } finally {
      interruption.end(status);
    }
    return status;
  }

  private int run(String[] argv, CommandLine line, Interruption interruption)
      throws ClientException {
    if (line.asksForHelp() || line.asksForVersion()) {
      return caller.print(line.asksForHelp() ? CommandLine.HELP : caller.version());
    }
    List<CallerFile> files = CallerFiles.toRead(line);
    InputStream pipe = CallerFiles.pipe(files);
    Map<String, String> announced =
        caller.announced(line.files().isEmpty() && line.command().isEmpty());
    boolean failed = true;
    try (DaemonConnection daemon =
        DaemonConnection.to(caller.socket(), isHelp(line) ? patience : DaemonConnection.ENDLESS)) {
      if (!daemon.isOpen()) {
        CallerFiles.addToSave(line, caller, files);
      } else if (!line.checked().isEmpty()) {
        return CheckLauncher.run(checker, line, pipe, "");
      }
      Session session = new Session(caller, daemon, announced, pipe);
      interruption.endBy(session);
      int status = session.run(argv, pipe == null ? files : List.of());
      failed = status != 0;
      return status;
    } catch (ClientException e) {
      if (e.isUnreachable()) {
        return withoutDaemon(line, pipe, e);
      }
      throw e;
    } finally {
      CallerFiles.finish(files, failed);
    }
  }

  private int withoutDaemon(
      CommandLine line, @Nullable InputStream pipe, ClientException unreachable)
      throws ClientException {
    if (!line.checked().isEmpty()) {
      return CheckLauncher.run(checker, line, pipe, unreachable.getMessage() + "; ");
    }
    if (isHelp(line)) {
      return help(unreachable);
    }
    throw unreachable;
  }

  private static boolean isHelp(CommandLine line) {
    return line.files().isEmpty() && (line.command().equals("help") || line.command().equals("?"));
  }

  private int help(ClientException unreachable) throws ClientException {
    return caller.print(CommandLine.USAGE + COMMANDS + unreachable.getMessage() + ".\n");
  }
}
