package org.manualkey.sadb;

import java.util.List;

/**
 * What a database declares about itself.
 *
 * @param name how users know it, for example {@code memory}
 * @param protectsTraffic whether packets of this host are protected by its SAs; a database that
 *     protects nothing is named as such wherever its state is shown
 * @param table where it differs from the database of illumos; empty when it does not
 */
public record BackEnd(String name, boolean protectsTraffic, List<Capability> table) {
  public BackEnd {
    table = List.copyOf(table);
  }

  /** Of a database that does what that of illumos does. */
  public BackEnd(String name, boolean protectsTraffic) {
    this(name, protectsTraffic, List.of());
  }
}
