package org.manualkey.load;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.manualkey.language.Parser;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.request.Asked;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Sadb;

/**
 * A load as the service of illumos does it: everything is flushed, then the commands of the text go
 * to the database one by one.
 *
 * <p>The text is parsed again for that. It is cheaper than keeping a million commands with their
 * keys meanwhile, and nothing can come between: the octets are the same, and every name was asked
 * for once.
 */
public final class FlushPlan extends Planned {
  private final Checked checked;
  private final Snapshot snapshot;
  private final Duration dumped;
  private final Duration planned;
  private final int foreign;
  private final int unrestorable;
  private final Parser parser;
  private final RequestBuilder requests;

  FlushPlan(
      Checked checked,
      Snapshot snapshot,
      Duration dumped,
      Restorability restorability,
      Parser parser,
      RequestBuilder requests) {
    this.checked = checked;
    this.snapshot = snapshot;
    this.dumped = dumped;
    this.parser = parser;
    this.requests = requests;
    Stopwatch watch = new Stopwatch();
    foreign = restorability.foreign(snapshot.sas());
    unrestorable = restorability.lost(snapshot.sas());
    planned = watch.lap();
  }

  @Override
  public Parser.Count count() {
    return checked.count();
  }

  @Override
  public Set<SaId> sas() {
    return checked.sas();
  }

  @Override
  public int foreign() {
    return foreign;
  }

  @Override
  public int unrestorable() {
    return unrestorable;
  }

  @Override
  LoadResult apply(Sadb sadb) {
    Stopwatch watch = new Stopwatch();
    Message flush = RequestBuilder.whole(MessageType.FLUSH, SaType.UNSPEC);
    if (sadb.exchange(flush) instanceof Reply.Refused(Refusal refusal)) {
      return new LoadResult.RolledBack(
          count(), List.of(new RefusedCommand(0, Asked.of(flush), refusal)), List.of());
    }
    return Undo.onFailure(() -> send(sadb, watch), () -> snapshot.restore(sadb));
  }

  private LoadResult send(Sadb sadb, Stopwatch watch) {
    List<RefusedCommand> refused = send(sadb);
    if (!refused.isEmpty()) {
      return new LoadResult.RolledBack(count(), refused, snapshot.restore(sadb));
    }
    LoadTimings timings = new LoadTimings(checked.time(), dumped, planned, watch.lap());
    return new LoadResult.Applied(count(), checked.warnings(), sas(), null, timings);
  }

  private List<RefusedCommand> send(Sadb sadb) {
    try (Sending sending = new Sending(sadb, requests)) {
      parser.parseFile(checked.text(), sending);
      return sending.finish();
    }
  }

  @Override
  public void close() {
    snapshot.close();
  }
}
