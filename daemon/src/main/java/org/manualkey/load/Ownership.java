package org.manualkey.load;

import java.util.Set;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;

/**
 * Remembers which SAs this service added, and whether a load is under way, beyond its own end: a
 * process that ends at any time leaves a record that covers whatever its load left.
 */
public interface Ownership {
  /** For loads that belong to nobody. */
  Ownership NOBODY =
      new Ownership() {
        @Override
        public Set<SaId> owned() {
          return Set.of();
        }

        @Override
        public void begin(Set<SaId> wanted) {}

        @Override
        public void commit(Set<SaId> wanted) {}

        @Override
        public void restored() {}
      };

  /** What is owned. */
  Set<SaId> owned();

  /**
   * Whether an SA that is there is owned, and not another one with the identity of one that is. Its
   * keys must not be overwritten yet.
   */
  default boolean owns(SecurityAssociation there) {
    return owned().contains(there.id());
  }

  /**
   * Called before the first change of a load: owns the SAs of before and those to come, and marks
   * that a load is under way.
   *
   * @throws java.io.UncheckedIOException when that cannot be kept; nothing has changed then
   */
  void begin(Set<SaId> wanted);

  /**
   * Called when all changes are made: owns the SAs of the load, and takes the mark away. The SADB
   * cannot be asked to go back, so this does not fail: a record that cannot be written goes on
   * covering more than there is.
   *
   * @param left the SAs of the text, and those that linger
   */
  void commit(Set<SaId> left);

  /**
   * Called when a load is undone, and the SADB is as it was: owns what was owned before, and takes
   * the mark away. Does not fail either. It is not called when something could not be restored: the
   * mark stays.
   */
  void restored();
}
