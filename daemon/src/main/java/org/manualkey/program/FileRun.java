package org.manualkey.program;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.manualkey.keyfile.KeyFileReader;
import org.manualkey.language.Command;
import org.manualkey.language.Parsed;
import org.manualkey.language.Parser;
import org.manualkey.language.Problem;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.LoadPolicy;
import org.manualkey.load.LoadResult;
import org.manualkey.load.Loader;
import org.manualkey.load.Plural;
import org.manualkey.load.RefusedCommand;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.SadbOwner;
import org.manualkey.secret.SecretText;

/** Runs the commands of a file: {@code -f}. */
final class FileRun {
  /** Commands that go to the database in one turn. */
  private static final int BATCH = 128;

  /** What the service manager keeps of the output of a method should stay short. */
  private static final int MAX_UNDER_SMF = 50;

  private final Console console;
  private final CommandPipeline pipeline;
  private final CommandPipeline.NameLookup names;
  private final ErrorOutput errors;

  FileRun(
      Console console,
      CommandPipeline pipeline,
      CommandPipeline.NameLookup names,
      ErrorOutput errors) {
    this.console = console;
    this.pipeline = pipeline;
    this.names = names;
    this.errors = errors;
  }

  /** {@code -f} of the service manager: all or nothing, into an empty database. */
  int load(KeyFileReader.Result file, SadbOwner owner) {
    return switch (file) {
      case KeyFileReader.Result.Unreadable unreadable -> unreadable(unreadable);
      case KeyFileReader.Result.Read read -> {
        try (SecretText text = read.text()) {
          if (!read.warnings().isEmpty()) {
            read.warnings().forEach(errors::print);
            yield ExitStatus.configuration(console.caller());
          }
          yield load(text, owner);
        }
      }
    };
  }

  private int load(SecretText text, SadbOwner owner) {
    Presence client = new Presence(console);
    Loader loader = pipeline.loader(names, owner.judge(), client);
    OwnedByNobody ownership = new OwnedByNobody(client);
    LoadResult result;
    try {
      result =
          client.await(
              owner.submit(sadb -> loader.load(text, sadb, LoadPolicy.DEFAULT, ownership)));
    } catch (OutOfMemoryError e) {
      errors.print(IpseckeyMessage.LOAD_OUT_OF_MEMORY.with(text.name(), ownership.outcome()));
      return ExitStatus.configuration(console.caller());
    } catch (CancellationException e) {
      if (!client.isGone()) {
        throw e; // the daemon is stopping
      }
      errors.print(IpseckeyMessage.INTERRUPTED.with(Plural.of(0, "command"), ""));
      return ExitStatus.FAILED;
    } catch (SadbException e) {
      // Maintenance: trying again by itself would flush again, whatever the database holds now.
      errors.print(IpseckeyMessage.LOAD_FAILED.with(text.name(), e.getMessage()));
      return ExitStatus.configuration(console.caller());
    }
    return switch (result) {
      case LoadResult.Applied applied -> {
        if (applied.count().parsed() == 0) {
          errors.print(IpseckeyMessage.LOADED_NOTHING.with(text.name()));
        }
        String loaded = Plural.of(applied.count().valid(), "command") + " loaded";
        console.changed(IpseckeyProgram.PROGRAM + ": all SAs flushed, " + loaded);
        yield ExitStatus.OK;
      }
      case LoadResult.Rejected rejected -> {
        rejected.problems().stream()
            .filter(Problem::isError)
            .limit(MAX_UNDER_SMF)
            .forEach(problem ->
                errors.print(
                    text.name()
                        + ":"
                        + problem.line()
                        + ":"
                        + problem.column()
                        + ": "
                        + problem.withoutWords()));
        errors.print(IpseckeyMessage.NOTHING_CHANGED.with(text.name(), valid(rejected.count())));
        errors.print(IpseckeyMessage.SEE_ERRORS.with(text.name()));
        yield ExitStatus.configuration(console.caller());
      }
      case LoadResult.RolledBack rolledBack -> {
        for (RefusedCommand refused : rolledBack.refusals()) {
          errors.print(
              text.name()
                  + ":"
                  + refused.line()
                  + ": "
                  + ErrorOutput.words(refused.asked(), refused.refusal()));
        }
        int lost = rolledBack.lost().size();
        errors.print(
            lost == 0
                ? IpseckeyMessage.ROLLED_BACK.text()
                : IpseckeyMessage.NOT_ALL_RESTORED.with(Plural.of(lost, "previous SA")));
        yield ExitStatus.configuration(console.caller());
      }
    };
  }

