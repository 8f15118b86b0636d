package org.manualkey.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.PolicyTemplates;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the regular looks find out about SAs of the key file beyond that they are there. A look
 * belongs to the thread of the database; any thread may ask for what the last one has found.
 *
 * <p>Policies often come after the SAs, by a unit of their own. Therefore they are not looked at by
 * a load, but by the first regular look after it.
 */
final class SaWarnings {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVICE);

  /** The shortest time between two looks at the policies. */
  private static final Duration LEAST = Duration.ofMinutes(1);

  /** As {@link System#nanoTime}. */
  private final LongSupplier nanoTime;

  /** When the policies were looked at; null: never. */
  private @Nullable Long lastPolicies;

  /** SAs that no policy uses; null: not known. */
  private volatile @Nullable Found unused;

  /** What was logged of them last. */
  private Found logged = Found.NONE;

  SaWarnings(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Some SAs.
   *
   * @param count how many there are
   * @param first at most {@link SaWarning#FEW}
   */
  private record Found(int count, List<SaId> first) {
    static final Found NONE = new Found(0, List.of());
  }

  /** What is known now. */
  List<SaWarning> current() {
    Found found = unused;
    return found == null || found.count == 0
        ? List.of()
        : List.of(new SaWarning(SaWarning.Kind.UNUSED, found.count, found.first));
  }

  /** How many SAs no policy uses; empty: not known. */
  OptionalInt unused() {
    Found found = unused;
    return found == null ? OptionalInt.empty() : OptionalInt.of(found.count);
  }

  /** There are other SAs now, of which nothing is known. */
  void forget() {
    unused = null;
  }

  /** Begins a look. */
  Look begin(Sadb sadb) {
    Directions directions = sadb.directions().now();
    long now = nanoTime.getAsLong();
    if (lastPolicies != null && now - lastPolicies < LEAST.toNanos()) {
      return new Look(directions, null);
    }
    lastPolicies = now;
    PolicyTemplates policies = policies(sadb);
    if (policies == null) {
      unused = null;
    }
    return new Look(directions, policies);
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
    private final List<SaId> first = new ArrayList<>(SaWarning.FEW);
    private int count;

    /**
     * A look.
     *
     * @param policies null: they are not looked at now
     */
    private Look(Directions directions, @Nullable PolicyTemplates policies) {
      this.directions = directions;
      this.policies = policies;
    }

    @Override
    public void accept(SecurityAssociation sa) {
      if (policies != null && !policies.use(sa, directions)) {
        count++;
        if (first.size() < SaWarning.FEW) {
          first.add(sa.id());
        }
      }
    }

    /** That were all. */
    void end() {
      if (policies != null) {
        Found found = new Found(count, List.copyOf(first));
        unused = found;
        log(found);
      }
    }
  }

  private void log(Found found) {
    if (found.equals(logged)) {
      return;
    }
    logged = found;
    if (found.count == 0) {
      LOG.info(ServiceMessage.ALL_USED.text());
    } else {
      LOG.warn(new SaWarning(SaWarning.Kind.UNUSED, found.count, found.first).text());
    }
  }
}
