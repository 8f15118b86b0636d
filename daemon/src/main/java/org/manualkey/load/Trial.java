package org.manualkey.load;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.manualkey.language.Command;
import org.manualkey.language.Parsed;
import org.manualkey.language.Parser;
import org.manualkey.language.Places;
import org.manualkey.language.Problem;
import org.manualkey.language.ProblemCode;
import org.manualkey.language.Word;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.request.RefusedRequest;
import org.manualkey.request.RequestBatch;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Sadb;
import org.manualkey.secret.SecretText;

/**
 * Runs the commands of a text against an empty database that stands for the real one: what is there
 * at the end is what the text asks for.
 */
final class Trial {
  private final Parser parser;
  private final RequestBuilder requests;
  private final SecretText text;
  private final Supplier<? extends Sadb> databases;
  private final BitSet skipped;

  /**
   * SAs that commands with errors were to add: they will be there once the errors are corrected.
   */
  private final Set<SaId> skippedSas = new HashSet<>();

  /** Whether a command had errors for which it is not known what it is about. */
  private boolean skippedUnknown;

  private SaLines sas = new SaLines(0);

  /** Where each SA is named that was added. */
  private final Map<SaId, Places.Place> places = new HashMap<>();

  /**
   * A trial.
   *
   * @param skipped commands with errors, by their order in the text; that an SA is missing which
   *     one of them may add proves nothing
   */
  Trial(
      Parser parser,
      RequestBuilder requests,
      SecretText text,
      Supplier<? extends Sadb> databases,
      BitSet skipped) {
    this.parser = parser;
    this.requests = requests;
    this.text = text;
    this.databases = databases;
    this.skipped = skipped;
  }

  /**
   * Looks for commands that would be refused.
   *
   * @param wanted hears what is there at the end
   * @return how many there are
   */
  int check(ProblemList problems, WantedSas wanted) {
    try (Sadb database = databases.get()) {
      int rejected = run(database, problems);
      List<SaId> left = new ArrayList<>();
      database.forEach(sa -> {
        wanted.add(sa);
        sa.keys().wipe();
        left.add(sa.id());
      });
      left.sort(Comparator.comparingInt(id -> place(id).line()));
      sas = new SaLines(left.size());
      left.forEach(id -> sas.putIfAbsent(id, place(id).line()));
      return rejected;
    }
  }

  /** The SAs that were there at the end of the check. */
  SaLines sas() {
    return sas;
  }

  /** Where the command names an SA that added it. */
  Places.Place place(SaId id) {
    return places.getOrDefault(id, new Places.Place(0, 0, 0));
  }

  /** Runs all commands; how many of them were refused. */
  int run(Sadb database, ProblemList problems) {
    Run run = new Run(database, problems);
    parser.parseFile(text, run);
    return run.rejected;
  }

  /** One pass over the commands. */
  private final class Run implements Consumer<Parsed> {
    private final Sadb database;
    private final ProblemList problems;
    private int next;
    private int rejected;

    Run(Sadb database, ProblemList problems) {
      this.database = database;
      this.problems = problems;
    }

    @Override
    public void accept(Parsed parsed) {
      if (skipped.get(next++)) {
        skip(parsed.command());
      } else if (!run(parsed, database, problems)) {
        rejected++;
      }
    }
  }

  private void skip(@Nullable Command skippedCommand) {
    if (!(skippedCommand instanceof Command.OneSa command)) {
      skippedUnknown = true;
      return;
    }
    RequestBatch batch = requests.of(command);
    skippedUnknown |= batch.hasErrors();
    for (Message request : batch.messages()) {
      SaId id = SaId.of(request);
      if (id != null) {
        skippedSas.add(id);
      }
    }
    command.wipeKeys();
  }

  private boolean mayBeSkipped(@Nullable SaId id) {
    return skippedUnknown || (id != null && skippedSas.contains(id));
  }

  private boolean mayBeSkipped(Message paired) {
    return skippedUnknown
        || (paired.find(ExtensionType.X_PAIR) instanceof Pair pair
            && skippedSas.stream().anyMatch(id -> id.spi() == pair.spi()));
  }

  /** Whether nothing is wrong with a command. */
  private boolean run(Parsed parsed, Sadb database, ProblemList problems) {
    return switch (parsed.command()) {
      case Command.OneSa command -> {
        try {
          yield run(command, database, problems);
        } finally {
          command.wipeKeys();
        }
      }
      case Command.Flush flush -> {
        Message request = RequestBuilder.whole(MessageType.FLUSH, flush.saType());
        yield switch (database.exchange(request)) {
          case Reply.Done _ -> true;
          case Reply.Refused(Refusal refusal) -> {
            problems.add(
                new Problem(
                    ProblemCode.REFUSED, parsed.line(), 1, 0, null, Errno.text(refusal.errno())));
            yield false;
          }
        };
      }
      case null, default -> true;
    };
  }

  private boolean run(Command.OneSa command, Sadb database, ProblemList problems) {
    for (Message request : requests.of(command).messages()) {
      if (database.exchange(request) instanceof Reply.Refused(Refusal refusal)) {
        Problem problem = problem(refusal, command, request);
        if (problem != null) {
          problems.add(problem);
          return false;
        }
        return true;
      }
      SaId id = SaId.of(request);
      if (id != null && request.header().type() == MessageType.ADD) {
        places.put(id, command.places().at(Word.SPI));
      }
    }
    return true;
  }

  /** What to report; null: nothing that this trial could know. */
  private @Nullable Problem problem(Refusal refusal, Command.OneSa command, Message request) {
    SaId id = SaId.of(request);
    if (refusal.is(Errno.EEXIST)) {
      Places.Place earlier = id == null ? null : places.get(id);
      return earlier == null
          ? RefusedRequest.problem(refusal, command)
          : Checker.duplicate(command, earlier.line());
    }
    Problem problem = RefusedRequest.problem(refusal, command);
    return switch (problem.code()) {
      case NO_SUCH_SA ->
          mayBeSkipped(id)
              ? null
              : withHint(
                  problem,
                  "a load starts without SAs, so the file must add it first; 'ipseckey -f' works on"
                      + " the SAs that are there");
      case PAIRING ->
          mayBeSkipped(request)
              ? null
              : withHint(
                  problem,
                  problem.hint() + "; only 'ipseckey -f' pairs with SAs that are there already");
      default -> problem;
    };
  }

  private static Problem withHint(Problem problem, String hint) {
    return new Problem(
        problem.code(), problem.line(), problem.column(), problem.length(), null, hint, hint);
  }
}
