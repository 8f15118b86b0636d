package org.manualkey.program;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.manualkey.client.ClientException;
import org.manualkey.client.ClientMessage;
import org.manualkey.client.CommandLine;
import org.manualkey.keyfile.KeyFileReader;
import org.manualkey.language.Command;
import org.manualkey.language.Parsed;
import org.manualkey.language.Problem;
import org.manualkey.language.ProblemCode;
import org.manualkey.language.Verb;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.LoadConditions;
import org.manualkey.load.Plural;
import org.manualkey.pfkey.SaType;
import org.manualkey.print.PrintOptions;
import org.manualkey.print.TextSink;
import org.manualkey.sadb.ClientMemory;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.SadbOwner;
import org.manualkey.secret.SecretText;

/** The {@code ipseckey} command; {@code ipseckey(8)}. */
public final class IpseckeyProgram {
  static final String PROGRAM = "ipseckey";
  private static final String PROMPT = "ipseckey> ";
  private static final String CONTINUATION = "> ";

  /** What came before keys of a pipe is in memory as long as its end does not come. */
  private static final Duration PIPE_SILENCE = Duration.ofMinutes(5);

  private static final String STANDARD_INPUT = "standard input";

  private final CommandPipeline pipeline;
  private final KeyFileReader reader;
  private final SadbOwner owner;
  private final Supplier<LoadConditions> conditions;
  private final Printing printing;
  private final RequestNumbers numbers;
  private final MonitorRun monitors;

  /**
   * The command.
   *
   * @param conditions how the service would load now
   */
  public IpseckeyProgram(
      CommandPipeline pipeline,
      KeyFileReader reader,
      SadbOwner owner,
      Supplier<LoadConditions> conditions,
      Printing printing) {
    this.conditions = conditions;
    numbers = new RequestNumbers(printing.pid());
    this.pipeline = pipeline;
    this.reader = reader;
    this.owner = owner;
    this.printing = printing;
    monitors = new MonitorRun(owner, numbers);
  }

  /** How many messages monitors have missed. */
  public long monitorDrops() {
    return monitors.dropped();
  }

  /**
   * Runs one command for a client; its exit status.
   *
   * @throws UncheckedIOException when the client is gone
   */
  public int run(List<String> argv, Console console) {
    ErrorOutput errors = new ErrorOutput(PROGRAM, new TextSink(console.err()));
    CommandLine line;
    try {
      line = CommandLine.parse(argv.toArray(String[]::new));
    } catch (ClientException e) {
      errors.print(String.valueOf(e.getMessage()));
      return ExitStatus.configuration(console.caller());
    }
    Run run = new Run(line, console, errors);
    try {
      return run.run();
    } finally {
      run.commands.logChanges();
    }
  }

  /** One call of the command. */
  private final class Run {
    private final CommandLine line;
    private final Console console;
    private final ErrorOutput errors;
    private final CommandPipeline.NameLookup names;
    private final CommandRun commands;

    Run(CommandLine line, Console console, ErrorOutput errors) {
      this.line = line;
      this.console = console;
      this.errors = errors;
      boolean numeric = line.has('n');
      names = CommandPipeline.NameLookup.unless(numeric);
      // The service manager keeps what a method prints: no keys go there (-v implies -p).
      boolean paranoid = line.has('p') || (console.caller().underSmf() && line.has('v'));
      PrintOptions options = new PrintOptions(numeric, line.has('v'), paranoid);
      commands =
          new CommandRun(
              console,
              printing,
              options,
              format(paranoid),
              owner,
              () -> pipeline.requests(names),
              numbers,
              monitors,
              errors);
    }

    /** Nor do keys go to the service manager in JSON. */
    private CommandRun.Format format(boolean paranoid) {
      if (!line.json()) {
        return CommandRun.Format.TEXT;
      }
      boolean keys = line.keys() && !paranoid && !console.caller().underSmf();
      return keys ? CommandRun.Format.JSON_WITH_KEYS : CommandRun.Format.JSON;
    }

