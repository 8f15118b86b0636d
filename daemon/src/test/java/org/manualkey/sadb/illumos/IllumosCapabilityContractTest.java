package org.manualkey.sadb.illumos;

import org.manualkey.sadb.CapabilityContract;
import org.manualkey.sadb.Sadb;

final class IllumosCapabilityContractTest extends CapabilityContract {
  @Override
  protected Sadb open() {
    return KernelAndSadb.open();
  }
}
