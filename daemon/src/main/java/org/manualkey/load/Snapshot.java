package org.manualkey.load;

import java.util.ArrayList;
import java.util.List;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaType;
import org.manualkey.request.Exchange;
import org.manualkey.request.Outcome;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sa.Again;
import org.manualkey.sa.Readding;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;

/**
 * What a database held, with its keys, ready to be put back.
 *
 * <p>Put back are the SAs with their keys, limits, selectors and identities. Counters, the time an
 * SA was added and the state of replay protection start anew: PF_KEY cannot set them.
 */
final class Snapshot implements AutoCloseable {
  private final List<Message> sas;

  private Snapshot(List<Message> sas) {
    this.sas = sas;
  }

  /**
   * Takes a snapshot.
   *
   * @throws SadbException when the database cannot be dumped
   */
  static Snapshot of(Sadb sadb, RequestBuilder requests) {
    List<Message> sas = new ArrayList<>();
    try {
      Message end = sadb.dump(requests.whole(MessageType.DUMP, SaType.UNSPEC), sas::add);
      if (end.header().errno() != 0) {
        throw new SadbException("the database cannot be dumped", end.header().errno());
      }
      return new Snapshot(sas);
    } catch (RuntimeException e) {
      sas.forEach(Message::wipeKeys);
      throw e;
    }
  }

  /** All SAs, with their keys, which go with this snapshot. */
  List<Message> sas() {
    return sas;
  }

  /** Empties the database and puts everything back; returns how many SAs it did not take. */
  int restore(Sadb sadb, RequestBuilder requests) {
    Exchange.send(sadb, requests.whole(MessageType.FLUSH, SaType.UNSPEC));
    Readding readding = new Readding(sadb.directions());
    int lost = 0;
    for (Message dumped : sas) {
      Sa sa = dumped.sa();
      if (sa == null || !Again.isLive(sa)) {
        continue;
      }
      Header header = requests.whole(MessageType.ADD, dumped.header().saType()).header();
      Message add = Again.add(header, dumped, sa, readding, readding.pair(dumped));
      try {
        if (Exchange.send(sadb, add) instanceof Outcome.Refused) {
          lost++;
        } else {
          readding.isBack(dumped);
        }
      } finally {
        Again.wipeCopies(add, dumped);
      }
    }
    return lost;
  }

  @Override
  public void close() {
    sas.forEach(Message::wipeKeys);
  }
}
