package org.manualkey.load;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.request.Exchange;
import org.manualkey.request.Outcome;
import org.manualkey.sa.Again;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SaContent;
import org.manualkey.sa.SaId;

/**
 * Compares what is there with what is wanted. Each SA is looked up by its identity, so that the
 * work is proportional to the number of SAs.
 */
final class Planner {
  private static final int BOTH = SaFlag.INBOUND.bit() | SaFlag.OUTBOUND.bit();

  private final LoadPolicy policy;
  private final Set<SaId> owned;
  private final Directions directions;
  private final boolean keeps;
  private final Map<SaId, Message> present = new LinkedHashMap<>();
  private final Set<SaId> wantedIds = new HashSet<>();
  private final List<Step> inbound = new ArrayList<>();
  private final List<Step> outbound = new ArrayList<>();
  private final List<Step> updates = new ArrayList<>();
  private final List<Step> replacements = new ArrayList<>();
  private final RefusalList refusals = new RefusalList();
  private int kept;

  /**
   * A planner for one load.
   *
   * @param owned what may be touched under {@link LoadPolicy.Scope#OWNED}
   * @param keeps whether an SA that is as it should be stays
   */
  Planner(LoadPolicy policy, Set<SaId> owned, Directions directions, boolean keeps) {
    this.policy = policy;
    this.owned = owned;
    this.directions = directions.now();
    this.keeps = keeps;
  }

  /**
   * What came of planning.
   *
   * @param plan what will be done, for people
   * @param steps the same with keys, in order
   * @param present what is there, by identity
   * @param wanted what will be there of this file
   * @param refusals of commands, why it cannot be
   */
  record Work(
      Plan plan,
      List<Step> steps,
      Map<SaId, Message> present,
      Set<SaId> wanted,
      List<RefusedCommand> refusals) {
    /** Overwrites the keys of what was to be added; those of what was there go elsewhere. */
    void wipeKeys() {
      for (Step step : steps) {
        switch (step) {
          case Step.Add add -> add.add().wipeKeys();
          case Step.Replace replace -> replace.add().wipeKeys();
          case Step.Update update -> update.add().wipeKeys();
          case Step.Delete _ -> {}
        }
      }
    }
  }

  Work plan(Snapshot snapshot, Target target) {
    for (Message dumped : snapshot.sas()) {
      Sa sa = dumped.sa();
      SaId id = SaId.of(dumped);
      // Kernels that tell SAs apart by more than this show some twice; those are not ours.
      if (sa != null && id != null && Again.isLive(sa)) {
        present.putIfAbsent(id, dumped);
      }
    }
    target.tell(this::want).forEach(refusals::add);
    List<Step> steps = new ArrayList<>(inbound);
    steps.addAll(outbound);
    steps.addAll(updates);
    steps.addAll(replacements);
    steps.addAll(deletions());
    List<Plan.Change> told = steps.stream().map(Planner::change).toList();
    Plan plan = new Plan(policy, present.size(), told, kept);
    return new Work(plan, steps, present, wantedIds, refusals.all());
  }

  private void want(Target.Wanted wanted) {
    if (!take(wanted)) {
      wanted.add().wipeKeys();
    }
  }

  /** Whether a step needs the message later. */
  private boolean take(Target.Wanted wanted) {
    SaId id = wanted.id();
    if (!wantedIds.add(id)) {
      refuse(wanted);
      return false;
    }
    Message before = present.get(id);
    if (before == null) {
      Step step = new Step.Add(id, wanted.line(), wanted.add());
      (isOutbound(wanted.add()) ? outbound : inbound).add(step);
      return true;
    }
    return compare(wanted, before);
  }

  private boolean compare(Target.Wanted wanted, Message before) {
    SaContent is = SaContent.dumped(before);
    SaContent shall = SaContent.wanted(wanted.add(), directions, is.fixed().direction());
    try {
      boolean sameKind = is.fixed().equals(shall.fixed());
      boolean same = sameKind && is.limits().equals(shall.limits());
      if (!isMine(wanted.id())) {
        if (same) {
          wantedIds.remove(wanted.id()); // it is as wanted, but somebody else's
        } else {
          refuse(wanted);
        }
        return false;
      }
      return decide(wanted, before, same, sameKind && is.limits().canBecome(shall.limits()));
    } finally {
      is.wipeCopies(before);
      shall.wipeCopies(wanted.add());
    }
  }

  private boolean decide(Target.Wanted wanted, Message before, boolean same, boolean canBecome) {
    if (keeps && same) {
      kept++;
      return false;
    }
    if (keeps && canBecome && !isBothWays(before)) {
      updates.add(new Step.Update(wanted.id(), wanted.line(), before, wanted.add()));
    } else {
      replacements.add(new Step.Replace(wanted.id(), wanted.line(), before, wanted.add()));
    }
    return true;
  }

  private void refuse(Target.Wanted wanted) {
    Outcome.Refused exists =
        new Outcome.Refused(Exchange.asked(wanted.add()), Errno.EEXIST.code(), 0);
    refusals.add(new RefusedCommand(wanted.line(), exists));
  }

  /** Outbound first: nothing is sent any more that the inbound side of a pair would answer. */
  private List<Step> deletions() {
    List<Step> first = new ArrayList<>();
    List<Step> last = new ArrayList<>();
    present.forEach((id, dumped) -> {
      if (!wantedIds.contains(id) && isMine(id)) {
        (isOutbound(dumped) ? first : last).add(new Step.Delete(id, dumped));
      }
    });
    first.addAll(last);
    return first;
  }

  private boolean isMine(SaId id) {
    return switch (policy.scope()) {
      case ALL -> true;
      case OWNED -> owned.contains(id);
    };
  }

  private boolean isOutbound(Message message) {
    return (direction(message) & SaFlag.OUTBOUND.bit()) != 0;
  }

  /** An UPDATE of an SA that is used both ways changes one of its copies only. */
  private boolean isBothWays(Message message) {
    Directions.Given given = given(message);
    return direction(message) == BOTH || given != null && given.bothWays();
  }

  private int direction(Message message) {
    Sa sa = message.sa();
    int said = sa == null ? 0 : sa.flags() & BOTH;
    Directions.Given given = said == 0 ? given(message) : null;
    return given == null ? said : given.flags();
  }

  private Directions.@Nullable Given given(Message message) {
    var source = message.source();
    var destination = message.destination();
    return source == null || destination == null
        ? null
        : directions.between(source.socketAddress(), destination.socketAddress());
  }

  private static Plan.Change change(Step step) {
    return switch (step) {
      case Step.Add add -> Plan.Change.of(Plan.Action.ADD, add.id(), add.add());
      case Step.Delete delete -> Plan.Change.of(Plan.Action.DELETE, delete.id(), delete.dumped());
      case Step.Replace replace -> Plan.Change.of(Plan.Action.REPLACE, replace.id(), replace.add());
      case Step.Update update -> Plan.Change.of(Plan.Action.UPDATE, update.id(), update.add());
    };
  }
}
