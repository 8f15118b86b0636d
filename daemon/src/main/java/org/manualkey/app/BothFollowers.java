package org.manualkey.app;

import org.manualkey.service.LoadFollower;
import org.manualkey.service.ServiceStatus;

/** Reports loads to two followers, one after the other. */
record BothFollowers(LoadFollower first, LoadFollower second) implements LoadFollower {
  @Override
  public void begins() {
    first.begins();
    second.begins();
  }

  @Override
  public void ended(ServiceStatus status) {
    first.ended(status);
    second.ended(status);
  }
}
