package org.manualkey.load;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.language.Parser;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.request.Asked;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.Transaction;

/**
 * A load as the service of illumos does it: everything is flushed, then the commands of the text
 * are sent to the database one by one.
 *
 * <p>The text is parsed again for that. This takes less memory than keeping a million commands with
 * their keys meanwhile, and the result is the same: the octets do not change, and each name was
 * looked up once. Where requests take effect one by one, a text of ADDs is parsed before the first
 * change, and the database prepares them; other texts are rare, and parsed after it.
 */
public final class FlushPlan extends Planned {
  private final Parser parser;
  private final RequestBuilder requests;

  /** Null: the commands are sent as they stand. */
  private @Nullable AddsOfText adds;

  FlushPlan(
      Checked checked,
      Snapshot snapshot,
      Effect effect,
      Duration dumpTime,
      Duration planTime,
      Parser parser,
      RequestBuilder requests) {
    super(checked, snapshot, effect, dumpTime, planTime);
    this.parser = parser;
    this.requests = requests;
  }

  @Override
  Transaction.Start start() {
    return Transaction.Start.EMPTY;
  }

  @Override
  LoadResult apply(Changed database) {
    Sadb sadb = database.sadb();
    Stopwatch watch = new Stopwatch();
    Message flush = RequestBuilder.whole(MessageType.FLUSH, SaType.UNSPEC);
    Undo undo = database.undo(() -> snapshot().restore(sadb));
    Reply flushed = undo.onFailure(() -> sadb.exchange(flush));
    if (flushed instanceof Reply.Refused(Refusal refusal)) {
      database.restored().run(); // nothing was changed
      return new LoadResult.RolledBack(
          count(), List.of(new RefusedCommand(0, Asked.of(flush), refusal)), List.of());
    }
    List<RefusedCommand> refused = undo.onFailure(() -> send(sadb));
    return refused.isEmpty()
        ? applied(null, watch.lap())
        : new LoadResult.RolledBack(count(), refused, undo.now());
  }

  /** Has the ADDs of a text in which there is nothing else. */
  @Override
  List<RefusedCommand> prepare(Sadb sadb) {
    if (!checked().isPlain()) {
      return List.of();
    }
    AddsOfText prepared = new AddsOfText(parser, requests, checked().text());
    adds = prepared;
    return prepared.prepare(sadb);
  }

  private List<RefusedCommand> send(Sadb sadb) {
    if (adds != null) {
      return adds.send();
    }
    try (Sending sending = new Sending(sadb, requests)) {
      parser.parseFile(checked().text(), sending);
      return sending.finish();
    }
  }

  @Override
  public void close() {
    if (adds != null) {
      adds.close();
    }
    super.close();
  }
}
