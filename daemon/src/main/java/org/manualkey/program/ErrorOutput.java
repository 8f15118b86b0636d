package org.manualkey.program;

import java.util.List;
import java.util.Locale;
import org.manualkey.language.Problem;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.MessageType;
import org.manualkey.print.TextSink;
import org.manualkey.request.Outcome;

/** Error lines for a client: one line each, on its standard error, flushed at once. */
final class ErrorOutput {
  private final String program;
  private final TextSink err;

  ErrorOutput(String program, TextSink err) {
    this.program = program;
    this.err = err;
  }

  /** {@code ipseckey: …}. */
  void say(String message) {
    err.text(program).text(": ").text(message).newline().flush();
  }

  /** Faults of a file or of standard input, with their places. */
  void faults(String name, List<Problem> faults) {
    for (Problem fault : faults) {
      err.text(fault.located(name)).newline();
    }
    err.flush();
  }

  /** Faults of arguments, which have no lines. */
  void faults(List<Problem> faults) {
    for (Problem fault : faults) {
      say((fault.isError() ? "" : "warning: ") + fault.message());
    }
  }

  /** A refusal, and what it was about. */
  void refused(String where, Outcome.Refused refused) {
    say(where + words(refused));
  }

  /** A refusal in words, on one line. */
  static String words(Outcome.Refused refused) {
    String explanation = refused.explanation().isEmpty() ? "" : ": " + refused.explanation();
    return numbers(refused) + explanation;
  }

  private static String numbers(Outcome.Refused refused) {
    Outcome.Asked asked = refused.request();
    String sa =
        "SA (type "
            + switch (asked.saType().code()) {
              case 2 -> "ah";
              case 3 -> "esp";
              default -> String.valueOf(asked.saType().code());
            }
            + ", spi 0x"
            + Integer.toHexString(asked.spi())
            + (asked.destination().isEmpty() ? "" : ", destination " + asked.destination())
            + ")";
    int errno = refused.errno();
    int diagnostic = refused.diagnostic();
    MessageType type = MessageType.of(asked.typeCode());
    if (errno == Errno.EEXIST.code() && type == MessageType.ADD) {
      return sa + " already exists";
    }
    if (errno == Errno.ESRCH.code() && tellsOfAbsence(type, diagnostic) && asked.spi() != 0) {
      return sa + " does not exist" + (diagnostic == 0 ? "" : told(diagnostic));
    }
    String what = asked.spi() == 0 ? word(type) : word(type) + " of " + sa;
    boolean tells = diagnostic != 0 || errno == Errno.EINVAL.code() || errno == Errno.ESRCH.code();
    return what + " was refused: " + Errno.text(errno) + (tells ? told(diagnostic) : "");
  }

  /** For a command that only names an SA, ESRCH alone says it; others have more to look for. */
  private static boolean tellsOfAbsence(MessageType type, int diagnostic) {
    return switch (type) {
      case DELETE, X_DELPAIR, GET -> diagnostic == 0 || diagnostic == Diagnostic.SA_NOTFOUND.code();
      default -> diagnostic == Diagnostic.SA_NOTFOUND.code();
    };
  }

  /** EINVAL and ESRCH always come with a diagnostic, be it 0; others may. */
  private static String told(int diagnostic) {
    return " (PF_KEY diagnostic " + diagnostic + ": " + Diagnostic.of(diagnostic).text() + ")";
  }

  private static String word(MessageType type) {
    return type.name().toLowerCase(Locale.ROOT).replace("x_", "");
  }
}
