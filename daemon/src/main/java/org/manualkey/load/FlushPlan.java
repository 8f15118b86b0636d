package org.manualkey.load;

import java.time.Duration;
import java.util.List;
import org.manualkey.language.Parser;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.request.Asked;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Sadb;

/**
 * A load as the service of illumos does it: everything is flushed, then the commands of the text
 * are sent to the database one by one.
 *
 * <p>The text is parsed again for that. This takes less memory than keeping a million commands with
 * their keys meanwhile, and the result is the same: the octets do not change, and each name was
 * looked up once.
 */
public final class FlushPlan extends Planned {
  private final Parser parser;
  private final RequestBuilder requests;

  private FlushPlan(
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

  static FlushPlan of(
      Checked checked,
      Snapshot snapshot,
      Duration dumpTime,
      Restorability restorability,
      Parser parser,
      RequestBuilder requests) {
    Stopwatch watch = new Stopwatch();
    Effect effect =
        new Effect(
            checked.sas(),
            restorability.foreign(snapshot.sas()),
            restorability.lost(snapshot.sas()));
    return new FlushPlan(checked, snapshot, effect, dumpTime, watch.lap(), parser, requests);
  }

  @Override
  LoadResult apply(Sadb sadb, Runnable restored) {
    Stopwatch watch = new Stopwatch();
    Message flush = RequestBuilder.whole(MessageType.FLUSH, SaType.UNSPEC);
    Undo undo = new Undo(() -> snapshot().restore(sadb), restored);
    Reply flushed = undo.onFailure(() -> sadb.exchange(flush));
    if (flushed instanceof Reply.Refused(Refusal refusal)) {
      restored.run(); // nothing was changed
      return new LoadResult.RolledBack(
          count(), List.of(new RefusedCommand(0, Asked.of(flush), refusal)), List.of());
    }
    List<RefusedCommand> refused = undo.onFailure(() -> send(sadb));
    return refused.isEmpty()
        ? applied(null, watch.lap())
        : new LoadResult.RolledBack(count(), refused, undo.now());
  }

  private List<RefusedCommand> send(Sadb sadb) {
    try (Sending sending = new Sending(sadb, requests)) {
      parser.parseFile(checked().text(), sending);
      return sending.finish();
    }
  }
}
