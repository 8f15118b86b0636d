package org.manualkey.app;

import org.manualkey.service.LoadFollower;
import org.manualkey.service.SdNotify;
import org.manualkey.service.ServiceStatus;

/**
 * Reports loads to systemd. The reload of the unit is a command that waits for its load; this is
 * for loads that others ask for, so that the unit is "reloading" meanwhile.
 */
record ReloadReport(SdNotify systemd) implements LoadFollower {
  @Override
  public void begins() {
    systemd.reloading();
  }

  @Override
  public void ended(ServiceStatus status) {
    systemd.reloaded(status);
  }
}
