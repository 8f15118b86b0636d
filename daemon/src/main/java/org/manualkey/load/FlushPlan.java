package org.manualkey.load;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.language.Parser;
import org.manualkey.request.Asked;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.Transaction;

/**
 * A load as the service of illumos does it: everything is flushed, then the SAs of the text are
 * added.
 *
 * <p>What the text asks for was made while it was checked ({@link EarlyFilling}), or the text is
 * parsed again for it. This takes less memory than keeping a million commands with their keys
 * meanwhile, and the result is the same: the octets do not change, and each name was looked up
 * once. Where requests take effect one by one, the database has prepared the ADDs of what the text
 * leaves in an empty database before the first change. A copy is sent the commands of the text as
 * they stand; so is a database without a judge, for which nobody knows beforehand what they leave.
 */
public final class FlushPlan extends Planned {
  private final Parser parser;
  private final RequestBuilder requests;
  private final Target target;

  /** What was made of the text during its check, until the database is changed. */
  private final EarlyFilling early;

  /** Whether the copy that is changed has all SAs already. */
  private final boolean isFilled;

  /** Null: the commands are sent as they stand. */
  private @Nullable TextFilling filling;

  private @Nullable Emptying emptying;

  /** Of the commands that were sent as they stand. */
  private List<RefusedCommand> refused = List.of();

  private @Nullable Restore restore;

  /**
   * A plan.
   *
   * @param early what was filled during the check, which goes with this plan
   */
  FlushPlan(
      Checked checked,
      Snapshot snapshot,
      Effect effect,
      Duration dumpTime,
      Duration planTime,
      Parser parser,
      RequestBuilder requests,
      Target target,
      EarlyFilling early) {
    super(checked, snapshot, effect, dumpTime, planTime);
    this.early = early;
    isFilled = early instanceof CopyFilling && early.isFilled();
    this.parser = parser;
    this.requests = requests;
    this.target = target;
  }

  @Override
  @Nullable Transaction begin(Sadb sadb) {
    return early instanceof CopyFilling copy && copy.isFilled()
        ? copy.release()
        : sadb.begin(Transaction.Start.EMPTY);
  }

  @Override
  List<RefusedCommand> prepare(Sadb sadb) {
    PreparedFilling ahead = early instanceof PreparedFilling prepared ? prepared : null;
    if (ahead != null && !goesOn(ahead, sadb)) {
      ahead.close(); // before anything else is prepared, or its places stay
    }
    Emptying before = new Emptying(sadb);
    emptying = before;
    snapshot().sas().forEach(before::of);
    List<RefusedCommand> already = List.of();
    Filling made = ahead == null ? null : ahead.filling();
    if (ahead != null && made != null) {
      filling = new TextFilling(target, made);
      ahead.release();
    } else if (checked().isPlain() || sadb.judge() != null) {
      TextFilling prepared = new TextFilling(target, new Filling(sadb.prepare()));
      filling = prepared;
      already = prepared.prepare();
    }
    if (already.isEmpty()) {
      restore = snapshot().prepare(sadb, before);
    }
    return already;
  }

  /**
   * Whether each SA that is there and comes back goes on with its numbers: not one that nobody knew
   * to be there when its ADD was prepared.
   */
  private boolean goesOn(PreparedFilling ahead, Sadb sadb) {
    if (sadb.keepsCounters()) {
      for (SecurityAssociation sa : snapshot().sas()) {
        if (!ahead.goesOnAfter(sa.id()) && sas().contains(sa.id())) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  LoadResult apply(Changed database) {
    Sadb sadb = database.sadb();
    Stopwatch watch = new Stopwatch();
    if (isFilled) {
      return applied(null, watch.lap());
    }
    Restore before = restore;
    Undo undo = database.undo(() -> before == null ? List.of() : before.run());
    Refusal flushed = undo.onFailure(() -> flush(sadb));
    if (flushed != null) {
      return new LoadResult.RolledBack(
          count(),
          List.of(new RefusedCommand(0, Asked.of(Emptying.FLUSH), flushed)),
          unflushed(database, undo));
    }
    if (undo.onFailure(() -> fill(sadb))) {
      return applied(null, watch.lap());
    }
    List<SaId> lost = undo.now();
    return new LoadResult.RolledBack(count(), filling == null ? refused : filling.refused(), lost);
  }

  /** Takes back what was deleted before the FLUSH was refused. */
  private List<SaId> unflushed(Changed database, Undo undo) {
    if (emptying != null && emptying.hasBegun()) {
      return undo.now();
    }
    database.restored().run(); // nothing was changed
    return List.of();
  }

  private @Nullable Refusal flush(Sadb sadb) {
    if (emptying != null) {
      return emptying.run();
    }
    return sadb.exchange(Emptying.FLUSH) instanceof Reply.Refused(Refusal refusal) ? refusal : null;
  }

  /** Whether everything was granted. */
  private boolean fill(Sadb sadb) {
    if (filling != null) {
      return filling.fill();
    }
    try (Sending sending = new Sending(sadb, requests)) {
      parser.parseFile(checked().text(), sending);
      refused = sending.finish();
      return refused.isEmpty();
    }
  }

  @Override
  public void close() {
    if (filling != null) {
      filling.close();
    }
    if (restore != null) {
      restore.close();
    }
    if (emptying != null) {
      emptying.close();
    }
    early.close();
    target.close();
    super.close();
  }
}
