package org.manualkey.sadb.linux;

import org.manualkey.sadb.CapabilityContract;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.linux.afkey.AfKeyCapabilities;

/** What {@link LinuxSadb} adds to a kernel that keeps what Linux keeps. */
final class FakeCapabilityContractTest extends CapabilityContract {
  @Override
  protected Sadb open() {
    return Databases.over(new FakeLinuxKernel(AfKeyCapabilities.table(true), Draft.PID), Draft.PID);
  }
}
