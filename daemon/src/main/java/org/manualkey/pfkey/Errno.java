package org.manualkey.pfkey;

/**
 * Error numbers of illumos that PF_KEY uses.
 *
 * <p>They are the numbers of messages as values everywhere above a back end; a back end of another
 * kernel translates its own (EOPNOTSUPP is 95 on Linux, 122 here).
 */
public enum Errno {
  NONE(0, "no error"),
  EPERM(1, "operation not permitted"),
  ENOENT(2, "no such file or directory"),
  ESRCH(3, "no such SA"),
  EIO(5, "I/O error"),
  ENOMEM(12, "not enough space"),
  EACCES(13, "permission denied"),
  EBUSY(16, "device busy"),
  EEXIST(17, "already exists"),
  EINVAL(22, "invalid argument"),
  ENOSPC(28, "no space left on device"),
  ENOTSUP(48, "not supported"),
  EMSGSIZE(97, "message too long"),
  EPROTOTYPE(98, "protocol wrong type for socket"),
  EOPNOTSUPP(122, "operation not supported"),
  EPFNOSUPPORT(123, "protocol family not supported"),
  ENOBUFS(132, "no buffer space available"),
  ETIMEDOUT(145, "timed out");

  private final int code;
  private final String text;

  Errno(int code, String text) {
    this.code = code;
    this.text = text;
  }

  public int code() {
    return code;
  }

  /** What an error number means, in words; the number itself when it is not one of ours. */
  public static String text(int code) {
    for (Errno errno : values()) {
      if (errno.code == code) {
        return errno.text;
      }
    }
    return "error " + code;
  }
}
