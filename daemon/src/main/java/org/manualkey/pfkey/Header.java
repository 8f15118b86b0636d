package org.manualkey.pfkey;

/**
 * The base header of a message ({@code struct sadb_msg}, RFC 2367 section 2.1), without its length,
 * which follows from the extensions.
 *
 * @param version PF_KEY version, 0 to 255
 * @param typeCode message type as on the wire, 0 to 255
 * @param errno error number of the dialect, 0 to 255; 0 in requests and successful replies
 * @param saType SA type
 * @param diagnostic extended diagnostic of illumos, carried in {@code sadb_msg_reserved}; 0 to
 *     65535
 * @param seq sequence number
 * @param pid process id of the sender
 */
public record Header(
    int version, int typeCode, int errno, SaType saType, int diagnostic, int seq, int pid) {
  /** {@code PF_KEY_V2}. */
  public static final int VERSION = 2;

  /** The header of a request. */
  public static Header request(MessageType type, SaType saType, int seq, int pid) {
    return new Header(VERSION, type.code(), 0, saType, 0, seq, pid);
  }

  public MessageType type() {
    return MessageType.of(typeCode);
  }

  /** The same header carrying an error. */
  public Header withError(int errno, int diagnostic) {
    return new Header(version, typeCode, errno, saType, diagnostic, seq, pid);
  }

  public Header withSaType(SaType saType) {
    return new Header(version, typeCode, errno, saType, diagnostic, seq, pid);
  }

  public Header withTypeCode(int typeCode) {
    return new Header(version, typeCode, errno, saType, diagnostic, seq, pid);
  }

  public Header withSeq(int seq) {
    return new Header(version, typeCode, errno, saType, diagnostic, seq, pid);
  }

  public Header withSeqAndPid(int seq, int pid) {
    return new Header(version, typeCode, errno, saType, diagnostic, seq, pid);
  }
}
