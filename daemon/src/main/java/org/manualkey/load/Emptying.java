package org.manualkey.load;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.PreparedRequests;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Sadb;

/**
 * Empties a database, before it is filled and before that is taken back; prepared. A FLUSH tells
 * nobody where the sequence numbers of an SA stood. So the SAs that are known are deleted one by
 * one, where the database keeps counters, and a FLUSH removes what else is there.
 */
final class Emptying implements AutoCloseable {
  /** The request to flush everything. */
  static final Message FLUSH = RequestBuilder.whole(MessageType.FLUSH, SaType.UNSPEC);

  private final boolean keepsCounters;

  /** The FLUSH, then the DELETEs. */
  private final PreparedRequests requests;

  private final @Nullable Refusal flushRefusal;
  private final int first;
  private boolean begun;

  Emptying(Sadb sadb) {
    keepsCounters = sadb.keepsCounters();
    requests = sadb.prepare();
    flushRefusal = requests.add(FLUSH);
    first = requests.size();
  }

  /**
   * Prepares for an SA that is there, before any ADD of it is prepared. Another one in its place
   * goes as well, as it would with the FLUSH, so that none of them has to be looked at again.
   */
  void of(SecurityAssociation sa) {
    if (keepsCounters) {
      var _ = requests.deleteWhichever(sa.id()); // refused: the FLUSH deletes it
    }
  }

  /** Empties the database; why the FLUSH was refused, or null. */
  @Nullable Refusal run() {
    for (int next = first; next < requests.size(); next += PreparedRequests.BATCH) {
      begun = true;
      var _ = requests.send(next, Math.min(next + PreparedRequests.BATCH, requests.size()));
    }
    if (flushRefusal == null) {
      Refusal refusal = requests.send(0);
      begun |= refusal == null;
      return refusal;
    }
    return flushRefusal;
  }

  /** Whether anything may have been deleted. */
  boolean hasBegun() {
    return begun;
  }

  @Override
  public void close() {
    requests.close();
  }
}
