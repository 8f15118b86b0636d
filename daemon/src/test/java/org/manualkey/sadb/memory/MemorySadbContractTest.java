package org.manualkey.sadb.memory;

import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbContract;

final class MemorySadbContractTest extends SadbContract {
  @Override
  protected Sadb open() {
    return Bench.open();
  }
}
