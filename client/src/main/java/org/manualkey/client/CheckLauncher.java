package org.manualkey.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.client.ClientException.Kind;

/**
 * Checks a key file with the rights, the memory and the time of the caller: by {@code manual-keyd
 * --check} as a child process. A daemon checks files of privileged users only.
 */
final class CheckLauncher {
  private CheckLauncher() {}

  /**
   * Runs the check with the streams of this process.
   *
   * @param pipe the pipe to check instead of a file, or null
   * @param program the command to run; looked up in {@code PATH} if it has no slash
   * @param before what precedes the error if the check cannot run
   * @return the exit status of the check
   */
  static int run(String program, CommandLine line, @Nullable InputStream pipe, String before)
      throws ClientException {
    List<String> command = new ArrayList<>();
    command.add(program);
    command.add("--check");
    command.add("--as-ipseckey");
    for (char flag : new char[] {'n', 'v', 'p'}) {
      if (line.has(flag)) {
        command.add("-" + flag);
      }
    }
    if (line.json()) {
      command.add("--json");
    }
    command.add("--");
    // The last one, as in the daemon.
    command.add(pipe == null ? line.files().getLast().path() : "-");
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    // The child inherits no descriptor but standard input, and a pipe cannot be opened again.
    InputStream copied = line.files().getLast().path().equals("-") ? null : pipe;
    if (copied != null) {
      builder.redirectInput(ProcessBuilder.Redirect.PIPE);
    }
    try {
      Process check = builder.start();
      if (copied != null) {
        copy(copied, check.getOutputStream());
      }
      return check.waitFor();
    } catch (IOException e) {
      throw new ClientException(Kind.UNREACHABLE, before + ClientMessage.NO_CHECKER.with(program));
    } catch (InterruptedException e) {
      throw new ClientException(Kind.BROKEN, ClientMessage.INTERRUPTED.text());
    }
  }

  /** Copies to the end, or to the point where the check has ended. */
  private static void copy(InputStream pipe, OutputStream check) {
    byte[] buffer = new byte[32 << 10];
    try (check) {
      for (int count = pipe.read(buffer); count >= 0; count = pipe.read(buffer)) {
        check.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // The check reports what it has; its exit status is ours.
    } finally {
      Arrays.fill(buffer, (byte) 0);
    }
  }
}
