package org.manualkey.sadb.linux;

import org.manualkey.pfkey.Errno;

/** Error numbers of Linux that PF_KEY sockets and replies have ({@code asm-generic/errno.h}). */
public final class LinuxErrno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int ENOSYS = 38;
  public static final int EPROTONOSUPPORT = 93;
  public static final int EOPNOTSUPP = 95;
  public static final int EAFNOSUPPORT = 97;

  private static final int ENOMEM = 12;
  public static final int EINVAL = 22;
  private static final int EMSGSIZE = 90;
  private static final int ENOBUFS = 105;

  /** Instead of an answer that did not come. */
  public static final int ETIMEDOUT = 110;

  private LinuxErrno() {}

  /** The illumos number for the errno of a reply. */
  public static Errno illumos(int errno) {
    return switch (errno) {
      case 0 -> Errno.NONE;
      case EPERM -> Errno.EPERM;
      case ESRCH -> Errno.ESRCH;
      case EBUSY -> Errno.EBUSY;
      case EEXIST -> Errno.EEXIST;
      case ENOMEM -> Errno.ENOMEM;
      case EINVAL -> Errno.EINVAL;
      case EMSGSIZE -> Errno.EMSGSIZE;
      case ENOBUFS -> Errno.ENOBUFS;
      // An algorithm that PF_KEY does not know, or whose module is not there.
      case ENOSYS, ENOENT, EOPNOTSUPP, EPROTONOSUPPORT -> Errno.EOPNOTSUPP;
      default -> Errno.EIO;
    };
  }
}
