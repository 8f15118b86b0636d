package org.manualkey.load;

import java.util.Set;
import org.manualkey.sa.SaId;

/** Remembers which SAs this service added, beyond its own end. */
public interface Ownership {
  /** For loads whose SAs nobody owns. */
  Ownership NOBODY =
      new Ownership() {
        @Override
        public Set<SaId> owned() {
          return Set.of();
        }

        @Override
        public void claim(Set<SaId> before, Set<SaId> now) {}
      };

  /** What is owned. */
  Set<SaId> owned();

  /**
   * Owns both sets from now on, and nothing else; when this returns, an end at any time leaves the
   * record of before or this one.
   *
   * @throws java.io.UncheckedIOException when that cannot be kept
   */
  void claim(Set<SaId> before, Set<SaId> now);
}
