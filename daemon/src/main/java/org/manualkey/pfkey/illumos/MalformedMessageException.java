package org.manualkey.pfkey.illumos;

/** Octets that are no PF_KEY message. Tells where and why, never what the octets were. */
public final class MalformedMessageException extends Exception {
  private static final long serialVersionUID = 1;

  /** What is wrong. */
  public enum Reason {
    /** Fewer octets than a base header. */
    SHORT_HEADER,
    /** The length in the base header is not the number of octets given. */
    LENGTH_MISMATCH,
    /** An extension claims a length of zero, or one that runs past the end. */
    BAD_EXTENSION_LENGTH,
    /** Counts inside an extension run past its end. */
    BAD_COUNT
  }

  private final Reason reason;
  private final int offset;

  MalformedMessageException(Reason reason, int offset) {
    super("malformed PF_KEY message: " + reason + " at octet " + offset);
    this.reason = reason;
    this.offset = offset;
  }

  public Reason reason() {
    return reason;
  }

  /** Octets from the start of the message. */
  public int offset() {
    return offset;
  }
}
