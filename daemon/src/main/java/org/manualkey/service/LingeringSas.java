package org.manualkey.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.manualkey.load.Plan;
import org.manualkey.load.PlannedChange;
import org.manualkey.load.Plural;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Message;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.PreparedRequests;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.SadbOwner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SAs that a load left in place for the time of {@code config/linger} beside their successors, and
 * their deletion. Until then they are owned, so that a daemon that ends before deletes them with
 * its next load. Belongs to the thread of the database.
 */
final class LingeringSas {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVICE);

  private final OwnedSas ownedSas;
  private final SadbOwner owner;
  private Map<SaId, Lingering> lingering = Map.of();

  /**
   * One of them.
   *
   * @param look a GET of it
   * @param delete its deletion
   * @param end when that is sent, by {@link System#nanoTime}
   */
  private record Lingering(Message look, Message delete, long end) {}

  LingeringSas(OwnedSas ownedSas, SadbOwner owner) {
    this.ownedSas = ownedSas;
    this.owner = owner;
  }

  /**
   * A load came to its commit. What lingered before and still does stays no longer than it would
   * have; what does not linger any more is wanted again, or gone.
   *
   * @param plan what was done; null: everything was flushed
   */
  void loaded(@Nullable Plan plan) {
    List<PlannedChange.Delete> deletions = plan == null ? List.of() : plan.lingering();
    if (plan == null || deletions.isEmpty()) {
      lingering = Map.of();
      return;
    }
    Duration time = plan.policy().linger();
    long end = System.nanoTime() + time.toNanos();
    Map<SaId, Lingering> next = HashMap.newHashMap(deletions.size());
    for (PlannedChange.Delete deletion : deletions) {
      Lingering before = lingering.get(deletion.id());
      long sooner = before == null || before.end - end > 0 ? end : before.end;
      next.put(deletion.id(), new Lingering(deletion.look(), deletion.request(), sooner));
    }
    lingering = next;
    owner.later(time, this::delete);
  }

  /** All SAs of the service are removed: none of them lingers. */
  void removed() {
    lingering = Map.of();
  }

  private void delete(Sadb sadb) {
    Set<SaId> gone = new HashSet<>();
    Set<SaId> others = new LinkedHashSet<>();
    Map<SaId, Refusal> refused = new LinkedHashMap<>();
    try {
      long now = System.nanoTime();
      List<SaId> batch = new ArrayList<>(PreparedRequests.BATCH);
      Iterator<Map.Entry<SaId, Lingering>> each = lingering.entrySet().iterator();
      while (each.hasNext()) {
        Map.Entry<SaId, Lingering> entry = each.next();
        if (entry.getValue().end - now <= 0) {
          if (isAnother(entry.getValue().look, sadb)) {
            others.add(entry.getKey());
          } else {
            batch.add(entry.getKey());
          }
        }
        if (batch.size() == PreparedRequests.BATCH || !each.hasNext()) {
          delete(batch, sadb, gone, refused);
          batch.clear();
        }
      }
    } catch (SadbException e) {
      LOG.error(ServiceMessage.STILL_LINGERS.with(e.getMessage()));
    }
    log(others, refused);
    if (!gone.isEmpty()) {
      LOG.info(ServiceMessage.LINGERED.with(Plural.of(gone.size(), "SA")));
    }
    gone.addAll(others);
    if (!gone.isEmpty()) {
      lingering.keySet().removeAll(gone);
      ownedSas.release(gone);
    }
  }

  /** A line for each reason, however many SAs there are. */
  private static void log(Set<SaId> others, Map<SaId, Refusal> refused) {
    if (!others.isEmpty()) {
      LOG.warn(ServiceMessage.REPLACED_MEANWHILE.with(LoadLog.sas(List.copyOf(others))));
    }
    if (!refused.isEmpty()) {
      String sas = LoadLog.sas(List.copyOf(refused.keySet()));
      Refusal first = refused.values().iterator().next();
      LOG.error(ServiceMessage.STILL_LINGERS.with(sas + ": " + LoadLog.reason(first)));
    }
  }

  /** Whether somebody has put another SA in the place of one that lingered. */
  private boolean isAnother(Message look, Sadb sadb) {
    if (!(sadb.exchange(look) instanceof Reply.Done(Message reply))) {
      return false; // gone, or the deletion will be refused as well
    }
    SecurityAssociation there = SecurityAssociation.shown(reply);
    if (there == null) {
      return false;
    }
    try {
      return !ownedSas.owns(there);
    } finally {
      there.keys().wipe();
    }
  }

  private void delete(List<SaId> batch, Sadb sadb, Set<SaId> gone, Map<SaId, Refusal> refused) {
    List<Message> requests = batch.stream().map(lingering::get).map(Lingering::delete).toList();
    List<Reply> replies = sadb.exchangeAll(requests);
    for (int i = 0; i < batch.size(); i++) {
      if (replies.get(i) instanceof Reply.Refused(Refusal refusal) && !refusal.is(Errno.ESRCH)) {
        refused.put(batch.get(i), refusal);
      } else {
        gone.add(batch.get(i));
      }
    }
    owner.step();
  }
}
