package org.manualkey.libc;

import java.io.IOException;

/** A system call failed. */
public final class ErrnoException extends IOException {
  private static final long serialVersionUID = 1;

  private final int errno;

  public ErrnoException(String call, int errno) {
    super(call + ": errno " + errno);
    this.errno = errno;
  }

  /** This system has no such function: the failure that it would report as ENOSYS. */
  ErrnoException(Symbol.MissingFunctionException cause) {
    super(cause.getMessage(), cause);
    errno = Platform.HOST.errors().noFunction();
  }

  /** The error number of this system. */
  public int errno() {
    return errno;
  }
}
