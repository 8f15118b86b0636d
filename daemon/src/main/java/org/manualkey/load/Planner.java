package org.manualkey.load;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.manualkey.language.Places;
import org.manualkey.language.Problem;
import org.manualkey.language.ProblemCode;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;

/**
 * Compares what is there with what is wanted. Each SA is looked up by its identity, so that the
 * work is proportional to the number of SAs.
 */
final class Planner {
  private final LoadPolicy policy;
  private final Predicate<SecurityAssociation> owned;
  private final Directions directions;
  private final boolean keeps;
  private final boolean atOnce;
  private final List<SecurityAssociation> there;
  private final UnchangedSas unchanged;
  private final Consumer<Consumer<SecurityAssociation>> shows;
  private final Map<SaId, SecurityAssociation> present;
  private final Set<SaId> wantedIds; // in the order of the text
  private final List<PlannedChange> inbound = new ArrayList<>();
  private final List<PlannedChange> outbound = new ArrayList<>();
  private final List<PlannedChange> updates = new ArrayList<>();
  private final List<PlannedChange> replacements = new ArrayList<>();
  private final ProblemList clashes = new ProblemList();
  private int clashing;
  private int kept;

  /**
   * A planner for one load.
   *
   * @param owned what may be touched under {@link LoadPolicy.Scope#OWNED}
   * @param keeps whether an SA that is as it should be stays
   * @param atOnce whether all changes take effect together
   * @param there what is there
   * @param unchanged what else is there, and as it should be
   * @param shows shows those again
   */
  Planner(
      LoadPolicy policy,
      Predicate<SecurityAssociation> owned,
      Directions directions,
      boolean keeps,
      boolean atOnce,
      List<SecurityAssociation> there,
      UnchangedSas unchanged,
      Consumer<Consumer<SecurityAssociation>> shows) {
    this.policy = policy;
    this.owned = owned;
    this.directions = directions.now();
    this.keeps = keeps;
    this.atOnce = atOnce;
    this.there = there;
    this.unchanged = unchanged;
    this.shows = shows;
    kept = unchanged.count();
    present = LinkedHashMap.newLinkedHashMap(there.size());
    wantedIds = LinkedHashSet.newLinkedHashSet(there.size()); // most loads change little
  }

  /**
   * What came of planning.
   *
   * @param present what is there, by identity, but for what is known to be unchanged
   * @param wanted what will be there of this text
   * @param clashes commands for SAs that are there and must stay
   * @param clashing how many they are
   */
  record Outcome(
      Plan plan,
      Map<SaId, SecurityAssociation> present,
      Set<SaId> wanted,
      List<Problem> clashes,
      int clashing) {}

  Outcome plan(Target target) {
    for (SecurityAssociation sa : there) {
      // Kernels that distinguish SAs by more than this show some twice; those are not ours.
      if (sa.isLive()) {
        present.putIfAbsent(sa.id(), sa);
      }
    }
    target.forEach(this::isNeeded);
    List<PlannedChange> changes = new ArrayList<>(inbound);
    changes.addAll(outbound);
    changes.addAll(updates);
    changes.addAll(replacements);
    changes.addAll(deletions());
    int held = present.size() + unchanged.count();
    Plan plan = new Plan(policy, atOnce, held, changes, kept, foreign(changes));
    return new Outcome(plan, present, unchanged.with(wantedIds), clashes.all(), clashing);
  }

  private Set<SaId> foreign(List<PlannedChange> changes) {
    Set<SaId> foreign = new HashSet<>();
    for (PlannedChange change : changes) {
      boolean isThere =
          switch (change) {
            case PlannedChange.Add _ -> false;
            case PlannedChange.Delete _, PlannedChange.Replace _, PlannedChange.Update _ -> true;
          };
      if (isThere && !isOwned(change.id())) {
        foreign.add(change.id());
      }
    }
    return foreign;
  }

  /** Plans for an SA that is wanted; whether a change needs it later. */
  private boolean isNeeded(Target.Wanted wanted) {
    SaId id = wanted.sa().id();
    if (!wantedIds.add(id)) {
      clash(wanted.place(), "the file adds it twice");
      return false;
    }
    SecurityAssociation before = present.get(id);
    if (before == null) {
      (isOutbound(wanted.sa()) ? outbound : inbound)
          .add(new PlannedChange.Add(wanted.sa(), wanted.place().line(), wanted.add()));
      return true;
    }
    boolean sameKind = before.isSame(wanted.sa(), directions);
    boolean same = sameKind && before.lifetimes().isSame(wanted.sa().lifetimes());
    if (isInScope(id)) {
      return decide(wanted, before, same, sameKind);
    }
    wantedIds.remove(id);
    if (!same) { // as wanted, and another program's, it may stay
      clash(
          wanted.place(),
          "the service did not add the SA that is there, and config/scope is owned");
    }
    return false;
  }

  private void clash(Places.Place place, String hint) {
    clashing++;
    clashes.add(
        new Problem(
            ProblemCode.ALREADY_EXISTS,
            place.line(),
            place.column(),
            place.length(),
            null,
            hint,
            hint));
  }

  private boolean decide(
      Target.Wanted wanted, SecurityAssociation before, boolean same, boolean sameKind) {
    if (keeps && same) {
      kept++;
      return false;
    }
    int line = wanted.place().line();
    boolean canBecome = sameKind && before.lifetimes().canBecome(wanted.sa().lifetimes());
    // An UPDATE of an SA that is used both ways changes one of its copies only.
    if (keeps && canBecome && !before.isBothWays(directions)) {
      updates.add(new PlannedChange.Update(wanted.sa(), line, before));
    } else {
      replacements.add(new PlannedChange.Replace(wanted.sa(), line, before, same, wanted.add()));
    }
    return true;
  }

  /** Outbound first: nothing is sent any more that the inbound side of a pair would answer. */
  private List<PlannedChange> deletions() {
    List<PlannedChange> first = new ArrayList<>();
    List<PlannedChange> last = new ArrayList<>();
    Successors successors = successors();
    present.forEach((id, sa) -> {
      if (isDeleted(id)) {
        boolean lingers = successors.haveOneFor(sa);
        (isOutbound(sa) ? first : last).add(new PlannedChange.Delete(sa, lingers));
      }
    });
    first.addAll(last);
    return first;
  }

  private boolean isDeleted(SaId id) {
    return !wantedIds.contains(id) && isInScope(id);
  }

  /** The SAs that are there after the load, if any SA is to linger for one of them. */
  private Successors successors() {
    Successors successors = new Successors();
    if (keeps && !policy.linger().isZero()) {
      present.forEach((id, sa) -> {
        if (isDeleted(id)) {
          successors.seek(sa);
        }
      });
      Stream.of(inbound, outbound, replacements)
          .flatMap(List::stream)
          .forEach(change -> successors.offer(change.sa()));
      present.forEach((id, sa) -> {
        if (wantedIds.contains(id)) {
          successors.offer(sa);
        }
      });
      if (unchanged.count() > 0 && successors.areMissed()) {
        shows.accept(successors::offer);
      }
    }
    return successors;
  }

  private boolean isInScope(SaId id) {
    SecurityAssociation sa = present.get(id);
    return sa == null ? policy.scope() == LoadPolicy.Scope.ALL : policy.covers(sa, owned);
  }

  /** Of an SA that is there. */
  private boolean isOwned(SaId id) {
    SecurityAssociation sa = present.get(id);
    return sa != null && owned.test(sa);
  }

  private boolean isOutbound(SecurityAssociation sa) {
    return SaFlag.OUTBOUND.in(sa.direction(directions, 0));
  }
}
