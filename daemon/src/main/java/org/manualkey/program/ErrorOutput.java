package org.manualkey.program;

import java.util.List;
import java.util.Locale;
import org.manualkey.language.Problem;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.MessageType;
import org.manualkey.print.TextSink;
import org.manualkey.request.Asked;
import org.manualkey.sadb.Refusal;

/** Error lines for a client: one line each, on its standard error, flushed at once. */
final class ErrorOutput {
  private final String program;
  private final TextSink err;

  ErrorOutput(String program, TextSink err) {
    this.program = program;
    this.err = err;
  }

  /** {@code ipseckey: …}. */
  void print(String message) {
    err.text(program).text(": ");
    lines(message);
  }

  /** Paths and words may be anybody's: no terminal obeys them. */
  private void lines(String message) {
    for (String line : message.split("\n", -1)) {
      err.foreign(line).newline();
    }
    err.flush();
  }

  /** Problems of a file or of standard input, with their places. */
  void problems(String name, List<Problem> problems) {
    for (Problem problem : problems) {
      lines(problem.located(name));
    }
  }

  /** Problems of arguments or of a line of standard input, which need no place. */
  void problems(List<Problem> problems) {
    for (Problem problem : problems) {
      print((problem.isError() ? "" : "warning: ") + problem.message());
    }
  }

  /** A refusal in words, on one line. */
  static String words(Asked asked, Refusal refusal) {
    String reason = refusal.reason().isEmpty() ? "" : ": " + refusal.reason();
    return numbers(asked, refusal) + reason;
  }

  /**
   * The number of a refusal's diagnostic in brackets; nothing when there is none. A reason says
   * more than the text of the diagnostic, and sometimes something else.
   */
  static String diagnostic(Refusal refusal) {
    return refusal.diagnostic() == 0 ? "" : " (PF_KEY diagnostic " + refusal.diagnostic() + ")";
  }

  private static String numbers(Asked asked, Refusal refusal) {
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
    int diagnostic = refusal.diagnostic();
    MessageType type = MessageType.of(asked.typeCode());
    if (refusal.is(Errno.EEXIST) && type == MessageType.ADD) {
      return IpseckeyMessage.EXISTS.with(sa);
    }
    if (refusal.is(Errno.ESRCH) && isAbsence(type, diagnostic) && asked.spi() != 0) {
      return IpseckeyMessage.ABSENT.with(sa) + (diagnostic == 0 ? "" : diagnostic(diagnostic));
    }
    String what = asked.spi() == 0 ? word(type) : word(type) + " of " + sa;
    boolean shows = diagnostic != 0 || refusal.is(Errno.EINVAL) || refusal.is(Errno.ESRCH);
    String number = refusal.reason().isEmpty() ? diagnostic(diagnostic) : diagnostic(refusal);
    String reason = Errno.text(refusal.errno()) + (shows ? number : "");
    return IpseckeyMessage.REFUSED.with(what, reason);
  }

  /** For a command that only names an SA, ESRCH alone says it; others have more to look for. */
  private static boolean isAbsence(MessageType type, int diagnostic) {
    return switch (type) {
      case DELETE, X_DELPAIR, GET -> diagnostic == 0 || diagnostic == Diagnostic.SA_NOTFOUND.code();
      default -> diagnostic == Diagnostic.SA_NOTFOUND.code();
    };
  }

  /** EINVAL and ESRCH always come with a diagnostic, be it 0; others may. */
  private static String diagnostic(int diagnostic) {
    return " (PF_KEY diagnostic " + diagnostic + ": " + Diagnostic.of(diagnostic).text() + ")";
  }

  private static String word(MessageType type) {
    return switch (type) {
      case X_UPDATEPAIR -> "update-pair";
      case X_DELPAIR -> "delete-pair";
      default -> type.name().toLowerCase(Locale.ROOT).replace("x_", "");
    };
  }
}
