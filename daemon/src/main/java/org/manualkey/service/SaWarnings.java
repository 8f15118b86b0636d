package org.manualkey.service;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.PolicyTemplates;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What the regular looks find out about SAs of the key file beyond that they are there. A look
 * belongs to the thread of the database; any thread may ask for what the last one has found.
 *
 * <p>Policies often come after the SAs, by a unit of their own. Therefore they are not looked at by
 * a load, but by the first regular look after it.
 */
final class SaWarnings {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVICE);

  /** SAs that no policy uses; null: not known. */
  private volatile @Nullable Found unused;

  /** What was logged of them last. */
  private Found logged = Found.NONE;

  /** SAs whose sequence numbers come to an end. */
  private volatile Found nearEnd = Found.NONE;

  /** Those of them that were logged. */
  private Set<SaId> nearEndLogged = Set.of();

  /**
   * Some SAs.
   *
   * @param count how many there are
   * @param first at most {@link SaWarning#FEW}
   * @param highest of their sequence numbers
   */
  private record Found(int count, List<SaId> first, long highest) {
    static final Found NONE = new Found(0, List.of(), 0);

    SaWarning as(SaWarning.Kind kind) {
      return new SaWarning(kind, count, first, highest);
    }

    Found with(SaId id, long number) {
      List<SaId> named = first;
      if (named.size() < SaWarning.FEW) {
        named = new ArrayList<>(named);
        named.add(id);
      }
      return new Found(count + 1, named, Math.max(highest, number));
    }
  }

  /** What is known now. */
  List<SaWarning> current() {
    List<SaWarning> known = new ArrayList<>(2);
    Found found = unused;
    if (found != null && found.count > 0) {
      known.add(found.as(SaWarning.Kind.UNUSED));
    }
    Found ending = nearEnd;
    if (ending.count > 0) {
      known.add(ending.as(SaWarning.Kind.SEQUENCE));
    }
    return known;
  }

  /** How many SAs no policy uses; empty: not known. */
  OptionalInt unused() {
    Found found = unused;
    return found == null ? OptionalInt.empty() : OptionalInt.of(found.count);
  }

  /** There are other SAs now, of which nothing is known. */
  void forget() {
    unused = null;
    nearEnd = Found.NONE;
  }

  /** Begins a look. */
  Look begin(Sadb sadb) {
    return new Look(sadb.directions().now(), policies(sadb));
  }

  private static @Nullable PolicyTemplates policies(Sadb sadb) {
    PolicyTemplates policies = new PolicyTemplates();
    try {
      return sadb.policies(policies) && policies.isComplete() ? policies : null;
    } catch (SadbException e) { // of SAs that are missing more is to be said
      LOG.debug("no policies: {}", e.getMessage());
      return null;
    }
  }

  /** Takes the SAs of the key file that are there. */
  final class Look implements Consumer<SecurityAssociation> {
    private final Directions directions;
    private final @Nullable PolicyTemplates policies;
    private Found notUsed = Found.NONE;
    private Found ending = Found.NONE;
    private Found toLog = Found.NONE;
    private final Set<SaId> allEnding = new HashSet<>();

    /**
     * A look.
     *
     * @param policies null: they are not known
     */
    private Look(Directions directions, @Nullable PolicyTemplates policies) {
      this.directions = directions;
      this.policies = policies;
    }

    @Override
    public void accept(SecurityAssociation sa) {
      if (policies != null && !policies.use(sa, directions)) {
        notUsed = notUsed.with(sa.id(), 0);
      }
      long sent = SequenceNumbers.sent(sa, directions);
      if (SequenceNumbers.isNearEnd(sent)) {
        ending = ending.with(sa.id(), sent);
        allEnding.add(sa.id());
        if (!nearEndLogged.contains(sa.id())) {
          toLog = toLog.with(sa.id(), sent);
        }
      }
    }

    /** That were all. */
    void end() {
      unused = policies == null ? null : notUsed;
      if (policies != null) {
        log(notUsed);
      }
      nearEnd = ending;
      nearEndLogged = allEnding;
      if (toLog.count > 0) {
        report(toLog.as(SaWarning.Kind.SEQUENCE));
      }
    }
  }

  private void log(Found found) {
    if (found.equals(logged)) {
      return;
    }
    logged = found;
    if (found.count == 0) {
      event(LOG.atInfo(), SaWarning.Kind.UNUSED, 0).log(ServiceMessage.ALL_USED.text());
    } else {
      report(found.as(SaWarning.Kind.UNUSED));
    }
  }

  private static void report(SaWarning warning) {
    event(LOG.atWarn(), warning.kind(), warning.count()).log(warning.text());
  }

  private static LoggingEventBuilder event(
      LoggingEventBuilder record, SaWarning.Kind kind, int count) {
    return record
        .addKeyValue("event", "warning")
        .addKeyValue("warning", kind.word())
        .addKeyValue("sas", count);
  }
}
