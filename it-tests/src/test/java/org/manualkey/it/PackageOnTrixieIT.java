package org.manualkey.it;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;

/** The package that was built here, on Debian 13. */
@NeedsContainers
@Order(0)
@Tag("slow")
class PackageOnTrixieIT extends PackageUnderSystemd {

  @Override
  String image() {
    return Images.systemdOfTrixie();
  }
}