    int run() {
      if (line.asksForHelp() || line.asksForVersion()) {
        commands
            .out()
            .text(
                line.asksForHelp()
                    ? CommandLine.HELP
                    : PROGRAM + " (manual-key) " + Version.text() + "\n")
            .flush();
        return ExitStatus.OK;
      }
      if (!line.files().isEmpty()) {
        return withFile();
      }
      return line.words().isEmpty() ? interactive() : arguments();
    }

    private int withFile() {
      CommandLine.NamedFile named = line.files().getLast();
      if (!line.words().isEmpty()) {
        errors.print(
            ClientMessage.TAKES_NO_COMMAND.with("-" + named.option()) + "; " + CommandLine.USAGE);
        return ExitStatus.configuration(console.caller());
      }
      if (named.option() == 's') {
        return save(named.path());
      }
      boolean checks = !line.checked().isEmpty();
      if (!checks && isRefused("-f")) {
        return ExitStatus.permission(console.caller());
      }
      String name = named.path().equals("-") ? STANDARD_INPUT : named.path();
      FileDescriptor descriptor = lastFile();
      FileMemory memory =
          checks
              ? FileMemory.CHECKED
              : console.caller().underSmf() ? FileMemory.LOADED : FileMemory.RUN;
      try {
        if (descriptor == null) {
          return withPipe(name, memory);
        }
        try (ClientMemory.Share _ =
            memory.take(owner.clientMemory(), KeyFileReader.length(descriptor))) {
          return withFile(name, checks, reader.read(descriptor, name));
        }
      } catch (SadbException e) {
        errors.print(name + ": " + e.getMessage());
        return ExitStatus.FAILED;
      }
    }

    /** With what the client sends as standard input: only its end shows what it needs. */
    private int withPipe(String name, FileMemory memory) {
      KeyFileReader.Result pipe;
      try (ClientMemory.Share _ = FileMemory.takeForPipe(owner.clientMemory())) {
        pipe = reader.readPipe(new ConsoleInput(console, PIPE_SILENCE), name, new PipeRoom(memory));
      }
      boolean checks = memory == FileMemory.CHECKED;
      if (!(pipe instanceof KeyFileReader.Result.Read read)) {
        return withFile(name, checks, pipe);
      }
      try (SecretText text = read.text();
          ClientMemory.Share _ = memory.take(owner.clientMemory(), text.length())) {
        return withFile(name, checks, FileCheck.ofPipe(pipe, name, errors));
      }
    }

    private int withFile(String name, boolean checks, KeyFileReader.Result file) {
      if (console.isInterrupted()) { // the text may be cut off
        if (file instanceof KeyFileReader.Result.Read read) {
          read.text().close();
        }
        errors.print(IpseckeyMessage.INTERRUPTED.with(Plural.of(0, "command"), ""));
        return ExitStatus.FAILED;
      }
      if (checks) {
        JsonProblems json = line.json() ? new JsonProblems(commands.out()) : null;
        return new FileCheck(console, pipeline, names, target(), errors).check(file, name, json);
      }
      FileRun run = new FileRun(console, pipeline, names, errors);
      return console.caller().underSmf() ? run.load(file, owner) : run.run(file, owner, commands);
    }

    /** Unprivileged users must not learn of other SAs by a check. */
    private FileCheck.Target target() {
      return new FileCheck.Target(
          owner.judge(),
          conditions,
          console.caller().rights().include(Right.DATABASE) ? owner : null);
    }

    private @Nullable FileDescriptor lastFile() {
      FileDescriptor last = null;
      for (FileDescriptor next = console.nextFile(); next != null; next = console.nextFile()) {
        last = next;
      }
      return last;
    }

    private int save(String path) {
      if (isRefused("-s")) {
        return ExitStatus.permission(console.caller());
      }
      if (path.equals("-")) {
        return status(commands.saveTo(SaType.UNSPEC, commands.out()) == CommandRun.Saved.WHOLE);
      }
      FileDescriptor file = console.nextFile();
      if (file == null) {
        errors.print(IpseckeyMessage.NO_DESCRIPTOR.with(path));
        return ExitStatus.configuration(console.caller());
      }
      try {
        CommandRun.Saved saved =
            new SaveTarget(file)
                .replace(stream -> commands.saveTo(SaType.UNSPEC, new TextSink(stream)));
        return status(saved == CommandRun.Saved.WHOLE);
      } catch (IOException e) {
        errors.print(path + ": " + e.getMessage());
        return ExitStatus.FAILED;
      }
    }

