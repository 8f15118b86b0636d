package org.manualkey.sadb.linux.afkey;

import org.manualkey.sadb.CapabilityContract;
import org.manualkey.sadb.Sadb;

/** {@link AfKeyCapabilityContract} where HMAC-SHA-256 must not be truncated to 96 bits. */
final class AfKeyRfcCapabilityContract extends CapabilityContract {
  @Override
  protected Sadb open() {
    return OwnKernel.openEmpty(false);
  }
}
