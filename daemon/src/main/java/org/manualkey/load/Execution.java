package org.manualkey.load;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaState;
import org.manualkey.request.Asked;
import org.manualkey.sa.Directions;
import org.manualkey.sa.Lifetimes;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.PreparedAdds;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.Transaction;

/**
 * Makes the changes of a plan, and takes them back.
 *
 * <p>A pair is made by the half that is added last: a half whose partner is yet to be replaced or
 * deleted is added alone.
 */
final class Execution implements AutoCloseable {
  private final Sadb sadb;
  private final Directions directions;
  private final List<PlannedChange> changes;
  private final Partners partners;

  /** Changes that were begun: how far the last one came is not known. There is room for all. */
  private final List<PlannedChange> begun;

  /** Whether the last change has deleted what it replaces. */
  private boolean halfDone;

  /** The ADDs of single SAs; null: they are not prepared. */
  private @Nullable PreparedAdds adds;

  /** How many of them were sent. */
  private int sent;

  Execution(Sadb sadb, Planner.Outcome planned) {
    this.sadb = sadb;
    directions = sadb.directions().now();
    changes = planned.plan().changes();
    begun = new ArrayList<>(changes.size());
    partners = new Partners(planned);
  }

  /** Has the ADDs of single SAs prepared; what the database refuses already. */
  List<RefusedCommand> prepare() {
    PreparedAdds prepared = sadb.prepare(Transaction.Start.AS_IT_IS);
    adds = prepared;
    RefusalList refusals = new RefusalList();
    for (PlannedChange change : changes) {
      if (isSingle(change)) {
        prepare(change, prepared, refusals);
      }
    }
    return refusals.all();
  }

  private static void prepare(PlannedChange change, PreparedAdds adds, RefusalList refusals) {
    if (change instanceof PlannedChange.Add add) {
      Refusal refusal = refusals.isFull() ? null : adds.add(add.add());
      if (refusal != null) {
        refusals.add(refused(change, add.add(), refusal));
      }
    }
  }

  /**
   * Makes changes until one is refused, and from then on only ADDs of single SAs, to see which of
   * them are refused too. Where these follow each other they are sent together.
   */
  List<RefusedCommand> run() {
    RefusalList refusals = new RefusalList();
    int next = 0;
    while (next < changes.size() && !refusals.isFull()) {
      int end = next;
      while (end < changes.size()
          && end < next + PreparedAdds.BATCH
          && isSingle(changes.get(end))) {
        end++;
      }
      if (end > next) {
        together(next, end, refusals);
      } else if (refusals.isEmpty()) {
        alone(changes.get(next), refusals);
      }
      next = Math.max(end, next + 1);
    }
    return refusals.all();
  }

  private static boolean isSingle(PlannedChange change) {
    return change instanceof PlannedChange.Add add && add.sa().partner() == null;
  }

  private void together(int from, int to, RefusalList refusals) {
    if (adds != null) {
      together(adds, sent, from, to, refusals);
      sent += to - from;
      return;
    }
    try (PreparedAdds batch = sadb.prepare(Transaction.Start.AS_IT_IS)) {
      for (int i = from; i < to; i++) {
        prepare(changes.get(i), batch, refusals);
      }
      if (refusals.isEmpty() || batch.size() == to - from) {
        together(batch, 0, from, to, refusals);
      }
    }
  }

  /** Sends ADDs, of which the first has that place among the prepared ones. */
  private void together(PreparedAdds batch, int first, int from, int to, RefusalList refusals) {
    for (int i = from; i < to; i++) {
      begun.add(changes.get(i)); // without an answer, each may have been made
    }
    if (batch.send(first, first + to - from)) {
      for (int i = from; i < to; i++) {
        partners.isThere(changes.get(i).id());
      }
      return;
    }
    begun.subList(begun.size() - (to - from), begun.size()).clear();
    for (int i = from; i < to; i++) {
      PlannedChange change = changes.get(i);
      Refusal refusal = batch.refusal(first + i - from);
      if (refusal == null) {
        begun.add(change);
        partners.isThere(change.id());
      } else if (change instanceof PlannedChange.Add add) {
        refusals.add(refused(change, add.add(), refusal));
      }
    }
  }

  private static RefusedCommand refused(PlannedChange change, Message request, Refusal refusal) {
    return new RefusedCommand(change.line(), Asked.of(request), refusal);
  }

  @Override
  public void close() {
    if (adds != null) {
      adds.close();
    }
  }

  private void alone(PlannedChange change, RefusalList refusals) {
    begun.add(change);
    RefusedCommand refused = make(change);
    if (refused == null) {
      return;
    }
    if (!halfDone) { // what was refused whole must not be taken back: it may be another's
      begun.removeLast();
    }
    refusals.add(refused);
  }

