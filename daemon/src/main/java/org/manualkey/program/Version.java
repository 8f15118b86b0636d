package org.manualkey.program;

/** The version of this program, from the manifest of its archive. */
public final class Version {
  private Version() {}

  /** The version, or {@code development} outside an archive. */
  public static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
