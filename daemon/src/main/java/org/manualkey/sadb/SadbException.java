package org.manualkey.sadb;

/** The database did not answer, or is lost. */
public class SadbException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int errno;

  /** An exchange that failed with an illumos error number, 0 when there is none. */
  public SadbException(String message, int errno) {
    super(message);
    this.errno = errno;
  }

  /** An illumos error number, 0 when there is none. */
  public int errno() {
    return errno;
  }
}
