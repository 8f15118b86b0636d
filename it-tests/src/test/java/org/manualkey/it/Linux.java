package org.manualkey.it;

/** A kernel that guests run, named by the Debian that it is of. */
enum Linux {
  /** Linux 6.1: the oldest; it holds no SA to a direction and does not show its last use. */
  BOOKWORM("guest"),

  /** Linux 6.12. */
  TRIXIE("guest-trixie"),

  /**
   * The newest one of Debian unstable, 7.2 or newer, or 6.12 where that cannot be had. What is not
   * about an old kernel runs on this: processes start in half the time.
   */
  SID("guest-sid"),

  /**
   * The newest one as well, built for two processors: what races in a kernel shows here alone. No
   * test of a usual run has it.
   */
  SMP("guest-smp");

  private final String image;

  Linux(String image) {
    this.image = image;
  }

  /** The kind of its image with the installed form, as {@code set-up} calls it. */
  String image() {
    return image;
  }
}