  /** {@code -f}: runs the valid commands, in order. */
  int run(KeyFileReader.Result file, SadbOwner owner, CommandRun commands) {
    return switch (file) {
      case KeyFileReader.Result.Unreadable unreadable -> unreadable(unreadable);
      case KeyFileReader.Result.Read read -> {
        read.warnings().forEach(warning -> errors.print("warning: " + warning));
        try (SecretText text = read.text()) {
          Problem other = Parser.otherFormat(text);
          if (other != null) {
            errors.problems(text.name(), List.of(other));
            errors.print(IpseckeyMessage.NOTHING_RUN.with(text.name()));
            yield ExitStatus.configuration(console.caller());
          }
          FileMemory.requireForRun(text);
          yield new Turn(text.name(), owner, commands).run(text);
        }
      }
    };
  }

  private int unreadable(KeyFileReader.Result.Unreadable unreadable) {
    errors.print(unreadable.reason());
    return ExitStatus.configuration(console.caller());
  }

  static String valid(String name, Parser.Count count) {
    return IpseckeyMessage.VALID.with(name, valid(count));
  }

  private static String valid(Parser.Count count) {
    return Plural.areOf(count.valid(), count.parsed(), "command");
  }

  /**
   * One pass over a file: commands gather, go to the database together, and are reported in order.
   */
  private final class Turn {
    private final String name;
    private final SadbOwner owner;
    private final CommandRun commands;
    private final RequestBuilder requests;
    private final AddedSas added = new AddedSas();
    private final List<Parsed> batch = new ArrayList<>(BATCH);
    private final LineRanges notRun = new LineRanges();
    private final Presence client = new Presence(console);
    private int applied;
    private int lastApplied;
    private boolean interrupted;

    /** Why nothing more is run. */
    private @Nullable IpseckeyMessage failure;

    Turn(String name, SadbOwner owner, CommandRun commands) {
      this.name = name;
      this.owner = owner;
      this.commands = commands;
      requests = commands.builder();
    }

    int run(SecretText text) {
      Parser.Count count = pipeline.parser(names).parseFile(text, this::take);
      flush();
      commands.out().flush();
      if (interrupted || failure != null) {
        IpseckeyMessage why = failure == null ? IpseckeyMessage.INTERRUPTED : failure;
        String where = applied == 0 ? "" : ", the last of them on line " + lastApplied;
        errors.print(why.with(Plural.of(applied, "command"), where));
        return ExitStatus.FAILED;
      }
      if (applied == count.parsed()) {
        return ExitStatus.OK;
      }
      errors.print(
          IpseckeyMessage.RAN.with(
              name, applied, Plural.of(count.parsed(), "command"), notRun.lines()));
      return ExitStatus.configuration(console.caller());
    }

    private void take(Parsed parsed) {
      if (!interrupted && failure == null && console.isInterrupted()) {
        flush();
        interrupted = true;
      }
      if (interrupted || failure != null) {
        wipe(parsed);
        return;
      }
      batch.add(parsed);
      if (batch.size() == BATCH) {
        flush();
      }
    }

    private void flush() {
      if (batch.isEmpty() || interrupted || failure != null) {
        return;
      }
      // There is room for all before the first is sent: what was done is known when memory runs
      // out.
      List<CommandExchange> executions = new ArrayList<>(batch.size());
      try {
        try {
          List<CommandExchange> unsent = unsent();
          boolean all = client.await(owner.submit(sadb -> send(unsent, executions, sadb)));
          interrupted = !all;
        } catch (OutOfMemoryError e) {
          failure = IpseckeyMessage.OUT_OF_MEMORY;
        }
        report(executions);
      } catch (SadbException e) {
        errors.print(String.valueOf(e.getMessage()));
        failure = IpseckeyMessage.DATABASE_FAILED;
      } finally {
        batch.forEach(Turn::wipe);
        batch.clear();
      }
    }

    /** Reports the commands of the batch that were sent. */
    private void report(List<CommandExchange> executions) {
      int next = 0;
      for (Parsed parsed : batch) {
        if (parsed.command() != null && next == executions.size()) {
          break;
        }
        errors.problems(name, parsed.problems());
        if (parsed.command() != null && commands.report(executions.get(next++), name, added)) {
          applied++;
          lastApplied = parsed.line();
        } else if (parsed.command() != null || parsed.hasErrors()) {
          notRun.add(parsed.line());
        }
      }
    }

    /** Sends commands, up to the one under way when the client goes; whether all were sent. */
    private boolean send(List<CommandExchange> unsent, List<CommandExchange> sent, Sadb sadb) {
      for (CommandExchange one : unsent) {
        if (client.isGone()) {
          return false;
        }
        sent.add(one.sentTo(sadb));
      }
      return true;
    }

    private List<CommandExchange> unsent() {
      List<CommandExchange> executions = new ArrayList<>(batch.size());
      for (Parsed parsed : batch) {
        if (parsed.command() != null) {
          executions.add(commands.unsent(parsed, requests));
        }
      }
      return executions;
    }

    private static void wipe(Parsed parsed) {
      if (parsed.command() instanceof Command.OneSa oneSa) {
        oneSa.wipeKeys();
      }
    }
  }
}
