package org.manualkey.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.manualkey.sadb.SadbException;

/** The entry point of the daemon. */
public final class ManualKeyd {
  private ManualKeyd() {}

  /** Runs the daemon, or checks a file. */
  public static void main(String[] arguments) {
    try {
      Options options = Options.parse(Arrays.asList(arguments), System.getenv("MANUAL_KEY_SOCKET"));
      if (options.check() != null) {
        System.exit(new CheckRun(options).run(options.check()));
      }
      DaemonComponent.of(options).daemon().run();
    } catch (Options.Answered e) {
      answer(String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      fail(withHelp(String.valueOf(e.getMessage())), 2);
    } catch (IOException | UncheckedIOException | SadbException e) {
      fail(String.valueOf(e.getMessage()), 1);
    }
  }

  @SuppressWarnings("SystemOut") // what was asked for
  private static void answer(String text) {
    System.out.print(text);
  }

  private static String withHelp(String message) {
    return message + (message.endsWith("?") ? " Run" : "; run") + " 'manual-keyd --help'";
  }

  @SuppressWarnings("SystemOut") // before there is a log
  private static void fail(String message, int status) {
    System.err.println("manual-keyd: " + message);
    System.exit(status);
  }
}
