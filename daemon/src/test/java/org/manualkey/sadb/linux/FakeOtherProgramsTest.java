package org.manualkey.sadb.linux;

import org.manualkey.sa.SaId;
import org.manualkey.sadb.linux.afkey.AfKeyCapabilities;

final class FakeOtherProgramsTest extends OtherProgramsContract {
  private final FakeLinuxKernel kernel =
      new FakeLinuxKernel(AfKeyCapabilities.table(true), OWN_PID);

  @Override
  protected LinuxSadb openEmpty() {
    return Databases.over(kernel, OWN_PID);
  }

  @Override
  protected LinuxKernel openOther() {
    return kernel.doorOf(OTHER_PID);
  }

  @Override
  protected void pass(SaId id, boolean hard) {
    if (hard) {
      kernel.expire(id);
    } else {
      kernel.age(id);
    }
  }
}
