package org.manualkey.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.manualkey.pfkey.Errno;
import org.manualkey.program.ExitStatus;
import org.manualkey.sadb.SadbException;
import org.manualkey.service.SmfInstance;

/** The entry point of the daemon. */
public final class ManualKeyd {
  private ManualKeyd() {}

  /** Runs the daemon, or checks a file. */
  public static void main(String[] arguments) {
    run(arguments, HostKernel.ofHost());
  }

  /** The same on a kernel that may be played. */
  static void run(String[] arguments, HostKernel kernel) {
    try {
      Options options = Options.parse(Arrays.asList(arguments), System.getenv("MANUAL_KEY_SOCKET"));
      if (options.check() != null) {
        System.exit(new CheckRun(options, kernel).run(options.check()));
      }
      daemon(options, kernel).run();
    } catch (Options.Answered e) {
      answer(String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      fail(withHelp(String.valueOf(e.getMessage())), 2);
    } catch (SadbException e) {
      fail(String.valueOf(e.getMessage()), status(e, System.getenv("SMF_FMRI") != null));
    } catch (IOException | UncheckedIOException e) {
      fail(String.valueOf(e.getMessage()), ExitStatus.FAILED);
    }
  }

  /** Under SMF, an invalid property has a status of its own, for which nothing is retried. */
  private static Daemon daemon(Options options, HostKernel kernel) {
    SmfInstance smf = SmfInstance.of(System.getenv());
    try {
      return DaemonComponent.of(options, kernel, smf).daemon();
    } catch (IOException e) {
      fail(String.valueOf(e.getMessage()), smf == null ? ExitStatus.FAILED : ExitStatus.SMF_CONFIG);
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The exit status when the database cannot be used. Under SMF, a lack of privileges and a kernel
   * without IPsec put the service into maintenance at once; anything else may be gone at the next
   * attempt.
   */
  static int status(SadbException failure, boolean underSmf) {
    if (underSmf && failure.errno() == Errno.EPERM.code()) {
      return ExitStatus.SMF_PERMISSION;
    }
    return underSmf && failure.errno() == Errno.EPFNOSUPPORT.code()
        ? ExitStatus.SMF_FATAL
        : ExitStatus.FAILED;
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
    ReadyPipe.of(System.getenv()).report(status);
    System.exit(status);
  }
}
