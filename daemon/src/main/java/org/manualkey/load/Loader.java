package org.manualkey.load;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.manualkey.language.Parser;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.PreparedRequests;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.Transaction;
import org.manualkey.secret.SecretText;

/**
 * Loads one text: check, then plan, then apply. The first two stages change nothing; the third
 * either comes to its end or is undone.
 */
public final class Loader {
  private final Parser parser;
  private final RequestBuilder requests;
  private final Checker checker;
  private final Targets targets;

  Loader(Parser parser, RequestBuilder requests, Checker checker, Supplier<? extends Sadb> trials) {
    this.parser = parser;
    this.requests = requests;
    this.checker = checker;
    targets = new Targets(parser, requests, trials);
  }

  /**
   * Finds all that is wrong with a text and can be known without a database.
   *
   * @throws org.manualkey.sadb.NotEnoughMemoryException if there is not enough for the check
   */
  public CheckResult check(SecretText text) {
    return checker.check(text);
  }

  /**
   * Checks a text, and plans its load as a policy wants it.
   *
   * @param owned whether the service added an SA that is there, whose keys it may look at
   * @throws org.manualkey.sadb.SadbException when the database cannot be dumped, or there is not
   *     enough memory for the load
   */
  public PlanResult plan(
      SecretText text, Sadb sadb, LoadPolicy policy, Predicate<SecurityAssociation> owned) {
    EarlyFilling early = early(text, sadb, policy);
    TextContents contents = policy.isLiteral() ? null : checker.contents();
    boolean planned = false;
    try {
      PlanResult result =
          switch (checker.check(text, early, contents)) {
            case LoadResult.Rejected rejected -> rejected;
            case Checked checked -> {
              MemoryNeed.require(checked, sadb, policy, early.isFilled());
              yield plan(checked, sadb, policy, owned, early, contents);
            }
          };
      planned = result instanceof Planned;
      return result;
    } finally {
      if (!planned) {
        early.close();
      }
    }
  }

  /** What is filled during the check. */
  private EarlyFilling early(SecretText text, Sadb sadb, LoadPolicy policy) {
    boolean copied = sadb.hasTransactions();
    boolean judged = copied ? checker.isOf(sadb) : checker.covers(sadb);
    int room = policy.isLiteral() && judged ? MemoryNeed.room(text, copied) : 0;
    if (room == 0) {
      return EarlyFilling.NONE;
    }
    if (copied) {
      Transaction transaction = sadb.begin(Transaction.Start.EMPTY);
      return transaction == null ? EarlyFilling.NONE : new CopyFilling(transaction, requests, room);
    }
    PreparedRequests ahead = sadb.prepareAhead();
    if (ahead == null) {
      return EarlyFilling.NONE;
    }
    try {
      return new PreparedFilling(ahead, room);
    } catch (OutOfMemoryError e) {
      ahead.close();
      throw e;
    }
  }

  /**
   * Plans the load of a checked text as a policy wants it.
   *
   * @param owned whether the service added an SA that is there, whose keys it may look at
   * @throws org.manualkey.sadb.SadbException when the database cannot be dumped, or there is not
   *     enough memory for the load
   */
  public PlanResult plan(
      Checked checked, Sadb sadb, LoadPolicy policy, Predicate<SecurityAssociation> owned) {
    MemoryNeed.require(checked, sadb, policy, false);
    return plan(checked, sadb, policy, owned, EarlyFilling.NONE, null);
  }

  private PlanResult plan(
      Checked checked,
      Sadb sadb,
      LoadPolicy policy,
      Predicate<SecurityAssociation> owned,
      EarlyFilling early,
      @Nullable TextContents contents) {
    return policy.isLiteral()
        ? flush(checked, sadb, owned, early)
        : differences(sadb, policy, owned).plan(checked, contents);
  }

  /**
   * The same load SA by SA, for people to read; not the plan that a flush applies. An SA that is
   * flushed and added again is replaced.
   *
   * @throws org.manualkey.sadb.NotEnoughMemoryException if there is not enough for the comparison
   */
  public PlanResult preview(
      Checked checked, Sadb sadb, LoadPolicy policy, Predicate<SecurityAssociation> owned) {
    LoadPolicy delta = new LoadPolicy(LoadPolicy.Refresh.DELTA, policy.scope());
    MemoryNeed.require(checked, sadb, delta, false);
    return differences(sadb, policy, owned).plan(checked, null);
  }

