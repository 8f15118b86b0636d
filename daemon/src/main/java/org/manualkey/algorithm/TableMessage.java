package org.manualkey.algorithm;

/**
 * The errors of a table of algorithms, as {@code manual-key.conf(5)} lists them, with {@code %s}
 * for a value. The name of the table and the line precede them.
 */
public enum TableMessage {
  TOO_LARGE("not more than %s KiB are allowed"),
  NO_ALGORITHM("no algorithm that can be used"),
  NOT_UTF8("not valid UTF-8"),
  NO_ROW("expected ALG|, PROTO| or a comment"),
  SIZE_TOO_LARGE("size %s exceeds %s bytes"),
  KEY_TOO_LONG("key length %s exceeds %s bits"),
  BAD_INCREMENT("key lengths %s are not evenly spaced"),
  TOO_FEW_FIELDS("row has fewer than %s fields"),
  UNKNOWN_PROTOCOL("protocol %s is not 2 or 3"),
  NUMBER_TOO_LARGE("algorithm number %s exceeds 255"),
  DUPLICATE_NUMBER("duplicate algorithm number %s"),
  EMPTY_NAME("empty name in '%s'"),
  DUPLICATE_NAME("duplicate algorithm name %s"),
  DESCENDING_LENGTHS("key lengths %s are not ascending"),
  BAD_PREFERRED_LENGTH("key length %s is not among %s"),
  BAD_PARAMETERS("parameters must be iv,icv,salt"),
  NOT_A_NUMBER("'%s' is not a number");

  private final String text;

  TableMessage(String text) {
    this.text = text;
  }

  /** The message, with each {@code %s} for a value. */
  public String text() {
    return text;
  }

  /** The message with these values. */
  public String with(Object... values) {
    return text.formatted(values);
  }

  IllegalArgumentException exception(Object... values) {
    return new IllegalArgumentException(with(values));
  }
}
