package org.manualkey.sadb.linux.xfrm;

import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Exchanges;
import org.manualkey.sadb.linux.LinuxSadb;

/** The kernel of this machine by XFRM. */
final class OwnXfrm {
  private OwnXfrm() {}

  /**
   * A database whose SAs have been flushed. Another session does that: a listener to this one could
   * still receive the flush.
   */
  static LinuxSadb openEmpty(int pid, boolean sha256With96Bits) {
    try (LinuxSadb before = open(pid, sha256With96Bits)) {
      Exchanges.exchange(
          before,
          Message.of(Header.request(MessageType.FLUSH, SaType.UNSPEC, Draft.SEQ, Draft.PID)));
    }
    return open(pid, sha256With96Bits);
  }

  /** The database as a process sees it. */
  static LinuxSadb open(int pid, boolean sha256With96Bits) {
    return new LinuxSadb(
        XfrmKernel.open(pid, sha256With96Bits),
        AlgorithmsFile.builtIn(),
        new InterfaceAddresses(),
        pid);
  }
}
