package org.manualkey.load;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Message;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.PreparedRequests;
import org.manualkey.sadb.Refusal;

/**
 * Steps that make changes of a plan, or take them back, with all requests that they may need.
 *
 * <p>Of a half of a pair there are two ADDs: which of them is sent depends on whether its other
 * half is there then.
 */
final class PreparedSteps implements AutoCloseable {
  /** Instead of a number: there is no such request. */
  private static final int NONE = -1;

  private static final Refusal UNPREPARED = Refusal.of(Errno.EINVAL);

  private final PreparedRequests requests;
  private final List<Step> steps = new ArrayList<>();

  /**
   * What is done for a change, by the numbers of its requests.
   *
   * @param other the other half of the SA that is added; null: it has none
   * @param paired the ADD that pairs it
   */
  record Step(
      PlannedChange change, @Nullable SaId other, int delete, int update, int add, int paired) {
    boolean hasUpdate() {
      return update != NONE;
    }
  }

  /** Hears of a request that is refused already. */
  interface Refused {
    void accept(Message request, Refusal refusal);
  }

  PreparedSteps(PreparedRequests requests) {
    this.requests = requests;
  }

  int size() {
    return steps.size();
  }

  Step get(int index) {
    return steps.get(index);
  }

  /** Prepares what makes a change. */
  void make(PlannedChange change, Refused refused) {
    int delete = NONE;
    int update = NONE;
    Adds adds = Adds.NONE;
    switch (change) {
      case PlannedChange.Add add -> adds = adds(add.sa(), add.add(), refused);
      case PlannedChange.Delete gone -> delete = take(gone.request(), refused);
      case PlannedChange.Replace replace -> {
        delete = take(ChangeRequests.delete(replace.before()), refused);
        adds = adds(replace.sa(), replace.add(), refused);
      }
      case PlannedChange.Update limits ->
          update = take(ChangeRequests.limits(limits.before(), limits.sa().lifetimes()), refused);
    }
    steps.add(new Step(change, adds.other, delete, update, adds.add, adds.paired));
  }

  /** Prepares what takes a change back, as far as the database can restore what was there. */
  void takeBack(PlannedChange change, Directions directions) {
    Refused refused = (_, _) -> {};
    int delete = NONE;
    int update = NONE;
    Adds adds = Adds.NONE;
    switch (change) {
      case PlannedChange.Add add -> delete = take(ChangeRequests.delete(add.sa()), refused);
      case PlannedChange.Delete gone -> adds = adds(gone.sa(), directions);
      case PlannedChange.Replace replace -> {
        delete = take(ChangeRequests.delete(replace.sa()), refused);
        adds = adds(replace.before(), directions);
      }
      case PlannedChange.Update limits -> {
        // A limit that the update set, and that was none before, only a new SA is without.
        if (limits.sa().lifetimes().canBecome(limits.before().lifetimes())) {
          update = take(ChangeRequests.limits(limits.sa(), limits.before().lifetimes()), refused);
        }
        delete = take(ChangeRequests.delete(limits.before()), refused);
        adds = adds(limits.before(), directions);
      }
    }
    steps.add(new Step(change, adds.other, delete, update, adds.add, adds.paired));
  }

  /** The ADDs of an SA, by their numbers. */
  private record Adds(@Nullable SaId other, int add, int paired) {
    static final Adds NONE = new Adds(null, PreparedSteps.NONE, PreparedSteps.NONE);
  }

  private Adds adds(SecurityAssociation sa, Directions directions) {
    int alone = again(sa, directions, false);
    SaId other = sa.partner();
    return new Adds(other, alone, other == null ? NONE : again(sa, directions, true));
  }

  private int again(SecurityAssociation sa, Directions directions, boolean paired) {
    return requests.addAgain(sa, directions, paired) == null ? requests.size() - 1 : NONE;
  }

  private Adds adds(SecurityAssociation sa, Message add, Refused refused) {
    SaId other = sa.partner();
    return other == null
        ? new Adds(null, take(add, refused), NONE)
        : new Adds(other, take(ChangeRequests.withoutPair(add), refused), take(add, refused));
  }

  private int take(Message request, Refused refused) {
    Refusal refusal = requests.add(request);
    if (refusal != null) {
      refused.accept(request, refusal);
      return NONE;
    }
    return requests.size() - 1;
  }

  // ---- sending

  @Nullable Refusal delete(Step step) {
    return send(step.delete);
  }

  @Nullable Refusal update(Step step) {
    return send(step.update);
  }

  /** Adds the SA of a step, and pairs it if its other half is there to stay. */
  @Nullable Refusal add(Step step, Partners partners) {
    return send(step.other != null && partners.canPairWith(step.other) ? step.paired : step.add);
  }

  private @Nullable Refusal send(int number) {
    return number == NONE ? UNPREPARED : requests.send(number);
  }

  /** Sends the ADDs of steps that follow each other, each of an SA without other half. */
  boolean addTogether(int from, int to) {
    int first = steps.get(from).add;
    return requests.send(first, first + to - from);
  }

  /** Why the ADD of one of these steps was refused, or null. */
  @Nullable Refusal refusal(int step) {
    return requests.refusal(steps.get(step).add);
  }

  @Override
  public void close() {
    requests.close();
  }
}