  private Planned flush(
      Checked checked, Sadb sadb, Predicate<SecurityAssociation> owned, EarlyFilling early) {
    Stopwatch watch = new Stopwatch();
    Restorability restorability = Restorability.of(owned, sadb);
    boolean copied =
        sadb.hasTransactions(); // nothing is undone: what is there need only be counted
    Snapshot snapshot = copied ? Snapshot.NOTHING : Snapshot.of(sadb);
    boolean usable = false;
    try {
      int foreign = copied ? foreign(sadb, restorability) : restorability.foreign(snapshot.sas());
      Duration dumped = watch.lap();
      Effect effect = new Effect(checked.sas(), foreign, restorability.lost(snapshot.sas()));
      Target target = targets.of(checked, sadb);
      usable = true;
      return new FlushPlan(
          checked, snapshot, effect, dumped, watch.lap(), parser, requests, target, early);
    } finally {
      if (!usable) {
        snapshot.close();
      }
    }
  }

  private static int foreign(Sadb sadb, Restorability restorability) {
    int[] foreign = new int[1];
    sadb.forEach(sa -> {
      try {
        foreign[0] += restorability.isForeign(sa) ? 1 : 0;
      } finally {
        sa.keys().wipe();
      }
    });
    return foreign[0];
  }

  private Differences differences(
      Sadb sadb, LoadPolicy policy, Predicate<SecurityAssociation> owned) {
    return new Differences(targets, sadb, policy, owned);
  }

  /**
   * Carries out a plan, and wipes it.
   *
   * @throws org.manualkey.sadb.SadbException when the database is lost
   * @throws java.io.UncheckedIOException when ownership cannot be kept; nothing has changed then
   */
  public LoadResult apply(Planned planned, Sadb sadb, Ownership ownership) {
    try (planned) {
      Transaction transaction = planned.begin(sadb);
      return transaction == null
          ? oneByOne(planned, sadb, ownership)
          : atOnce(planned, transaction, ownership);
    }
  }

  private static LoadResult oneByOne(Planned planned, Sadb sadb, Ownership ownership) {
    Stopwatch watch = new Stopwatch();
    List<RefusedCommand> refused = planned.prepare(sadb);
    if (!refused.isEmpty()) {
      return new LoadResult.RolledBack(planned.count(), refused, List.of());
    }
    ownership.begin(planned.sas());
    planned.preparedIn(watch.lap());
    LoadResult result = planned.apply(Changed.inPlace(sadb, ownership::restored));
    if (result instanceof LoadResult.Applied) {
      ownership.commit(planned.owned());
    }
    return result;
  }

  /** All that may be refused, or fail for lack of memory, comes before the first change. */
  private static LoadResult atOnce(Planned planned, Transaction transaction, Ownership ownership) {
    try (transaction) {
      LoadResult result = planned.apply(Changed.copyOf(transaction));
      if (result instanceof LoadResult.Applied) {
        ownership.begin(planned.sas());
        transaction.commit();
        ownership.commit(planned.owned());
      }
      return result;
    }
  }

  /**
   * All three stages at once.
   *
   * @throws org.manualkey.sadb.SadbException when the database is lost
   * @throws java.io.UncheckedIOException when ownership cannot be kept
   */
  public LoadResult load(SecretText text, Sadb sadb, LoadPolicy policy, Ownership ownership) {
    return switch (plan(text, sadb, policy, ownership::owns)) {
      case LoadResult.Rejected rejected -> rejected;
      case Planned planned -> apply(planned, sadb, ownership);
    };
  }

  /**
   * Adds SAs again that a text asks for and the database lost, and changes nothing else.
   *
   * @param missing which SAs may be added
   * @throws org.manualkey.sadb.SadbException when the database is lost
   */
  public LoadResult restore(SecretText text, Sadb sadb, Set<SaId> missing) {
    // Nothing is owned, so that nothing that is there is in scope.
    LoadPolicy policy = new LoadPolicy(LoadPolicy.Refresh.DELTA, LoadPolicy.Scope.OWNED);
    return switch (check(text)) {
      case LoadResult.Rejected rejected -> rejected;
      case Checked checked -> {
        MemoryNeed.require(checked, sadb, policy, false);
        yield switch (differences(sadb, policy, _ -> false).planSome(checked, missing::contains)) {
          case LoadResult.Rejected rejected -> rejected;
          case Planned planned -> apply(planned, sadb, Ownership.NOBODY);
        };
      }
    };
  }
}
