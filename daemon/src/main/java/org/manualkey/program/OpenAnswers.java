package org.manualkey.program;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.client.ClientException;
import org.manualkey.client.CommandLine;
import org.manualkey.language.Verb;
import org.manualkey.print.TextSink;
import org.manualkey.sadb.BackEndOffer;
import org.manualkey.service.ManualKeyService;

/**
 * What the open socket answers, to every user alike: the status of the service, help, the back end
 * in use, and what a check needs. An answer is made from memory in a bounded time and has a bounded
 * size: no command is parsed, no name looked up, no file read, the database is not asked, and
 * nothing waits.
 */
public final class OpenAnswers {
  /** The program name with which {@code manual-keyd --check} asks for what a check needs. */
  public static final String DAEMON = "manual-keyd";

  /** The only word of that request. */
  public static final String CHECK = "--check";

  private final ManualKeyService service;
  private final String conditions;
  private final BackEndOffer inUse;
  private final Path privateSocket;

  /**
   * Answers of a service.
   *
   * @param conditions what a check needs; the same as long as the daemon runs
   * @param inUse the back end of the daemon, of which nothing was tried
   * @param privateSocket where users with privileges are served
   */
  public OpenAnswers(
      ManualKeyService service,
      CheckConditions conditions,
      BackEndOffer inUse,
      Path privateSocket) {
    this.service = service;
    this.conditions = conditions.encoded();
    this.inUse = inUse;
    this.privateSocket = privateSocket;
  }

  /** The answer to a command; null: there is no such program. */
  public @Nullable Answer to(String program, List<String> argv, Console.Caller caller) {
    return switch (program) {
      case IpseckeyProgram.PROGRAM -> ipseckey(argv, caller);
      case AdmProgram.NAME -> adm(argv, caller);
      case DAEMON ->
          argv.equals(List.of(CHECK))
              ? new Answer(conditions, "", ExitStatus.OK, "", null)
              : denied(DAEMON, "command", caller);
      default -> null;
    };
  }

  /** The answer to a command that is too long to be one of those that are answered. */
  public @Nullable Answer toLongCommand(String program, Console.Caller caller) {
    return switch (program) {
      case AdmProgram.NAME ->
          caller.rights().include(Right.DATABASE)
              ? denied(program, "command", caller)
              : error(
                  program,
                  AdmMessage.TOO_LONG.text(),
                  ExitStatus.FAILED,
                  AdmProgram.NAME + " command");
      case IpseckeyProgram.PROGRAM, DAEMON -> denied(program, "command", caller);
      default -> null;
    };
  }

  private Answer ipseckey(List<String> argv, Console.Caller caller) {
    CommandLine line;
    try {
      line = CommandLine.parse(argv.toArray(String[]::new));
    } catch (ClientException e) {
      String message = String.valueOf(e.getMessage());
      return error(IpseckeyProgram.PROGRAM, message, ExitStatus.configuration(caller), "");
    }
    List<String> words = line.words();
    if (!line.files().isEmpty()) {
      return denied(IpseckeyProgram.PROGRAM, "-" + line.files().getLast().option(), caller);
    }
    if (words.isEmpty()) {
      return denied(IpseckeyProgram.PROGRAM, "interactive session", caller);
    }
    return switch (words.getFirst()) {
      case "help", "?" -> help(words, caller);
      case "exit", "quit" -> printed(_ -> {});
      default -> denied(IpseckeyProgram.PROGRAM, verb(words.getFirst()), caller);
    };
  }

  private Answer help(List<String> words, Console.Caller caller) {
    String topic = words.size() > 1 ? words.get(1) : null;
    return Help.ALGORITHMS.equals(topic)
        ? denied(IpseckeyProgram.PROGRAM, Help.ALGORITHMS, caller)
        : printed(out -> Help.print(topic, out));
  }

  /** Only words that are known are logged: another one may be a key. */
  private static String verb(String word) {
    for (Verb verb : Verb.values()) {
      if (verb.word().equals(word)) {
        return word;
      }
    }
    return List.of("flush", "dump", "save", "monitor", "passive_monitor", "pmonitor").contains(word)
        ? word
        : "command";
  }

  private Answer adm(List<String> argv, Console.Caller caller) {
    if (argv.equals(List.of(AdmProgram.VERSION))) {
      return printed(out -> out.text(AdmProgram.version()));
    }
    return switch (AdmCommand.parse(argv)) {
      case AdmCommand.Parsed.Valid(AdmCommand command) -> adm(command, caller);
      case AdmCommand.Parsed.Invalid(String reason) ->
          error(AdmProgram.NAME, reason, ExitStatus.USAGE, "");
    };
  }

  private Answer adm(AdmCommand command, Console.Caller caller) {
    Right right = command.right();
    if (right != null) {
      return denied(command, right, caller);
    }
    return switch (command.verb()) {
      case STATUS -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int status = StatusOutput.print(service, command, StatusOutput.FEW, caller, out);
        yield new Answer(out.toString(StandardCharsets.UTF_8), "", status, "", null);
      }
      case BACKENDS -> {
        Answer printed = printed(out -> BackEndsOutput.print(List.of(inUse), out));
        yield new Answer(
            printed.out(),
            errorText(AdmProgram.NAME, AdmMessage.OTHERS_NOT_TRIED.text()),
            ExitStatus.OK,
            "",
            null);
      }
      case HELP -> printed(out -> out.text(AdmProgram.usage()));
      default -> throw new IllegalStateException(command.verb() + " takes a right");
    };
  }

  private Answer denied(AdmCommand command, Right right, Console.Caller caller) {
    String message =
        caller.rights().include(right)
            ? IpseckeyMessage.USE_PRIVATE_SOCKET.with(privateSocket)
            : AdmMessage.PERMISSION_DENIED.with(right.group());
    return new Answer(
        "", errorText(AdmProgram.NAME, message), ExitStatus.FAILED, command.action(), right);
  }

  private static String errorText(String program, String message) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    new ErrorOutput(program, new TextSink(err)).print(message);
    return err.toString(StandardCharsets.UTF_8);
  }

  private static Answer printed(Consumer<TextSink> print) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TextSink sink = new TextSink(out);
    print.accept(sink);
    sink.flush();
    return new Answer(out.toString(StandardCharsets.UTF_8), "", ExitStatus.OK, "", null);
  }

  private Answer denied(String program, String action, Console.Caller caller) {
    String message =
        caller.rights().include(Right.DATABASE)
            ? IpseckeyMessage.USE_PRIVATE_SOCKET.with(privateSocket)
            : IpseckeyMessage.PERMISSION_DENIED.text();
    int status =
        program.equals(AdmProgram.NAME) ? ExitStatus.FAILED : ExitStatus.permission(caller);
    return error(program, message, status, program + " " + action);
  }

  private static Answer error(String program, String message, int status, String denied) {
    return new Answer("", errorText(program, message), status, denied, null);
  }
}
