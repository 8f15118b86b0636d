package org.manualkey.sadb.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Message;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.PreparedAdds;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.Transaction;

/**
 * ADDs that are judged, and of which the record and the message for the kernel are made, before the
 * first of them is sent.
 */
final class PreparedAdditions implements PreparedAdds {
  private final KnownSas known;
  private final Additions additions;
  private final PreparedSas kernel;
  private final List<RecordedSa> records = new ArrayList<>();

  /**
   * The record that takes the place of the one that there is, when a flush has come before; null:
   * the records are among the others.
   */
  private @Nullable ConcurrentMap<SaId, RecordedSa> fresh;

  private final int[] errnos = new int[BATCH];
  private int first;

  /** How many of the records belong to SAs that were added, or refused. */
  private int sent;

  PreparedAdditions(
      KnownSas known, Additions additions, PreparedSas kernel, Transaction.Start start) {
    this.known = known;
    this.additions = additions;
    this.kernel = kernel;
    fresh = start == Transaction.Start.EMPTY ? new ConcurrentHashMap<>() : null;
  }

  @Override
  public @Nullable Refusal add(Message message) {
    return additions.prepare(
        message,
        fresh == null,
        (asked, recorded) -> {
          kernel.add(asked);
          records.add(recorded);
          if (fresh == null) {
            known.record().put(recorded);
          } else {
            fresh.put(recorded.id(), recorded);
          }
        });
  }

  @Override
  public int size() {
    return records.size();
  }

  @Override
  public boolean send(int from, int to) {
    if (fresh != null) {
      known.record().become(fresh);
      fresh = null;
    }
    first = from;
    try {
      kernel.send(from, to, errnos);
    } catch (SadbException e) {
      known.doubt();
      throw e;
    }
    boolean all = true;
    for (int i = from; i < to; i++) {
      if (errnos[i - from] == 0) {
        known.record().keep(records.get(i));
      } else {
        known.record().forget(records.get(i).id());
        all = false;
      }
    }
    sent = to;
    return all;
  }

  @Override
  public @Nullable Refusal refusal(int index) {
    int errno = errnos[index - first];
    return errno == 0 ? null : Additions.refusal(new LinuxReply(errno, kernel.text(index - first)));
  }

  /** What was not sent is not recorded, either; the next request looks at the kernel. */
  @Override
  public void close() {
    kernel.close();
    if (fresh == null && sent < records.size()) {
      known.doubt();
    }
  }
}
