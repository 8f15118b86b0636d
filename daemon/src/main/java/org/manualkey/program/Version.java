package org.manualkey.program;

/** The version of this program, with the commit that it was built from, if that is known. */
public final class Version {
  /** Set by the programs of the installed form. */
  private static final String PROPERTY = "manualkey.version";

  private Version() {}

  /** The version of the installed form, that of the archive, or {@code development}. */
  public static String text() {
    String installed = System.getProperty(PROPERTY, "");
    if (!installed.isEmpty()) {
      return installed;
    }
    String archive = Version.class.getPackage().getImplementationVersion();
    return archive == null ? "development" : archive;
  }
}