  private @Nullable RefusedCommand make(PlannedChange change) {
    halfDone = false;
    return switch (change) {
      case PlannedChange.Add add -> add(add, add.sa(), add.add());
      case PlannedChange.Delete delete -> delete(delete, delete.sa());
      case PlannedChange.Replace replace -> {
        RefusedCommand refused = delete(replace, replace.before());
        // It went by itself, or by another program, since the dump.
        boolean gone = refused == null || refused.refusal().is(Errno.ESRCH);
        halfDone = gone;
        yield gone ? add(replace, replace.sa(), replace.add()) : refused;
      }
      case PlannedChange.Update update ->
          send(update, limits(update.before(), update.sa().lifetimes()));
    };
  }

  /**
   * Takes back what was done, the last first; returns the SAs of before that are not as they were.
   */
  List<SaId> undo() {
    partners.willUndo(begun);
    List<SaId> lost = new ArrayList<>(0);
    for (PlannedChange change : begun.reversed()) {
      if (!isUndone(change)) {
        lost.add(change.id());
      }
    }
    return lost;
  }

  /** Whether one change could be taken back. The others are still tried when memory ran out. */
  private boolean isUndone(PlannedChange change) {
    try {
      return undo(change);
    } catch (OutOfMemoryError e) {
      return false;
    }
  }

  private boolean undo(PlannedChange change) {
    return switch (change) {
      case PlannedChange.Add add -> remove(add, add.sa());
      case PlannedChange.Delete delete -> restore(delete, delete.sa());
      case PlannedChange.Replace replace ->
          remove(replace, replace.sa()) && restore(replace, replace.before());
      case PlannedChange.Update update ->
          // A limit that the update set, and that was none before, only a new SA is without.
          (update.sa().lifetimes().canBecome(update.before().lifetimes())
                  && send(update, limits(update.sa(), update.before().lifetimes())) == null)
              || (remove(update, update.before()) && restore(update, update.before()));
    };
  }

  private boolean remove(PlannedChange change, SecurityAssociation sa) {
    RefusedCommand refused = delete(change, sa);
    return refused == null || refused.refusal().is(Errno.ESRCH);
  }

  private boolean restore(PlannedChange change, SecurityAssociation sa) {
    Message add = sa.toAdd(Header.request(MessageType.ADD, sa.type(), 0, 0), directions, true);
    try {
      RefusedCommand refused = add(change, sa, add);
      // Already there: the reply to its deletion was lost because it was not deleted.
      return refused == null || refused.refusal().is(Errno.EEXIST);
    } finally {
      Snapshot.wipeCopies(add, sa);
    }
  }

  private @Nullable RefusedCommand add(PlannedChange change, SecurityAssociation sa, Message add) {
    SaId partner = sa.partner();
    boolean pairs = partner != null && partners.canPairWith(partner);
    RefusedCommand refused = send(change, partner == null || pairs ? add : withoutPair(add));
    if (refused == null) {
      partners.isThere(sa.id());
    }
    return refused;
  }

  private static Message withoutPair(Message add) {
    List<Extension> kept =
        add.extensions().stream().filter(each -> !(each instanceof Pair)).toList();
    return new Message(add.header(), kept);
  }

  private @Nullable RefusedCommand delete(PlannedChange change, SecurityAssociation sa) {
    Message request =
        Message.of(
            Header.request(MessageType.DELETE, sa.type(), 0, 0),
            name(sa),
            sa.outer().destination(),
            sa.outer().source());
    RefusedCommand refused = send(change, request);
    if (refused == null) {
      partners.isGone(sa.id());
    }
    return refused;
  }

  /** An UPDATE of what is there to other lifetimes. */
  private static Message limits(SecurityAssociation from, Lifetimes to) {
    List<Extension> extensions = new ArrayList<>(6);
    extensions.add(name(from));
    addIfThere(to.hard(), extensions);
    addIfThere(to.soft(), extensions);
    addIfThere(to.idle(), extensions);
    Address destination = from.outer().destination();
    extensions.add(destination);
    extensions.add(from.outer().source());
    return new Message(Header.request(MessageType.UPDATE, from.type(), 0, 0), extensions);
  }

  private static void addIfThere(@Nullable Lifetime lifetime, List<Extension> to) {
    if (lifetime != null) {
      to.add(lifetime);
    }
  }

  private static Sa name(SecurityAssociation sa) {
    return new Sa(sa.id().spi(), 0, SaState.MATURE.code(), 0, 0, 0);
  }

  /** What was refused, or null. */
  private @Nullable RefusedCommand send(PlannedChange change, Message request) {
    return sadb.exchange(request) instanceof Reply.Refused(Refusal refusal)
        ? refused(change, request, refusal)
        : null;
  }
}
