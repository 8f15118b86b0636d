package org.manualkey.load;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.manualkey.sa.SaId;

/**
 * Which SAs are there, while changes are made, of those that are named as the other half of a pair.
 * All that it keeps is there from the beginning.
 */
final class Partners {
  private final Map<SaId, Partner> partners = new HashMap<>();

  private static final class Partner {
    private boolean present;

    /** Whether it will not stay as it is. */
    private boolean changing;
  }

  /** Before any change. */
  Partners(Planner.Outcome planned) {
    List<PlannedChange> changes = planned.plan().beforeCommit();
    for (PlannedChange change : changes) {
      enter(change.sa().partner());
      switch (change) {
        case PlannedChange.Replace replace -> enter(replace.before().partner());
        case PlannedChange.Update update -> enter(update.before().partner());
        case PlannedChange.Add _, PlannedChange.Delete _ -> {}
      }
    }
    partners.forEach((id, partner) -> partner.present = planned.present().containsKey(id));
    for (PlannedChange change : changes) {
      switch (change) {
        case PlannedChange.Delete _, PlannedChange.Replace _ -> willChange(change.id());
        case PlannedChange.Add _, PlannedChange.Update _ -> {}
      }
    }
  }

  private void enter(@Nullable SaId id) {
    if (id != null) {
      partners.putIfAbsent(id, new Partner());
    }
  }

  /** Whether an SA can be paired with another one now. */
  boolean canPairWith(SaId id) {
    Partner partner = partners.get(id);
    return partner != null && partner.present && !partner.changing;
  }

  void isThere(SaId id) {
    settle(id, true);
  }

  void isGone(SaId id) {
    settle(id, false);
  }

  private void settle(SaId id, boolean present) {
    Partner partner = partners.get(id);
    if (partner != null) {
      partner.present = present;
      partner.changing = false;
    }
  }

  private void willChange(SaId id) {
    Partner partner = partners.get(id);
    if (partner != null) {
      partner.changing = true;
    }
  }

  /** Changes are to be taken back; what was not come to stays as it is. */
  void willUndo() {
    for (Partner partner : partners.values()) {
      partner.changing = false;
    }
  }

  /** This one is among them. */
  void willUndo(PlannedChange begun) {
    if (begun instanceof PlannedChange.Replace || begun instanceof PlannedChange.Add) {
      willChange(begun.id());
    }
  }
}
