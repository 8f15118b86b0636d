package org.manualkey.sadb;

/**
 * What a database declares about itself.
 *
 * @param name how users know it, for example {@code memory}
 * @param protectsTraffic whether packets of this host are protected by its SAs; a database that
 *     protects nothing is named as such wherever its state is shown
 * @param capabilities where it differs from the database of illumos
 */
public record BackEnd(String name, boolean protectsTraffic, Capabilities capabilities) {}
