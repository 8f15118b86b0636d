package org.manualkey.service;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.manualkey.load.WantedSas;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.SaContents;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;

/**
 * Knows which SAs should be there, and why some are not.
 *
 * <p>Events report who removes what, but they may be lost, come late, or name no SA; what is
 * missing is therefore always looked up. May be used by several threads.
 */
final class ExpectedSas {
  private final int ownPid;
  private final Map<SaId, MissingSa.Cause> causes = new HashMap<>();
  private Set<SaId> expected = Set.of();
  private SaContents contents = new SaContents();
  private boolean watching;

  ExpectedSas(int ownPid) {
    this.ownPid = ownPid;
  }

  /** From now on these should be there, with these contents. */
  synchronized void expect(Set<SaId> sas, SaContents containing) {
    expected = sas;
    contents = containing;
    causes.clear();
    watching = true;
  }

  /** Hears what these SAs contain that are restored: the key file may be another one now. */
  synchronized WantedSas restored(Predicate<SaId> which) {
    return new ContentsOfRepair(contents, which);
  }

  /** Whether any SA should be there. */
  synchronized boolean isAny() {
    return !expected.isEmpty();
  }

  /** A change is under way, or no SA is expected: events are ignored. */
  synchronized void pause() {
    watching = false;
  }

  /** Goes on with what was expected before: a change did not come about. */
  synchronized void resume() {
    watching = true;
  }

  /** Notes an event; whether SAs may be missing now, or be there again. */
  synchronized boolean observe(Message event) {
    if (!watching || event.header().errno() != 0) {
      return false;
    }
    return switch (event.header().type()) {
      case DELETE, X_DELPAIR -> removed(event, cause(event));
      case FLUSH -> flushed(event.header().saType(), cause(event));
      case EXPIRE -> isHard(event) && removed(event, MissingSa.Cause.EXPIRED);
      case ADD, UPDATE -> added(event);
      default -> false;
    };
  }

  private MissingSa.Cause cause(Message event) {
    return event.header().pid() == ownPid ? MissingSa.Cause.CLIENT : MissingSa.Cause.OTHERS;
  }

  /** Our own client adds an SA again only after it was deleted; a load of our own is late here. */
  private boolean added(Message event) {
    MissingSa.Cause cause = cause(event);
    SaId id = SaId.of(event);
    boolean own = cause == MissingSa.Cause.CLIENT;
    if (id == null || !expected.contains(id) || (own && causes.isEmpty())) {
      return false;
    }
    causes.put(id, cause);
    return true;
  }

  private static boolean isHard(Message event) {
    var sa = event.sa();
    return sa == null || sa.state() != SaState.DYING;
  }

  private boolean removed(Message event, MissingSa.Cause cause) {
    SaId id = SaId.of(event);
    boolean one = id != null && event.header().type() != MessageType.X_DELPAIR;
    if (one) {
      boolean matters = expected.contains(id);
      if (matters) {
        causes.put(id, cause);
      }
      return matters;
    }
    return flushed(event.header().saType(), cause); // those that are still there are found there
  }

  private boolean flushed(SaType type, MissingSa.Cause cause) {
    for (SaId id : expected) {
      if (type.equals(SaType.UNSPEC) || id.type() == type.code()) {
        causes.put(id, cause);
      }
    }
    return !expected.isEmpty();
  }

  /**
   * What is missing, by looking: what is not there, and what another one has taken the identity of.
   *
   * @param present takes those that are there, without keys
   * @throws SadbException when the database cannot be dumped
   */
  synchronized List<MissingSa> look(Sadb sadb, Consumer<? super SecurityAssociation> present) {
    Set<SaId> missing = new LinkedHashSet<>(expected); // in the order of the key file
    Set<SaId> others = new HashSet<>();
    sadb.forEach(sa -> {
      SaId id = sa.id();
      // An expired one may stay for a while, and protects nothing.
      boolean counts = sa.isLive() && missing.contains(id);
      boolean isOurs = counts && contents.has(sa);
      sa.keys().wipe();
      if (isOurs) {
        missing.remove(id);
        present.accept(sa);
      } else if (counts) {
        others.add(id);
      }
    });
    causes.keySet().retainAll(missing);
    List<MissingSa> absences = new ArrayList<>(missing.size());
    for (SaId id : missing) {
      MissingSa.Cause cause = causes.computeIfAbsent(id, _ -> MissingSa.Cause.OTHERS);
      absences.add(new MissingSa(id, others.contains(id) ? cause.replacing() : cause));
    }
    return absences;
  }
}
