package org.manualkey.it;

import org.junit.jupiter.api.Order;

/** The package on Debian 13. */
@NeedsContainers
@Order(0)
class PackageOnTrixieIT extends PackageUnderSystemd {

  @Override
  String image() {
    return Images.systemd();
  }
}
