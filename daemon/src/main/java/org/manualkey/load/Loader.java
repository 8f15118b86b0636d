package org.manualkey.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.manualkey.language.Command;
import org.manualkey.language.Parsed;
import org.manualkey.language.Parser;
import org.manualkey.language.Problem;
import org.manualkey.language.Verb;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.SaType;
import org.manualkey.request.Exchange;
import org.manualkey.request.Outcome;
import org.manualkey.request.RequestBatch;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;
import org.manualkey.secret.SecretText;

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

  private final Parser parser;
  private final RequestBuilder requests;
  private final Supplier<? extends Sadb> shadows;

  /**
   * A loader for one load: it remembers what names meant.
   *
   * @param shadows makes empty databases in which a file can be tried out
   */
  public Loader(Parser parser, RequestBuilder requests, Supplier<? extends Sadb> shadows) {
    this.parser = parser;
    this.requests = requests;
    this.shadows = shadows;
  }

  /** Parses all of the text and looks up its names; touches nothing. */
  public LoadResult check(SecretText text) {
    return check(text, new Check(false));
  }

  private LoadResult check(SecretText text, Check check) {
    Parser.Count parsed = parser.parseFile(text, check);
    Parser.Count count =
        new Parser.Count(parsed.parsed(), parsed.valid() - check.unresolved, parsed.warnings());
    return count.faulty() == 0
        ? new LoadResult.Loaded(count, check.faults, check.ids, null, LoadTimings.NOTHING)
        : new LoadResult.Faulty(count, check.faults, count.faulty() == check.silent);
  }

  /**
   * Makes the database hold what the text says and nothing else, or leaves it as it was.
   *
   * @throws org.manualkey.sadb.SadbException when the database is lost
   */
  public LoadResult load(SecretText text, Sadb sadb) {
    Stopwatch watch = new Stopwatch();
    LoadResult checked = check(text);
    return checked instanceof LoadResult.Loaded loaded
        ? literally(text, loaded, sadb, watch)
        : checked;
  }

  /**
   * Makes what a policy lets be touched of the database what the text says, or leaves it as it was.
   *
   * @param ownership told before the first change and after the last
   * @throws org.manualkey.sadb.SadbException when the database is lost
   * @throws java.io.UncheckedIOException when ownership cannot be kept
   */
  public LoadResult load(SecretText text, Sadb sadb, LoadPolicy policy, Ownership ownership) {
    Stopwatch watch = new Stopwatch();
    Check check = new Check(true);
    LoadResult checked = check(text, check);
    if (!(checked instanceof LoadResult.Loaded loaded)) {
      return checked;
    }
    Set<SaId> before = ownership.owned();
    LoadResult result;
    if (policy.isLiteral()) {
      LoadResult tried = check.isPlain ? loaded : tryOut(text, sadb, loaded);
      if (!(tried instanceof LoadResult.Loaded wanted)) {
        return tried;
      }
      ownership.claim(before, wanted.sas());
      result = literally(text, wanted, sadb, watch);
    } else {
      Target target = target(text, check, sadb);
      result = planned(target, loaded, sadb, policy, ownership, watch);
    }
    ownership.claim(result instanceof LoadResult.Loaded done ? done.sas() : before, Set.of());
    return result;
  }

  /** What a load would do; touches nothing. */
  public LoadResult plan(SecretText text, Sadb sadb, LoadPolicy policy, Ownership ownership) {
    Check check = new Check(true);
    LoadResult checked = check(text, check);
    if (!(checked instanceof LoadResult.Loaded loaded)) {
      return checked;
    }
    try (Snapshot snapshot = Snapshot.of(sadb, requests)) {
      Planner planner = new Planner(policy, ownership.owned(), sadb.directions(), true);
      Planner.Work work = planner.plan(snapshot, target(text, check, sadb));
      work.wipeKeys();
      return work.refusals().isEmpty()
          ? new LoadResult.Loaded(
              loaded.count(), loaded.warnings(), work.wanted(), work.plan(), LoadTimings.NOTHING)
          : new LoadResult.Refused(loaded.count(), work.refusals(), 0);
    }
  }

  /**
   * Puts back SAs that a text holds and the database lost, and changes nothing else.
   *
   * @param gone which SAs may be put back
   * @throws org.manualkey.sadb.SadbException when the database is lost
   */
  public LoadResult putBack(SecretText text, Sadb sadb, Set<SaId> gone) {
    Stopwatch watch = new Stopwatch();
    Check check = new Check(true);
    LoadResult checked = check(text, check);
    if (!(checked instanceof LoadResult.Loaded loaded)) {
      return checked;
    }
    Target whole = target(text, check, sadb);
    Target some =
        sink ->
            whole.tell(wanted -> {
              if (gone.contains(wanted.id())) {
                sink.accept(wanted);
              } else {
                wanted.add().wipeKeys();
              }
            });
    // Nothing is owned, so that nothing that is there is in scope.
    LoadPolicy policy = new LoadPolicy(LoadPolicy.Refresh.DELTA, LoadPolicy.Scope.OWNED);
    return planned(some, loaded, sadb, policy, Ownership.NOBODY, watch);
  }

  private Target target(SecretText text, Check check, Sadb sadb) {
    return check.isPlain
        ? new PlainTarget(parser, requests, text)
        : new ShadowTarget(parser, requests, text, shadows, sadb.directions());
  }

  /** Runs a file whose commands change each other's SAs where that harms nobody. */
  private LoadResult tryOut(SecretText text, Sadb sadb, LoadResult.Loaded loaded) {
    Set<SaId> wanted = new HashSet<>();
    List<RefusedCommand> refused =
        new ShadowTarget(parser, requests, text, shadows, sadb.directions())
            .tell(each -> {
              wanted.add(each.id());
              each.add().wipeKeys();
            });
    return refused.isEmpty()
        ? new LoadResult.Loaded(
            loaded.count(), loaded.warnings(), wanted, null, LoadTimings.NOTHING)
        : new LoadResult.Refused(loaded.count(), refused, 0);
  }

  private LoadResult planned(
      Target target,
      LoadResult.Loaded loaded,
      Sadb sadb,
      LoadPolicy policy,
      Ownership ownership,
      Stopwatch watch) {
    Duration checked = watch.lap();
    try (Snapshot snapshot = Snapshot.of(sadb, requests)) {
      Duration dumped = watch.lap();
      boolean keeps = policy.refresh() == LoadPolicy.Refresh.DELTA;
      Planner planner = new Planner(policy, ownership.owned(), sadb.directions(), keeps);
      Planner.Work work = planner.plan(snapshot, target);
      Duration planned = watch.lap();
      try {
        List<RefusedCommand> refused = work.refusals();
        int lost = 0;
        if (refused.isEmpty()) {
          ownership.claim(ownership.owned(), work.wanted());
          Execution execution = new Execution(sadb, requests, work);
          refused = run(execution, work);
          lost = refused.isEmpty() ? 0 : execution.undo();
        }
        LoadTimings took = new LoadTimings(checked, dumped, planned, watch.lap());
        return refused.isEmpty()
            ? new LoadResult.Loaded(
                loaded.count(), loaded.warnings(), work.wanted(), work.plan(), took)
            : new LoadResult.Refused(loaded.count(), refused, lost);
      } finally {
        work.wipeKeys();
      }
    }
  }

  private static List<RefusedCommand> run(Execution execution, Planner.Work work) {
    try {
      return execution.run(work.steps());
    } catch (SadbException e) {
      throw undone(e, execution::undo);
    } catch (RuntimeException e) {
      execution.undo();
      throw e;
    }
  }

  private LoadResult literally(
      SecretText text, LoadResult.Loaded loaded, Sadb sadb, Stopwatch watch) {
    Duration checked = watch.lap();
    try (Snapshot snapshot = Snapshot.of(sadb, requests)) {
      Duration dumped = watch.lap();
      try {
        LoadResult result = literally(text, loaded, snapshot, sadb);
        return result instanceof LoadResult.Loaded done
            ? done.in(new LoadTimings(checked, dumped, Duration.ZERO, watch.lap()))
            : result;
      } catch (SadbException e) {
        throw undone(e, () -> snapshot.restore(sadb, requests));
      } catch (RuntimeException e) {
        snapshot.restore(sadb, requests);
        throw e;
      }
    }
  }

  /** A reply that did not come leaves the load half done: undoes it, if that is still possible. */
  private static SadbException undone(SadbException failure, IntSupplier undoing) {
    String undo;
    try {
      int lost = undoing.getAsInt();
      undo = lost == 0 ? "the load was undone" : lost + " earlier SAs could not be put back";
    } catch (SadbException again) {
      undo = "undoing the load failed, too: " + again.getMessage();
    }
    SadbException told = new SadbException(failure.getMessage() + "; " + undo, failure.errno());
    told.initCause(failure);
    return told;
  }

  private LoadResult literally(
      SecretText text, LoadResult.Loaded loaded, Snapshot snapshot, Sadb sadb) {
    Outcome flushed = Exchange.send(sadb, requests.whole(MessageType.FLUSH, SaType.UNSPEC));
    if (flushed instanceof Outcome.Refused refusal) {
      return new LoadResult.Refused(loaded.count(), List.of(new RefusedCommand(0, refusal)), 0);
    }
    List<RefusedCommand> refused;
    try (Sending sending = new Sending(sadb, requests, (_, _) -> {})) {
      parser.parseFile(text, sending);
      refused = sending.finish();
    }
    if (refused.isEmpty()) {
      return loaded;
    }
    int lost = snapshot.restore(sadb, requests);
    return new LoadResult.Refused(loaded.count(), refused, lost);
  }

  /** Collects faults, of the text and of its names; keeps no command. */
  private final class Check implements Consumer<Parsed> {
    private final List<Problem> faults = new ArrayList<>();
    private int errors;
    private int warnings;
    private int unresolved;
    private int silent;
    private final boolean collects;
    private final Set<SaId> ids = new HashSet<>();

    /** Whether there is nothing but ADDs without pairs, whose order does not matter. */
    private boolean isPlain = true;

    Check(boolean collects) {
      this.collects = collects;
    }

    @Override
    public void accept(Parsed parsed) {
      keep(parsed.faults());
      if (parsed.command() instanceof Command.OneSa command) {
        isPlain &= command.verb() == Verb.ADD && !isPaired(command);
        if (collects || command.needsLookup() || !requests.isNumeric()) {
          RequestBatch made = requests.of(command);
          keep(made.faults());
          if (made.hasErrors()) {
            unresolved++;
            silent += made.retry() ? 1 : 0;
          }
          if (collects) {
            made.messages().stream().map(SaId::of).filter(Objects::nonNull).forEach(ids::add);
          }
        }
        command.wipeKeys();
      } else if (parsed.command() != null) {
        isPlain = false;
      }
    }

    private static boolean isPaired(Command.OneSa command) {
      return command.extensions().stream().anyMatch(Pair.class::isInstance);
    }

    private void keep(List<Problem> more) {
      for (Problem fault : more) {
        // Warnings must not crowd out the error that explains why nothing is loaded.
        int others = fault.isError() ? errors++ : warnings++;
        if (others < MAX_FAULTS) {
          faults.add(fault);
        }
      }
    }
  }
}
