package org.manualkey.load;

import java.util.ArrayList;
import java.util.List;
import org.manualkey.command.Exchange;
import org.manualkey.command.Outcome;
import org.manualkey.command.RequestBuilder;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Oversized;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.Readding;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaType;
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

  /** Empties the database and puts everything back; returns how many SAs it did not take. */
  int restore(Sadb sadb, RequestBuilder requests) {
    Exchange.send(sadb, requests.whole(MessageType.FLUSH, SaType.UNSPEC));
    Readding readding = new Readding(sadb.directions());
    int lost = 0;
    for (Message dumped : sas) {
      Sa sa = dumped.sa();
      if (sa == null || !isLive(sa)) {
        continue;
      }
      Header header = requests.whole(MessageType.ADD, dumped.header().saType()).header();
      Message add = new Message(header, extensions(dumped, sa, readding));
      try {
        if (Exchange.send(sadb, add) instanceof Outcome.Refused) {
          lost++;
        } else {
          readding.isBack(dumped);
        }
      } finally {
        wipeCopies(add, dumped);
      }
    }
    return lost;
  }

  /** Larval SAs belong to a negotiation that is lost anyway; dead ones are on their way out. */
  private static boolean isLive(Sa sa) {
    return switch (sa.state()) {
      case MATURE, DYING, ACTIVE_ELSEWHERE, IDLE -> true;
      case LARVAL, DEAD, ACTIVE, UNKNOWN -> false;
    };
  }

  private static List<Extension> extensions(Message dumped, Sa sa, Readding readding) {
    List<Extension> extensions = new ArrayList<>(dumped.extensions().size());
    for (Extension extension : dumped.extensions()) {
      Extension content =
          extension instanceof Oversized oversized ? oversized.content() : extension;
      switch (content) {
        case Sa _ ->
            extensions.add(sa.withState(Readding.state(sa)).withFlags(readding.flags(dumped, sa)));
        case Lifetime lifetime when lifetime.kind() == Lifetime.Kind.CURRENT -> {}
        case Pair _ -> {}
        case Key key -> extensions.add(key.asAdded());
        default -> extensions.add(content);
      }
    }
    Pair pair = readding.pair(dumped);
    if (pair != null) {
      extensions.add(pair);
    }
    return extensions;
  }

  /** Only the copies of keys that were made: the others are needed if this must be done again. */
  private static void wipeCopies(Message add, Message dumped) {
    for (Key.Kind kind : Key.Kind.values()) {
      Key copy = add.key(kind);
      if (copy != null && copy != dumped.key(kind)) {
        copy.material().wipe();
      }
    }
  }

  @Override
  public void close() {
    sas.forEach(Message::wipeKeys);
  }
}
