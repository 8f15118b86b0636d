package org.manualkey.program;

import java.io.FileDescriptor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.keyfile.KeyFileReader;
import org.manualkey.language.Command;
import org.manualkey.language.Parsed;
import org.manualkey.language.Parser;
import org.manualkey.language.Problem;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.LoadResult;
import org.manualkey.load.Loader;
import org.manualkey.load.RefusedCommand;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.SadbOwner;
import org.manualkey.secret.SecretText;

/** Runs or checks the commands of a file: {@code -f} and {@code -c}. */
final class FileRun {
  /** Commands that go to the database in one turn. */
  private static final int BATCH = 128;

  private final Console console;
  private final KeyFileReader reader;
  private final CommandPipeline loads;
  private final boolean numeric;
  private final ErrorOutput complaints;

  FileRun(
      Console console,
      KeyFileReader reader,
      CommandPipeline loads,
      boolean numeric,
      ErrorOutput complaints) {
    this.console = console;
    this.reader = reader;
    this.loads = loads;
    this.numeric = numeric;
    this.complaints = complaints;
  }

  /**
   * {@code -c}: says what is wrong, changes nothing.
   *
   * @param json what is wrong with the text goes there; null: it goes to standard error
   */
  int check(FileDescriptor file, String name, @Nullable JsonProblems json) {
    return switch (reader.read(file, name)) {
      case KeyFileReader.Result.Unreadable unreadable -> {
        if (json != null) {
          json.unreadable(name, unreadable.reason());
        }
        yield unreadable(unreadable);
      }
      case KeyFileReader.Result.Read read -> {
        read.doubts().forEach(doubt -> complaints.say("warning: " + doubt));
        yield check(read.text(), json);
      }
    };
  }

  /** Says what is wrong with a text, and closes it. */
  private int check(SecretText text, @Nullable JsonProblems json) {
    try (text) {
      LoadResult result = loads.loader(numeric).check(text);
      Parser.Count count = result.count();
      if (json == null) {
        complaints.faults(text.name(), faults(result));
      } else {
        json.checked(text.name(), faults(result), count);
      }
      if (count.faulty() == 0) {
        return ExitStatus.OK;
      }
      if (json == null) {
        complaints.say(valid(text.name(), count));
      }
      return ExitStatus.configuration(console.caller());
    }
  }

  /** {@code -f} of the service manager: all or nothing, into an empty database. */
  int load(FileDescriptor file, String name, SadbOwner owner) {
    return switch (reader.read(file, name)) {
      case KeyFileReader.Result.Unreadable unreadable -> unreadable(unreadable);
      case KeyFileReader.Result.Read read -> {
        try (SecretText text = read.text()) {
          if (!read.doubts().isEmpty()) {
            read.doubts().forEach(complaints::say);
            yield ExitStatus.configuration(console.caller());
          }
          yield load(text, owner);
        }
      }
    };
  }

  private int load(SecretText text, SadbOwner owner) {
    Loader loader = loads.loader(numeric);
    LoadResult result;
    try {
      result = owner.call(sadb -> loader.load(text, sadb));
    } catch (SadbException e) {
      // Maintenance: trying again by itself would flush again, whatever the database holds now.
      complaints.say(text.name() + ": the load failed: " + e.getMessage());
      return ExitStatus.configuration(console.caller());
    }
    return switch (result) {
      case LoadResult.Loaded _ -> ExitStatus.OK;
      case LoadResult.Faulty faulty -> {
        complaints.say(valid(text.name(), faulty.count()) + "; nothing was changed");
        complaints.say("'ipseckey -c " + text.name() + "' shows the errors");
        yield ExitStatus.configuration(console.caller());
      }
      case LoadResult.Refused refused -> {
        for (RefusedCommand refusal : refused.refusals()) {
          complaints.refused(text.name() + ":" + refusal.line() + ": ", refusal.said());
        }
        complaints.say(
            "the load was undone"
                + (refused.lost() == 0
                    ? ""
                    : ", but " + refused.lost() + " earlier SAs could not be put back"));
        yield ExitStatus.configuration(console.caller());
      }
    };
  }

  /** {@code -f}: runs the valid commands, in order. */
  int run(FileDescriptor file, String name, SadbOwner owner, CommandRun commands) {
    return switch (reader.read(file, name)) {
      case KeyFileReader.Result.Unreadable unreadable -> unreadable(unreadable);
      case KeyFileReader.Result.Read read -> {
        read.doubts().forEach(doubt -> complaints.say("warning: " + doubt));
        try (SecretText text = read.text()) {
          yield new Turn(text.name(), owner, commands).run(text);
        }
      }
    };
  }

  private int unreadable(KeyFileReader.Result.Unreadable unreadable) {
    complaints.say(unreadable.reason());
    return ExitStatus.configuration(console.caller());
  }

  private static List<Problem> faults(LoadResult result) {
    return switch (result) {
      case LoadResult.Loaded loaded -> loaded.warnings();
      case LoadResult.Faulty faulty -> faulty.faults();
      case LoadResult.Refused _ -> List.of();
    };
  }

  private static String valid(String name, Parser.Count count) {
    return name + ": valid " + count.valid() + " of " + count.parsed() + " commands";
  }

  /**
   * One pass over a file: commands gather, go to the database together, and are told of in order.
   */
  private final class Turn {
    private final String name;
    private final SadbOwner owner;
    private final CommandRun commands;
    private final RequestBuilder requests = loads.requests(numeric);
    private final List<Parsed> batch = new ArrayList<>(BATCH);
    private int applied;
    private boolean interrupted;
    private boolean failed;

    Turn(String name, SadbOwner owner, CommandRun commands) {
      this.name = name;
      this.owner = owner;
      this.commands = commands;
    }

    int run(SecretText text) {
      Parser.Count count = loads.parser(numeric).parseFile(text, this::take);
      flush();
      commands.out().flush();
      if (interrupted || failed) {
        String why = interrupted ? "interrupted" : "the database failed";
        complaints.say(why + "; " + applied + " commands were applied");
        return ExitStatus.FAILED;
      }
      if (applied == count.parsed()) {
        return ExitStatus.OK;
      }
      complaints.say(name + ": valid " + applied + " of " + count.parsed() + " commands");
      return ExitStatus.configuration(console.caller());
    }

    private void take(Parsed parsed) {
      if (!interrupted && !failed && console.isInterrupted()) {
        flush();
        interrupted = true;
      }
      if (interrupted || failed) {
        wipe(parsed);
        return;
      }
      batch.add(parsed);
      if (batch.size() == BATCH) {
        flush();
      }
    }

    private void flush() {
      if (batch.isEmpty() || interrupted || failed) {
        return;
      }
      try {
        List<CommandExchange> unsent = unsent();
        List<CommandExchange> executions =
            owner.call(sadb -> unsent.stream().map(one -> one.sentTo(sadb)).toList());
        int next = 0;
        for (Parsed parsed : batch) {
          complaints.faults(name, parsed.faults());
          if (parsed.command() != null
              && commands.tell(executions.get(next++), name + ":" + parsed.line() + ": ")) {
            applied++;
          }
        }
      } catch (SadbException e) {
        complaints.say(String.valueOf(e.getMessage()));
        failed = true;
      } finally {
        batch.forEach(Turn::wipe);
        batch.clear();
      }
    }

    private List<CommandExchange> unsent() {
      List<CommandExchange> executions = new ArrayList<>(batch.size());
      for (Parsed parsed : batch) {
        if (parsed.command() != null) {
          executions.add(CommandExchange.unsent(parsed, requests));
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
