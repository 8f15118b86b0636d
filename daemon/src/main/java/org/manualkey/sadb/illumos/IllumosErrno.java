package org.manualkey.sadb.illumos;

import org.manualkey.libc.ErrnoException;
import org.manualkey.pfkey.Errno;
import org.manualkey.sadb.SadbException;

/** What failures of system calls mean for who uses the database. */
final class IllumosErrno {
  private IllumosErrno() {}

  /** Why no socket can be had, with a remedy. */
  static SadbException refused(ErrnoException e) {
    if (e.errno() == Errno.EPERM.code()) {
      return because(IllumosMessage.NO_PERMISSION.text(), e.errno(), e);
    }
    if (e.errno() == Errno.EPFNOSUPPORT.code()) {
      return because(IllumosMessage.NO_IPSEC.text(), e.errno(), e);
    }
    return because(IllumosMessage.CANNOT_OPEN.with(String.valueOf(e.getMessage())), e.errno(), e);
  }

  /** A socket is dead. */
  static SadbException lost(ErrnoException e) {
    return because(
        IllumosMessage.SOCKET_FAILED.with(String.valueOf(e.getMessage())), Errno.EIO.code(), e);
  }

  private static SadbException because(String message, int errno, ErrnoException cause) {
    SadbException reported = new SadbException(message, errno);
    reported.initCause(cause);
    return reported;
  }
}
