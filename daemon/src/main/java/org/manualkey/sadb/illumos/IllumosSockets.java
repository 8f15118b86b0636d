package org.manualkey.sadb.illumos;

import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.MessageSocket;
import org.manualkey.pfkey.illumos.IllumosCodec;
import org.manualkey.sadb.LogName;
import org.manualkey.sadb.SadbException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where PF_KEY sockets come from. */
public interface IllumosSockets {
  /**
   * The longest message, in octets: what {@code keysock} takes and gives with one transfer. Its
   * length field would allow for eight times as much.
   */
  int LONGEST = 65_536;

  /**
   * The receive buffer that a socket may have without a change of {@code keysock_max_buf}, in
   * octets. A new one has 8,192, which 30 events fill.
   */
  int ROOM = 262_144;

  /**
   * Opens one.
   *
   * @throws ErrnoException if this kernel or this process has none
   */
  MessageSocket open() throws ErrnoException;

  /** Those of the kernel of this host. */
  static IllumosSockets ofHost() {
    return () -> MessageSocket.openPfKey(LONGEST);
  }

  /**
   * Opens one and enlarges its receive buffer before anything can arrive there.
   *
   * @throws SadbException if there is none; the message has a remedy
   */
  default MessageSocket openWithRoom() {
    try {
      MessageSocket socket = open();
      if (!socket.reserve(ROOM)) {
        Logger log = LoggerFactory.getLogger(LogName.SADB);
        log.warn(IllumosMessage.SMALL_BUFFER.text());
      }
      return socket;
    } catch (ErrnoException e) {
      throw IllumosErrno.refused(e);
    }
  }

  /** The octets of messages on these sockets. */
  static IllumosCodec codec() {
    return IllumosCodec.ofHost();
  }
}
