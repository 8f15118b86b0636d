package org.manualkey.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.manualkey.client.ClientException.Kind;

/**
 * Checks a key file without a running daemon: by {@code manual-keyd --check} as a child process.
 */
final class CheckLauncher {
  private CheckLauncher() {}

  /**
   * Runs the check with the streams of this process.
   *
   * @param program the command to run; looked up in {@code PATH} if it has no slash
   * @param unreachable why there is no daemon, reported if the check cannot run either
   * @return the exit status of the check
   */
  static int run(String program, CommandLine line, ClientException unreachable)
      throws ClientException {
    List<String> command = new ArrayList<>();
    command.add(program);
    command.add("--check");
    for (char flag : new char[] {'n', 'v', 'p'}) {
      if (line.has(flag)) {
        command.add("-" + flag);
      }
    }
    if (line.json()) {
      command.add("--json");
    }
    command.add(line.checked());
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new ClientException(
          Kind.UNREACHABLE,
          ClientMessage.NO_CHECKER.with(String.valueOf(unreachable.getMessage()), program));
    } catch (InterruptedException e) {
      throw new ClientException(Kind.BROKEN, ClientMessage.INTERRUPTED.text());
    }
  }
}
