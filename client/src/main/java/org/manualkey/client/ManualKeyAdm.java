package org.manualkey.client;

import java.util.List;
import org.manualkey.client.ClientException.Kind;

/** The {@code manual-keyadm} command, whose words are interpreted by the daemon. */
public final class ManualKeyAdm {
  private static final int NOT_ONLINE = 3;
  private static final String USAGE =
      "usage: manual-keyadm enable [-st] | disable [-st] | refresh [-ns] | restart [-s] | clear [-s]"
          + " | mark maintenance | status [-lx] | log [-f] [--failures] | listprop | getprop NAME"
          + " | setprop NAME=VALUE | setprop -d NAME";

  private final Caller caller;

  ManualKeyAdm(Caller caller) {
    this.caller = caller;
  }

  /** Runs the command and exits with its status. */
  public static void main(String[] args) {
    System.exit(new ManualKeyAdm(Caller.ofProcess("manual-keyadm")).run(args));
  }

  /** Runs the command; returns its exit status. */
  int run(String... argv) {
    Interruption interruption = Interruption.watch();
    int status = 1;
    try (DaemonConnection daemon = DaemonConnection.to(caller.socket())) {
      Session session = new Session(caller, daemon);
      interruption.endBy(session);
      status = session.run(argv, List.of());
    } catch (ClientException e) {
      status = e.kind() == Kind.UNREACHABLE ? withoutDaemon(argv, e) : caller.fail(e);
    } finally {
      interruption.end(status);
    }
    return status;
  }

  private int withoutDaemon(String[] argv, ClientException unreachable) {
    String verb = argv.length == 0 ? "" : argv[0];
    if (verb.equals("status")) {
      caller.printError(ClientMessage.OFFLINE.with(String.valueOf(unreachable.getMessage())));
      return NOT_ONLINE;
    }
    if (verb.equals("help") || verb.equals("--help") || verb.equals("-h") || verb.equals("-?")) {
      caller.printError(USAGE);
      return 0;
    }
    return caller.fail(unreachable);
  }
}
