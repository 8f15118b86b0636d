package org.manualkey.load;

import java.util.List;
import java.util.Set;
import org.manualkey.sa.SaId;

/**
 * What a load does to a database, by differences. It may be printed and logged.
 *
 * @param policy how it is done
 * @param atOnce whether all changes take effect together, as in the embedded database
 * @param present SAs of the database, those out of scope too
 * @param changes SA by SA, in the order in which they are made
 * @param kept SAs in scope that are as they should be
 * @param foreign SAs that change although the service did not add them; must not be changed
 */
public record Plan(
    LoadPolicy policy,
    boolean atOnce,
    int present,
    List<PlannedChange> changes,
    int kept,
    Set<SaId> foreign) {
  /** The text of {@link #summary}, with {@code %s} for a value. */
  public static final String SUMMARY = "%s added, %s deleted%s, %s replaced, %s updated, %s kept";

  public Plan {
    changes = List.copyOf(changes);
  }

  /** Whether a change leaves packets without the SA for a moment, though it is there afterwards. */
  public boolean hasGap(PlannedChange change) {
    return switch (change) {
      case PlannedChange.Replace _ -> !atOnce;
      case PlannedChange.Add _, PlannedChange.Delete _, PlannedChange.Update _ -> false;
    };
  }

  /** How many changes have a gap. */
  public int gaps() {
    return (int) changes.stream().filter(this::hasGap).count();
  }

  /** The changes that the load makes before its commit. */
  List<PlannedChange> beforeCommit() {
    return changes.stream()
        .filter(change -> !(change instanceof PlannedChange.Delete delete && delete.lingers()))
        .toList();
  }

  /** The changes that are made later: SAs that stay for a while after the commit. */
  public List<PlannedChange.Delete> lingering() {
    return changes.stream()
        .filter(PlannedChange.Delete.class::isInstance)
        .map(PlannedChange.Delete.class::cast)
        .filter(PlannedChange.Delete::lingers)
        .toList();
  }

  /**
   * {@code 2 added, 1 deleted, 0 replaced, 0 updated, 997 kept}, with {@code (1 after 2000 ms)}
   * behind the deleted ones if some of them linger.
   */
  public String summary() {
    int added = 0;
    int deleted = 0;
    int lingering = 0;
    int replaced = 0;
    int updated = 0;
    for (PlannedChange change : changes) {
      switch (change) {
        case PlannedChange.Add _ -> added++;
        case PlannedChange.Delete delete -> {
          deleted++;
          lingering += delete.lingers() ? 1 : 0;
        }
        case PlannedChange.Replace _ -> replaced++;
        case PlannedChange.Update _ -> updated++;
      }
    }
    String after =
        lingering == 0 ? "" : " (" + lingering + " after " + policy.linger().toMillis() + " ms)";
    return SUMMARY.formatted(added, deleted, after, replaced, updated, kept);
  }
}
