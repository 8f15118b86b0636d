package org.manualkey.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The {@code manual-keyadm} command, whose words are interpreted by the daemon. */
public final class ManualKeyAdm {
  private static final int NOT_ONLINE = 3;

  /** How it is called; with a daemon, {@code help} explains each line. */
  public static final String USAGE =
      """
      usage: manual-keyadm enable [-st]
             manual-keyadm disable [-st]
             manual-keyadm refresh [-s | -n [--json]]
             manual-keyadm restart [-s]
             manual-keyadm clear [-s]
             manual-keyadm mark maintenance
             manual-keyadm status [-lx] [--json]
             manual-keyadm backends
             manual-keyadm log [-f | --failures [--json]]
             manual-keyadm metrics
             manual-keyadm selftest
             manual-keyadm listprop
             manual-keyadm getprop NAME
             manual-keyadm setprop NAME=VALUE | -d NAME
             manual-keyadm help
      """;

  private final Caller caller;
  private final Duration patience;

  /**
   * Creates a command.
   *
   * @param patience with a daemon whose answer needs nothing but its memory
   */
  ManualKeyAdm(Caller caller, Duration patience) {
    this.caller = caller;
    this.patience = patience;
  }

  /** Runs the command and exits with its status. */
  public static void main(String[] args) {
    Caller caller = Caller.ofProcess("manual-keyadm");
    System.exit(new ManualKeyAdm(caller, DaemonConnection.PROMPT).run(args));
  }

  /** Runs the command; returns its exit status. */
  int run(String... argv) {
    Interruption interruption = Interruption.watch();
    int status = 1;
    try {
      status = run(argv, interruption);
    } catch (ClientException e) {
      status = caller.fail(e);
    } finally {
      interruption.end(status);
    }
    return status;
  }

  private int run(String[] argv, Interruption interruption) throws ClientException {
    if (argv.length == 1 && argv[0].equals("--version")) {
      return caller.print(caller.version());
    }
    Map<String, String> announced = caller.announced(false);
    boolean prompt = isStatus(argv) || isHelp(argv);
    try (DaemonConnection daemon =
        DaemonConnection.to(caller.socket(), prompt ? patience : DaemonConnection.ENDLESS)) {
      Session session = new Session(caller, daemon, announced, null);
      interruption.endBy(session);
      return session.run(argv, List.of());
    } catch (ClientException e) {
      if (e.isUnreachable()) {
        return withoutDaemon(argv, e);
      }
      throw e;
    }
  }

  private int withoutDaemon(String[] argv, ClientException unreachable) throws ClientException {
    if (isStatus(argv)) {
      String reason = String.valueOf(unreachable.getMessage());
      // Of a daemon that is silent, or that this user may not ask, it is not known what it does.
      caller.printError(
          unreachable.kind() == ClientException.Kind.UNREACHABLE
              ? offline(System.getProperty("os.name"))
                  .with(reason.replace(DaemonSocket.QUESTION, ""))
              : reason);
      return NOT_ONLINE;
    }
    if (isHelp(argv)) {
      return caller.print(USAGE + unreachable.getMessage() + "\n");
    }
    throw unreachable;
  }

  private static boolean isStatus(String[] argv) {
    return argv.length > 0 && argv[0].equals("status");
  }

  private static boolean isHelp(String[] argv) {
    return argv.length > 0 && List.of("help", "--help", "-h", "-?").contains(argv[0]);
  }

  /**
   * The message for a daemon that is not there, with a command of the system's service manager.
   *
   * @param system the property {@code os.name}
   */
  static ClientMessage offline(String system) {
    return system.equals("SunOS") ? ClientMessage.OFFLINE_UNDER_SMF : ClientMessage.OFFLINE;
  }
}
