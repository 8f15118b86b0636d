package org.manualkey.it;

import org.junit.jupiter.api.Order;

/** The package on Debian 12. */
@NeedsContainers
@Order(0)
class PackageOnBookwormIT extends PackageUnderSystemd {

  @Override
  String image() {
    return Images.systemd();
  }
}
