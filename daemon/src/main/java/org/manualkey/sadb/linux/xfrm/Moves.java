package org.manualkey.sadb.linux.xfrm;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.netlink.XfrmMessage;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.LogName;
import org.manualkey.sadb.linux.events.Pause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that the other end of an encapsulated SA sends from somewhere else. The kernel reports that
 * with every packet, and whoever can send one can make it do so: it is logged once a minute.
 */
final class Moves {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SADB);

  private final Pause pause;

  /**
   * None yet.
   *
   * @param clock nanoseconds since any time
   */
  Moves(LongSupplier clock) {
    pause = new Pause(clock);
  }

  /** Logs a move, unless one was logged a short time ago. */
  void report(XfrmMessage.Moved moved) {
    SaId id = Addresses.id(moved.name());
    if (id == null || !pause.isOver()) {
      return;
    }
    int family = moved.name().family();
    LOG.warn(
        XfrmKernelMessage.PEER_MOVED.with(
            id,
            text(Addresses.of(family, moved.newSource())),
            moved.newPort(),
            text(Addresses.of(family, moved.oldSource())),
            moved.oldPort()));
  }

  private static String text(@Nullable IpAddress address) {
    return address == null ? "?" : address.withPort(0).text();
  }
}
