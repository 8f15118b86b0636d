package org.manualkey.sadb.linux.afkey;

import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.MessageSocket;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.linux.LinuxCodec;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.linux.LinuxErrno;

/** Opens PF_KEY sockets. */
final class AfKeySockets {
  /**
   * Room for what waits, as the kernel counts it: 1280 octets for a common message of 280. A dump
   * is filled in fewer rounds, and the events of a fast load fit in before they are read.
   */
  private static final int ROOM = 4 << 20;

  private AfKeySockets() {}

  /**
   * Opens one.
   *
   * @throws SadbException if this kernel or this process has none; the message has a remedy
   */
  static MessageSocket open() {
    try {
      MessageSocket socket = MessageSocket.openPfKey(LinuxCodec.LONGEST);
      var _ = socket.reserve(ROOM);
      return socket;
    } catch (ErrnoException e) {
      throw refused(e);
    }
  }

  /** What to do about it. */
  static SadbException refused(ErrnoException e) {
    return switch (e.errno()) {
      case LinuxErrno.EAFNOSUPPORT ->
          new SadbException(AfKeyMessage.NO_PF_KEY.text(), Errno.EPFNOSUPPORT.code());
      case LinuxErrno.EPERM ->
          new SadbException(AfKeyMessage.NO_PERMISSION.text(), Errno.EPERM.code());
      default -> new SadbException(AfKeyMessage.CANNOT_OPEN.with(e.getMessage()), e.errno());
    };
  }
}
