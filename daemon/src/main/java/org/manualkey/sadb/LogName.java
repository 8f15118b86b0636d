package org.manualkey.sadb;

/** The name of the logger of all databases, as {@code manual-keyd(8)} documents it. */
public final class LogName {
  public static final String SADB = "manual-key.sadb";

  private LogName() {}
}
