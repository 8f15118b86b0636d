package org.manualkey.load;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.language.Parser;
import org.manualkey.request.Asked;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.Transaction;

/**
 * A load as the service of illumos does it: everything is flushed, then the SAs of the text are
 * added.
 *
 * <p>The text is parsed again for that, unless a copy was filled during its check. This takes less
 * memory than keeping a million commands with their keys meanwhile, and the result is the same: the
 * octets do not change, and each name was looked up once. Where requests take effect one by one, it
 * is parsed before the first change, and the database prepares the ADDs of what the text leaves in
 * an empty database. A copy is sent the commands of the text as they stand; so is a database
 * without a judge, for which nobody knows beforehand what they leave.
 */
public final class FlushPlan extends Planned {
  private final Parser parser;
  private final RequestBuilder requests;
  private final Target target;

  /** Whether the copy that is changed has all SAs already. */
  private final boolean isFilled;

  /** That copy, until the database is changed. */
  private @Nullable Transaction filled;

  /** Null: the commands are sent as they stand. */
  private @Nullable TextFilling filling;

  private @Nullable Emptying emptying;

  /** Of the commands that were sent as they stand. */
  private List<RefusedCommand> refused = List.of();

  private @Nullable Restore restore;

  /**
   * A plan.
   *
   * @param filled the copy of the database that was filled during the check, which goes with this
   *     plan; null: there is none
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
      @Nullable Transaction filled) {
    super(checked, snapshot, effect, dumpTime, planTime);
    this.filled = filled;
    isFilled = filled != null;
    this.parser = parser;
    this.requests = requests;
    this.target = target;
  }

  @Override
  @Nullable Transaction begin(Sadb sadb) {
    Transaction transaction = isFilled ? filled : sadb.begin(Transaction.Start.EMPTY);
    filled = null;
    return transaction;
  }

  @Override
  List<RefusedCommand> prepare(Sadb sadb) {
    Emptying before = new Emptying(sadb);
    emptying = before;
    snapshot().sas().forEach(before::of);
    List<RefusedCommand> already = List.of();
    if (checked().isPlain() || sadb.judge() != null) {
      TextFilling prepared = new TextFilling(target, sadb);
      filling = prepared;
      already = prepared.prepare();
    }
    if (already.isEmpty()) {
      restore = snapshot().prepare(sadb, before);
    }
    return already;
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
    if (filled != null) {
      filled.close();
    }
    target.close();
    super.close();
  }
}
