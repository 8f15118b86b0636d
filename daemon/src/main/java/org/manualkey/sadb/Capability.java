package org.manualkey.sadb;

/**
 * One thing that a database can or cannot do, by the words of the command language.
 *
 * @param name what it is about
 * @param how what that means, in a few words
 */
public record Capability(String name, Support support, String how) {
  /** Who does it. */
  public enum Support {
    /** The database itself. */
    NATIVE,
    /** The daemon, in its place. */
    EMULATED,
    /** Nobody: requests that need it are refused. */
    REFUSED;

    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
