package org.manualkey.sadb.linux.afkey;

import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Exchanges;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbContract;
import org.manualkey.sadb.linux.LinuxSadb;

/**
 * The contract on the kernel of this machine, whose SAs it flushes: the tests of the guest kernel
 * run it, by this name.
 */
final class AfKeySadbContract extends SadbContract {
  @Override
  protected Sadb open() {
    Sadb sadb =
        new LinuxSadb(
            AfKeyKernel.open(Draft.PID, true),
            AlgorithmsFile.builtIn(),
            new InterfaceAddresses(),
            Draft.PID);
    Exchanges.exchange(
        sadb, Message.of(Header.request(MessageType.FLUSH, SaType.UNSPEC, Draft.SEQ, Draft.PID)));
    return sadb;
  }
}
