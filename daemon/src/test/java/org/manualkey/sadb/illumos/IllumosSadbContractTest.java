package org.manualkey.sadb.illumos;

import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbContract;

final class IllumosSadbContractTest extends SadbContract {
  @Override
  protected Sadb open() {
    return KernelAndSadb.open();
  }
}
