package org.manualkey.load;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.command.Exchange;
import org.manualkey.command.Outcome;
import org.manualkey.command.RequestBuilder;
import org.manualkey.command.Requests;
import org.manualkey.keyfile.Command;
import org.manualkey.keyfile.Fault;
import org.manualkey.keyfile.KeyFileParser;
import org.manualkey.keyfile.KeyText;
import org.manualkey.keyfile.Parsed;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;

/**
 * Loads texts.
 *
 * <p>A text is parsed twice: once to judge all of it, once to send it. That is cheaper than keeping
 * a million commands with their keys in between, and nothing can come between the two: the octets
 * are the same, and every name was asked for once.
 */
public final class Loader {
  /** Errors that are kept, and warnings beside them; the rest are counted. */
  public static final int MAX_FAULTS = 1000;

  private final KeyFileParser parser;
  private final RequestBuilder requests;

  /** A loader for one load: it remembers what names meant. */
  public Loader(KeyFileParser parser, RequestBuilder requests) {
    this.parser = parser;
    this.requests = requests;
  }

  /** Parses all of the text and looks up its names; touches nothing. */
  public LoadResult check(KeyText text) {
    Check check = new Check();
    KeyFileParser.Count parsed = parser.parseFile(text, check);
    KeyFileParser.Count count =
        new KeyFileParser.Count(
            parsed.parsed(), parsed.valid() - check.unresolved, parsed.warnings());
    return count.faulty() == 0
        ? new LoadResult.Loaded(count, check.faults)
        : new LoadResult.Faulty(count, check.faults, count.faulty() == check.silent);
  }

  /**
   * Makes the database hold what the text says, or leaves it as it was.
   *
   * @throws org.manualkey.sadb.SadbException when the database is lost
   */
  public LoadResult load(KeyText text, Sadb sadb) {
    LoadResult checked = check(text);
    return switch (checked) {
      case LoadResult.Loaded loaded -> apply(text, loaded, sadb);
      case LoadResult.Faulty faulty -> faulty;
      case LoadResult.Refused refused -> refused;
    };
  }

  private LoadResult apply(KeyText text, LoadResult.Loaded loaded, Sadb sadb) {
    try (Snapshot snapshot = Snapshot.of(sadb, requests)) {
      try {
        return apply(text, loaded, snapshot, sadb);
      } catch (SadbException e) {
        throw undone(e, snapshot, sadb);
      } catch (RuntimeException e) {
        snapshot.restore(sadb, requests);
        throw e;
      }
    }
  }

  /** A reply that did not come leaves the load half done: undoes it, if that is still possible. */
  private SadbException undone(SadbException failure, Snapshot snapshot, Sadb sadb) {
    String undo;
    try {
      int lost = snapshot.restore(sadb, requests);
      undo = lost == 0 ? "the load was undone" : lost + " earlier SAs could not be put back";
    } catch (SadbException again) {
      undo = "undoing the load failed, too: " + again.getMessage();
    }
    SadbException told = new SadbException(failure.getMessage() + "; " + undo, failure.errno());
    told.initCause(failure);
    return told;
  }

  private LoadResult apply(KeyText text, LoadResult.Loaded loaded, Snapshot snapshot, Sadb sadb) {
    Outcome flushed = Exchange.send(sadb, requests.whole(MessageType.FLUSH, SaType.UNSPEC));
    if (flushed instanceof Outcome.Refused refusal) {
      return new LoadResult.Refused(loaded.count(), 0, refusal, 0);
    }
    Apply apply = new Apply(sadb);
    parser.parseFile(text, apply);
    if (apply.refusal == null) {
      return loaded;
    }
    int lost = snapshot.restore(sadb, requests);
    return new LoadResult.Refused(loaded.count(), apply.refusedLine, apply.refusal, lost);
  }

  /** Collects faults, of the text and of its names; keeps no command. */
  private final class Check implements Consumer<Parsed> {
    private final List<Fault> faults = new ArrayList<>();
    private int errors;
    private int warnings;
    private int unresolved;
    private int silent;

    @Override
    public void accept(Parsed parsed) {
      keep(parsed.faults());
      if (parsed.command() instanceof Command.OneSa command) {
        if (command.needsLookup() || !requests.isNumeric()) {
          Requests made = requests.of(command);
          keep(made.faults());
          if (made.hasErrors()) {
            unresolved++;
            silent += made.retry() ? 1 : 0;
          }
        }
        command.wipeKeys();
      }
    }

    private void keep(List<Fault> more) {
      for (Fault fault : more) {
        // Warnings must not crowd out the error that explains why nothing is loaded.
        int others = fault.isError() ? errors++ : warnings++;
        if (others < MAX_FAULTS) {
          faults.add(fault);
        }
      }
    }
  }

  /** Sends commands until one is refused. */
  private final class Apply implements Consumer<Parsed> {
    private final Sadb sadb;
    private int refusedLine;
    private Outcome.@Nullable Refused refusal;

    Apply(Sadb sadb) {
      this.sadb = sadb;
    }

    @Override
    public void accept(Parsed parsed) {
      Command command = parsed.command();
      try {
        if (refusal == null && command != null) {
          run(command, parsed.line());
        }
      } finally {
        if (command instanceof Command.OneSa oneSa) {
          oneSa.wipeKeys();
        }
      }
    }

    private void run(Command command, int line) {
      switch (command) {
        case Command.OneSa oneSa -> {
          for (Message request : requests.of(oneSa).messages()) {
            send(line, request);
          }
        }
        case Command.Flush flush -> send(line, requests.whole(MessageType.FLUSH, flush.saType()));
        case Command.Dump _, Command.Save _, Command.Monitor _, Command.Help _, Command.Exit _ ->
            throw new IllegalStateException("not a command of a file");
      }
    }

    private void send(int line, Message request) {
      if (refusal == null && Exchange.send(sadb, request) instanceof Outcome.Refused refused) {
        refusal = refused;
        refusedLine = line;
      }
    }
  }
}
