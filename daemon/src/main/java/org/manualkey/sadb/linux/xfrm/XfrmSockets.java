package org.manualkey.sadb.linux.xfrm;

import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.NetlinkSocket;
import org.manualkey.netlink.XfrmCodec;
import org.manualkey.pfkey.Errno;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.linux.LinuxErrno;

/** Opens sockets of XFRM. */
final class XfrmSockets {
  private static final int NETLINK_XFRM = 6;

  /** Bits of the groups: limits of SAs that are reached, changes of SAs, moves of other ends. */
  private static final int EVENTS = 1 << 1 | 1 << 2 | 1 << 7;

  /**
   * Room for what waits, as the kernel counts it: 1280 octets for the event of a common SA. Those
   * of a fast load fit in before they are read.
   */
  private static final int ROOM = 4 << 20;

  private XfrmSockets() {}

  /** Opens one for requests. */
  static NetlinkSocket commands() {
    return open(0);
  }

  /** Opens one for events. */
  static NetlinkSocket events() {
    return open(EVENTS);
  }

  /**
   * Opens one.
   *
   * @throws SadbException if this kernel or this process has none; the message has a remedy
   */
  private static NetlinkSocket open(int groups) {
    try {
      NetlinkSocket socket = NetlinkSocket.open(NETLINK_XFRM, groups, XfrmCodec.LONGEST_DATAGRAM);
      var _ = socket.messages().reserve(ROOM);
      return socket;
    } catch (ErrnoException e) {
      throw refused(e);
    }
  }

  /** What to do about it. */
  static SadbException refused(ErrnoException e) {
    return switch (e.errno()) {
      case LinuxErrno.EPROTONOSUPPORT, LinuxErrno.EAFNOSUPPORT ->
          new SadbException(XfrmKernelMessage.NO_XFRM.text(), Errno.EPFNOSUPPORT.code());
      case LinuxErrno.EPERM ->
          new SadbException(XfrmKernelMessage.NO_PERMISSION.text(), Errno.EPERM.code());
      default -> new SadbException(XfrmKernelMessage.CANNOT_OPEN.with(e.getMessage()), e.errno());
    };
  }
}
