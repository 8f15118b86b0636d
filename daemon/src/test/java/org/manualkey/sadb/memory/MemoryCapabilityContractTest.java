package org.manualkey.sadb.memory;

import org.manualkey.sadb.CapabilityContract;
import org.manualkey.sadb.Sadb;

final class MemoryCapabilityContractTest extends CapabilityContract {
  @Override
  protected Sadb open() {
    return Bench.open();
  }
}