    private int arguments() {
      if (line.words().equals(List.of(Help.ALGORITHMS))) {
        commands.printAlgorithms();
        return ExitStatus.OK;
      }
      Parsed parsed = pipeline.parser(names).parseArguments(line.words());
      errors.problems(parsed.problems());
      if (parsed.command() == null) {
        Problem first = parsed.problems().getFirst();
        return first.code() == ProblemCode.NOT_AS_ARGUMENT
            ? ExitStatus.FAILED
            : ExitStatus.configuration(console.caller());
      }
      if (line.json() && !hasJson(parsed.command())) {
        errors.print(CommandLine.JSON_USE + "; " + CommandLine.USAGE);
        return ExitStatus.configuration(console.caller());
      }
      String action = privilegedAction(parsed.command());
      if (!action.isEmpty() && isRefused(action)) {
        return ExitStatus.permission(console.caller());
      }
      boolean done = commands.run(parsed);
      return done && parsed.command() instanceof Command.Monitor
          ? ExitStatus.INTERRUPTED
          : status(done);
    }

    /**
     * Reads commands until the end. With a terminal every command is prompted for; with a pipe
     * there is no prompt before the first command, nor after one about a single SA, as on the
     * original.
     */
    private int interactive() {
      if (isRefused("interactive session")) {
        return ExitStatus.permission(console.caller());
      }
      boolean terminal = console.caller().terminal();
      try (LineInput input = new LineInput(console, PROMPT, terminal ? CONTINUATION : "")) {
        if (terminal) {
          console.offer(pipeline.parser(names).completions());
          console.prompt(PROMPT);
        }
        while (!console.isInterrupted()) {
          SecretText text = input.next(STANDARD_INPUT);
          if (text == null) {
            return ExitStatus.OK;
          }
          Next next;
          try (text) {
            next = line(text);
          }
          if (next == Next.END) {
            return ExitStatus.OK;
          }
          if (terminal || next == Next.PROMPT) {
            console.prompt(PROMPT);
          }
        }
        return ExitStatus.OK;
      } catch (IOException e) {
        errors.print(IpseckeyMessage.STANDARD_INPUT.with(e.getMessage()));
        return ExitStatus.FAILED;
      }
    }

    private Next line(SecretText text) {
      Parsed parsed = pipeline.parser(names).parseLine(text);
      if (parsed == null) {
        return text.isBlank() ? Next.PROMPT : Next.GO_ON;
      }
      errors.problems(parsed.problems());
      if (parsed.command() instanceof Command.Exit) {
        return Next.END;
      }
      boolean done = commands.run(parsed);
      boolean aboutOneSa = parsed.command() instanceof Command.OneSa;
      return done && !aboutOneSa ? Next.PROMPT : Next.GO_ON;
    }

    /** What a command does, when not everybody may do it; otherwise an empty string. */
    private static String privilegedAction(Command command) {
      return switch (command) {
        case Command.OneSa oneSa -> oneSa.verb().word();
        case Command.Flush _ -> "flush";
        case Command.Dump _ -> "dump";
        case Command.Save _ -> "save";
        case Command.Monitor _ -> "monitor";
        case Command.Help _, Command.Exit _ -> "";
      };
    }

    private static boolean hasJson(Command command) {
      return switch (command) {
        case Command.Dump _, Command.Monitor _ -> true;
        case Command.OneSa oneSa -> oneSa.verb() == Verb.GET;
        case Command.Flush _, Command.Save _, Command.Help _, Command.Exit _ -> false;
      };
    }

    private boolean isRefused(String action) {
      if (console.caller().rights().include(Right.DATABASE)) {
        return false;
      }
      console.refused(PROGRAM + " " + action);
      errors.print(IpseckeyMessage.PERMISSION_DENIED.text());
      return true;
    }

    /** As on the original, a failure ends in maintenance under the service manager. */
    private int status(boolean succeeded) {
      return succeeded ? ExitStatus.OK : ExitStatus.configuration(console.caller());
    }
  }

  /** What comes after an interactive line. */
  private enum Next {
    PROMPT,
    GO_ON,
    END
  }
}
