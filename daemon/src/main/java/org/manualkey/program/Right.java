package org.manualkey.program;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a user may be permitted to do with {@code manual-keyadm} and {@code ipseckey}. */
public enum Right {
  /** To read properties, the log, metrics, and all details of the status. */
  READ("manual-key-read"),
  /** To enable, disable and load. */
  ADMINISTER("manual-key-admin"),
  /** To set properties from which no right follows. */
  CONFIGURE("manual-key-config"),
  /** To use the database, keys included. */
  DATABASE(""),
  /** To set every property to every value. */
  GRANT("");

  private final String group;

  Right(String group) {
    this.group = group;
  }

  /** The name of the group whose members have it, or an empty string. */
  public String group() {
    return group;
  }

  /** The names of the groups, by the right that their members have. */
  public static Map<Right, String> groups() {
    return Stream.of(values())
        .filter(right -> !right.group.isEmpty())
        .collect(Collectors.toMap(right -> right, Right::group));
  }
}
