package org.manualkey.service;

import org.manualkey.load.DyingSadb;
import org.manualkey.load.RecordingSadb;
import org.manualkey.sadb.Sadb;

/** On the embedded database, which here outlives its sessions as one of a kernel does. */
final class KilledLoadTest extends KilledLoadContract {
  private final RecordingSadb sadb = new RecordingSadb();

  @Override
  protected Sadb open() {
    return new DyingSadb(sadb, Integer.MAX_VALUE, true);
  }
}
