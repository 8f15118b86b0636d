package org.manualkey.program;

/**
 * What decides, beside the file itself, how the file of a check is judged. A daemon tells it to
 * everybody, so that {@code manual-keyd --check} judges as that daemon does.
 *
 * <p>Encoded: a line {@code NAME VALUE} for each component but the last, an empty line, and the
 * table. Lines with other names are ignored.
 *
 * @param backend the name of the back end: {@code xfrm}, {@code pfkey} or {@code memory}
 * @param sha256With96Bits the property {@code config/sha256_96}
 * @param uid the user that may own key files besides root: the one that the daemon runs as
 * @param algorithms the text of the table of algorithms; empty for the built-in one
 */
public record CheckConditions(
    String backend, boolean sha256With96Bits, int uid, String algorithms) {
  private static final String BACKEND = "backend";
  private static final String SHA256_96 = "sha256_96";
  private static final String UID = "uid";

  /** The largest table, in octets; a few lines remain for the rest of the answer. */
  public static final int MAX_TABLE = Answer.MAX_OCTETS - 1024;

  /** The encoded form. */
  public String encoded() {
    return "%s %s\n%s %s\n%s %s\n\n%s"
        .formatted(BACKEND, backend, SHA256_96, sha256With96Bits, UID, uid, algorithms);
  }

  /**
   * Decodes the encoded form.
   *
   * @throws IllegalArgumentException if a line is missing or has an invalid value
   */
  public static CheckConditions decode(String text) {
    int end = text.indexOf("\n\n");
    if (end < 0) {
      throw new IllegalArgumentException("no empty line");
    }
    String head = text.substring(0, end);
    return new CheckConditions(
        value(head, BACKEND),
        value(head, SHA256_96).equals("true"),
        Integer.parseUnsignedInt(value(head, UID)),
        text.substring(end + 2));
  }

  private static String value(String head, String name) {
    return head.lines()
        .filter(line -> line.startsWith(name + " "))
        .findFirst()
        .map(line -> line.substring(name.length() + 1))
        .orElseThrow(() -> new IllegalArgumentException("no " + name));
  }
}
