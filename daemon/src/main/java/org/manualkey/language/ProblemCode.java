package org.manualkey.language;

/**
 * The kinds of problems of a command. The {@link #id} is stable: scripts and documents may rely on
 * it.
 */
public enum ProblemCode {
  UNKNOWN_COMMAND("unknown-command", "unknown command"),
  NOT_IN_FILE("not-in-file", "this command cannot stand in a file"),
  NOT_AS_ARGUMENT("not-as-argument", "this command takes keys and cannot be given as arguments"),
  TOO_MANY_ARGUMENTS("too-many-arguments", "too many arguments"),
  MISSING_SA_TYPE("missing-sa-type", "an SA type (ah, esp or a number) must follow the command"),
  UNKNOWN_SA_TYPE("unknown-sa-type", "unknown SA type"),
  UNKNOWN_EXTENSION("unknown-extension", "unknown extension"),
  NOT_FOR_COMMAND("not-for-command", "this extension cannot be used with this command"),
  NOT_SETTABLE("not-settable", "this extension cannot be set"),
  REPEATED("repeated", "this extension was already given"),
  MISSING_VALUE("missing-value", "unexpected end of the command: a value is missing"),
  BAD_NUMBER("bad-number", "not a number"),
  OUT_OF_RANGE("out-of-range", "number out of range"),
  UNKNOWN_ALGORITHM("unknown-algorithm", "unknown algorithm"),
  UNKNOWN_STATE("unknown-state", "unknown SA state"),
  LARVAL_STATE("larval-state", "state larval cannot be set"),
  UNKNOWN_IDENTITY_TYPE("unknown-identity-type", "unknown identity type"),
  UNKNOWN_ENCAPSULATION("unknown-encapsulation", "unknown encapsulation"),
  BAD_KEY("bad-key", "not a key: hexadecimal digits are expected, with /bits after them or not"),
  KEY_BITS("key-bits", "the key has fewer digits than its /bits"),
  KEY_TOO_LONG("key-too-long", "the key is too long"),
  RESERVED_AFTER_KEY("reserved-after-key", "reserved_bits must stand before encrkey"),
  BAD_ADDRESS("bad-address", "not an address"),
  BAD_PREFIX("bad-prefix", "bad prefix length"),
  UNKNOWN_HOST("unknown-host", "unknown host name"),
  NO_MATCHING_SOURCE("no-matching-source", "the source has no address that fits the destination"),
  SPI_ZERO("spi-zero", "an SPI of 0 cannot be used"),
  MISSING_SPI("missing-spi", "an SPI is missing"),
  MISSING_DESTINATION("missing-destination", "a destination address is missing"),
  MISSING_ALGORITHM("missing-algorithm", "an algorithm is missing"),
  MISSING_KEY("missing-key", "a key is missing"),
  ENCRYPTION_FOR_AH("encryption-for-ah", "AH cannot encrypt"),
  NATT_WITHOUT_ENCAP("natt-without-encap", "NAT-T addresses and ports need 'encap udp'"),
  ENCAP_WITHOUT_NATT("encap-without-natt", "'encap udp' needs a NAT-T address or port"),
  LINE_TOO_LONG("line-too-long", "the command is too long"),
  TOO_MANY_WORDS("too-many-words", "the command has too many words"),
  CONTROL_CHARACTER("control-character", "control character"),

  // What a database would refuse; the hint has the details.
  KEY_LENGTH("key-length", "wrong key length"),
  WEAK_KEY("weak-key", "weak key"),
  UNUSABLE_KEY("unusable-key", "key cannot be used"),
  UNUSABLE_ALGORITHM("unusable-algorithm", "algorithm cannot be used"),
  UNUSABLE_STATE("unusable-state", "SA state cannot be set"),
  UNUSABLE_ADDRESS("unusable-address", "address cannot be used"),
  LIFETIME_ORDER("lifetime-order", "lifetime exceeds the one that ends later"),
  TUNNEL("tunnel", "inner and outer addresses do not fit together"),
  PAIRING("pairing", "SA cannot be paired"),
  ALREADY_EXISTS("already-exists", "SA already exists"),
  NO_SUCH_SA("no-such-sa", "no such SA"),
  UNSUPPORTED("unsupported", "not supported by the back end"),
  REFUSED("refused", "refused by the SADB"),

  REPLAY_WITH_MANUAL_KEY(
      "replay-manual",
      Severity.WARNING,
      "replay protection is lost with a manual key when a peer restarts its counter"),
  COUNTER_MODE_WITH_MANUAL_KEY(
      "counter-mode-manual",
      Severity.WARNING,
      "a counter-mode cipher is not safe with a key that outlives a restart"),
  KEY_TRUNCATED("key-truncated", Severity.WARNING, "the key is cut to its /bits"),
  RESERVED_SPI("reserved-spi", Severity.WARNING, "SPIs 1 to 255 are reserved (RFC 4303)"),
  INNER_PROTOCOL(
      "inner-protocol",
      Severity.WARNING,
      "with inner addresses the outer protocol is 4 (ipip) or 41 (ipv6)"),
  VAGUE_NAME(
      "vague-name", Severity.WARNING, "the name has several addresses; the address is left out"),
  COMMENT_CONTINUES(
      "comment-continues", Severity.WARNING, "the comment ends in \\ and hides the next line");

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
