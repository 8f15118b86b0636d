package org.manualkey.language;

/**
 * The kinds of problems of a command. The {@link #id} is stable: scripts and documents may rely on
 * it.
 */
public enum ProblemCode {
  UNKNOWN_COMMAND("unknown-command", "unknown command"),
  NOT_IN_FILE("not-in-file", "not allowed in a file"),
  NOT_AS_ARGUMENT("not-as-argument", "commands with keys are not accepted as arguments"),
  TOO_MANY_ARGUMENTS("too-many-arguments", "too many arguments"),
  MISSING_SA_TYPE("missing-sa-type", "missing SA type"),
  UNKNOWN_SA_TYPE("unknown-sa-type", "unknown SA type"),
  UNKNOWN_EXTENSION("unknown-extension", "unknown extension"),
  NOT_FOR_COMMAND("not-for-command", "extension not valid for this command"),
  NOT_SETTABLE("not-settable", "extension cannot be set"),
  REPEATED("repeated", "extension given more than once"),
  MISSING_VALUE("missing-value", "missing value"),
  BAD_NUMBER("bad-number", "invalid number"),
  OUT_OF_RANGE("out-of-range", "number out of range"),
  UNKNOWN_ALGORITHM("unknown-algorithm", "unknown algorithm"),
  UNKNOWN_STATE("unknown-state", "unknown SA state"),
  LARVAL_STATE("larval-state", "state larval cannot be set"),
  UNKNOWN_IDENTITY_TYPE("unknown-identity-type", "unknown identity type"),
  UNKNOWN_ENCAPSULATION("unknown-encapsulation", "unknown encapsulation"),
  BAD_KEY("bad-key", "invalid key: expected hex digits, optionally followed by /BITS"),
  KEY_BITS("key-bits", "key has fewer digits than its /BITS require"),
  KEY_TOO_LONG("key-too-long", "key too long"),
  RESERVED_AFTER_KEY("reserved-after-key", "reserved_bits must precede encrkey"),
  BAD_ADDRESS("bad-address", "invalid address"),
  BAD_PREFIX("bad-prefix", "invalid prefix length"),
  UNKNOWN_HOST("unknown-host", "unknown host name"),
  NO_NAME_ANSWER("no-name-answer", "name service did not answer"),
  SEVERAL_ADDRESSES("several-addresses", "name has several addresses where one is needed"),
  NO_MATCHING_SOURCE("no-matching-source", "source has no address that matches the destination"),
  SPI_ZERO("spi-zero", "SPI must not be 0"),
  MISSING_SPI("missing-spi", "missing SPI"),
  MISSING_DESTINATION("missing-destination", "missing destination address"),
  MISSING_ALGORITHM("missing-algorithm", "missing algorithm"),
  MISSING_KEY("missing-key", "missing key"),
  KEY_WITH_NULL("key-with-null", "NULL encryption takes no key"),
  ENCRYPTION_FOR_AH("encryption-for-ah", "AH does not encrypt"),
  NATT_WITHOUT_ENCAP("natt-without-encap", "NAT-T addresses and ports require 'encap udp'"),
  ENCAP_WITHOUT_NATT("encap-without-natt", "'encap udp' requires a NAT-T address or port"),
  INNER_PROTOCOL(
      "inner-protocol", "outer protocol must be 4 (ipip) or 41 (ipv6) with inner addresses"),
  LINE_TOO_LONG("line-too-long", "command too long"),
  TOO_MANY_WORDS("too-many-words", "too many words"),
  CONTROL_CHARACTER("control-character", "invalid control character"),
  UNCLOSED_QUOTE("unclosed-quote", "missing closing quote"),
  BACKSLASH("backslash", "a backslash continues a line only as its last character"),
  BYTE_ORDER_MARK("byte-order-mark", "byte-order mark in the text"),
  OTHER_BLANK("other-blank", "blank that separates no words"),
  OTHER_FORMAT("other-format", "not a file of ipseckey commands"),

  // What a database would refuse; the hint has the details.
  KEY_LENGTH("key-length", "wrong key length"),
  WEAK_KEY("weak-key", "weak key"),
  UNUSABLE_KEY("unusable-key", "key cannot be used"),
  UNUSABLE_ALGORITHM("unusable-algorithm", "algorithm cannot be used"),
  UNUSABLE_STATE("unusable-state", "SA state cannot be set"),
  UNUSABLE_ADDRESS("unusable-address", "address cannot be used"),
  LIFETIME_ORDER("lifetime-order", "inconsistent lifetimes"),
  TUNNEL("tunnel", "invalid inner or outer addresses"),
  PAIRING("pairing", "SA cannot be paired"),
  ALREADY_EXISTS("already-exists", "SA already exists"),
  NO_SUCH_SA("no-such-sa", "no such SA"),
  UNSUPPORTED("unsupported", "not supported by this back end"),
  REFUSED("refused", "refused by the SADB"),
  EARLIER_BOOT("earlier-boot", "key was loaded before this boot"),

  REPLAY_WITH_MANUAL_KEY(
      "replay-manual",
      Severity.WARNING,
      "replay protection fails with manual keys once a peer restarts its counter"),
  COUNTER_MODE_WITH_MANUAL_KEY(
      "counter-mode-manual",
      Severity.WARNING,
      "counter-mode ciphers are unsafe with keys that outlive a restart"),
  KEY_TRUNCATED("key-truncated", Severity.WARNING, "key truncated to /BITS"),
  ODD_DIGITS("odd-digits", Severity.WARNING, "odd number of digits, 0 is appended to the key"),
  QUOTED_KEY(
      "quoted-key",
      Severity.WARNING,
      "keys are hexadecimal here; setkey and ip xfrm take quotes as text"),
  OCTAL_NUMBER("octal-number", Severity.WARNING, "a number that begins with 0 is octal"),
  RESERVED_SPI("reserved-spi", Severity.WARNING, "SPIs 1 to 255 are reserved (RFC 4303)"),
  AMBIGUOUS_NAME("vague-name", Severity.WARNING, "name has several addresses, source omitted"),
  UNMATCHED_DESTINATION(
      "unmatched-destination",
      Severity.WARNING,
      "destination addresses that match no source are skipped"),
  COMMENT_CONTINUES(
      "comment-continues", Severity.WARNING, "comment ends in \\ and hides the next line");

  private final String id;
  private final Severity severity;
  private final String text;

  ProblemCode(String id, String text) {
    this(id, Severity.ERROR, text);
  }

  ProblemCode(String id, Severity severity, String text) {
    this.id = id;
    this.severity = severity;
    this.text = text;
  }

  public String id() {
    return id;
  }

  public Severity severity() {
    return severity;
  }

  /** The text of the message. */
  public String text() {
    return text;
  }
}
