package org.manualkey.sadb;

/** What was asked for needs more memory than there is; the database was not changed. */
public final class NotEnoughMemoryException extends SadbException {
  private static final long serialVersionUID = 1;

  /** With what is needed and what there is. */
  public NotEnoughMemoryException(String message) {
    super(message, 0);
  }
}
