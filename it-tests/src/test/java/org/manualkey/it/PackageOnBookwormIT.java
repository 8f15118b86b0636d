package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;

/** The package on Debian 12. */
@NeedsContainers
@Order(0)
@Tag("slow")
class PackageOnBookwormIT extends PackageUnderSystemd {

  @Override
  String image() {
    return Images.systemdOfBookworm();
  }

  /** One that was built on a newer Debian is refused by apt, and not by the Java runtime. */
  @Override
  void wholeStory() throws Exception {
    if (hasTheLibrary()) {
      super.wholeStory();
      return;
    }
    assertThat(host.run(100, "apt-get install -y -q " + DebianHost.PACKAGE))
        .containsPattern("manual-key : Depends: libc6 \\(>= [0-9.]+\\)");
    host.run(1, "test -e /usr/lib/manual-key");
  }

  /** Whether the C library of the host is as new as the package requires. */
  private boolean hasTheLibrary() throws Exception {
    String needed =
        host.run(
            0,
            "dpkg-deb -f "
                + DebianHost.PACKAGE
                + " Depends | sed -n 's/.*libc6 (>= \\([^)]*\\)).*/\\1/p'");
    assertThat(needed).isNotBlank();
    String compare = "dpkg --compare-versions $(dpkg-query -W -f '${Version}' libc6) ge ";
    return host.run(0, compare + needed.strip() + "; echo $?").equals("0\n");
  }
}
