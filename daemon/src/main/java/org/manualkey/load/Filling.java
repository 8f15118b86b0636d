package org.manualkey.load;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Message;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.PreparedRequests;
import org.manualkey.sadb.Refusal;

/**
 * The ADDs that fill a database which was emptied, all of them prepared.
 *
 * <p>Which of two halves comes first is added alone, the second one pairs them. Whether the other
 * half is there is known only then, so there are two ADDs of a half.
 */
final class Filling implements AutoCloseable {
  private final PreparedRequests requests;

  /** By the numbers of requests: the ADDs of halves alone, each of which the other one follows. */
  private final BitSet halves = new BitSet();

  private final List<Half> halvesInOrder = new ArrayList<>();
  private final Map<SaId, Half> halvesById = new HashMap<>();

  /** An SA that is to be paired. */
  private static final class Half {
    private final SaId other;
    private boolean added;

    Half(SaId other) {
      this.other = other;
    }
  }

  /** Hears of refusals. */
  interface Refused {
    /**
     * An SA was refused.
     *
     * @param index its place among all, from 0
     * @return whether to go on
     */
    boolean accept(int index, Refusal refusal);
  }

  /**
   * Nothing yet.
   *
   * @param requests go with this
   */
  Filling(PreparedRequests requests) {
    this.requests = requests;
  }

  /**
   * Prepares an SA that has no other half.
   *
   * @return why it is refused; null: it is the next one
   */
  @Nullable Refusal add(Message add) {
    return requests.add(add);
  }

  /**
   * Prepares an SA.
   *
   * @param other the other half of its pair; null: it has none
   * @return why it is refused; null: it is the next one
   */
  @Nullable Refusal add(Message add, SaId id, @Nullable SaId other) {
    if (other == null) {
      return add(add);
    }
    Refusal refusal = requests.add(ChangeRequests.withoutPair(add));
    if (refusal == null && requests.add(add) == null) {
      half(id, other);
    }
    return refusal;
  }

  /**
   * Prepares an SA that is there, as it is there.
   *
   * @return why it is refused; null: it is the next one
   */
  @Nullable Refusal addAgain(SecurityAssociation sa, Directions directions) {
    Refusal refusal = requests.addAgain(sa, directions, false);
    SaId other = sa.partner();
    if (refusal == null && other != null && requests.addAgain(sa, directions, true) == null) {
      half(sa.id(), other);
    }
    return refusal;
  }

  /**
   * The last two requests add one SA, alone and as the half of a pair. Where the second one was
   * refused, since no SA can be paired with it, it stays alone.
   */
  private void half(SaId id, SaId other) {
    halves.set(requests.size() - 2);
    Half half = new Half(other);
    halvesInOrder.add(half);
    halvesById.put(id, half);
  }

  /** Whether the ADD of an SA goes on with its numbers, if its DELETE is prepared now. */
  boolean goesOnAfter(SaId id) {
    return requests.goesOnAfter(id);
  }

  /** Adds all, as many together as possible. */
  void fillTogether(Refused refused) {
    fill(refused, PreparedRequests.BATCH, requests::send);
  }

  /** Adds all; when memory runs out for one, that is a refusal, and the others are still tried. */
  void fillOneByOne(Refused refused) {
    fill(refused, 1, this::sendAnyway);
  }

  private @Nullable Refusal sendAnyway(int number) {
    try {
      return requests.send(number);
    } catch (OutOfMemoryError e) {
      return Refusal.of(Errno.ENOMEM);
    }
  }

  /** Sends one request; why it was refused, or null. */
  private interface Sender {
    @Nullable Refusal send(int number);
  }

  private void fill(Refused refused, int together, Sender sender) {
    halvesInOrder.forEach(half -> half.added = false);
    int index = 0;
    int nextHalf = 0;
    boolean more = true;
    for (int next = 0; more && next < requests.size(); ) {
      if (halves.get(next)) {
        Half half = halvesInOrder.get(nextHalf++);
        Half other = halvesById.get(half.other);
        Refusal refusal = sender.send(other != null && other.added ? next + 1 : next);
        half.added = refusal == null;
        more = refusal == null || refused.accept(index, refusal);
        index++;
        next += 2;
      } else if (together == 1) {
        Refusal refusal = sender.send(next);
        more = refusal == null || refused.accept(index, refusal);
        index++;
        next++;
      } else {
        int end = endOfSingles(next, together);
        more = requests.send(next, end) || accepted(next, end, index, refused);
        index += end - next;
        next = end;
      }
    }
  }

  private int endOfSingles(int from, int together) {
    int half = halves.nextSetBit(from);
    int end = Math.min(from + together, requests.size());
    return half < 0 ? end : Math.min(half, end);
  }

  /** Reports what was refused of the requests that were sent last; whether to go on. */
  private boolean accepted(int from, int to, int index, Refused refused) {
    boolean more = true;
    for (int i = from; i < to && more; i++) {
      Refusal refusal = requests.refusal(i);
      more = refusal == null || refused.accept(index + i - from, refusal);
    }
    return more;
  }

  @Override
  public void close() {
    requests.close();
  }
}
