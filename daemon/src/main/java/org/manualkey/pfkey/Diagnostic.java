package org.manualkey.pfkey;

/** Extended diagnostics of the illumos kernel ({@code sadb_x_msg_diagnostic}), 0 to 83. */
public enum Diagnostic {
  NONE(0, "no diagnostic"),
  UNKNOWN_MSG(1, "unknown message type"),
  UNKNOWN_EXT(2, "unknown extension type"),
  BAD_EXTLEN(3, "bad extension length"),
  UNKNOWN_SATYPE(4, "unknown SA type"),
  SATYPE_NEEDED(5, "SA type required"),
  NO_SADBS(6, "there is no SA database"),
  NO_EXT(7, "no extension is allowed here"),
  BAD_SRC_AF(8, "bad address family of the source"),
  BAD_DST_AF(9, "bad address family of the destination"),
  BAD_INNER_SRC_AF(10, "bad address family of the inner source"),
  AF_MISMATCH(11, "source and destination are of different address families"),
  BAD_SRC(12, "bad source address"),
  BAD_DST(13, "bad destination address"),
  ALLOC_HSERR(14, "soft allocations exceed hard allocations"),
  BYTES_HSERR(15, "soft bytes exceed hard bytes"),
  ADDTIME_HSERR(16, "soft add time exceeds hard add time"),
  USETIME_HSERR(17, "soft use time exceeds hard use time"),
  MISSING_SRC(18, "source address is missing"),
  MISSING_DST(19, "destination address is missing"),
  MISSING_SA(20, "SA extension is missing"),
  MISSING_EKEY(21, "encryption key is missing"),
  MISSING_AKEY(22, "authentication key is missing"),
  MISSING_RANGE(23, "SPI range is missing"),
  DUPLICATE_SRC(24, "source address given twice"),
  DUPLICATE_DST(25, "destination address given twice"),
  DUPLICATE_SA(26, "SA extension given twice"),
  DUPLICATE_EKEY(27, "encryption key given twice"),
  DUPLICATE_AKEY(28, "authentication key given twice"),
  DUPLICATE_RANGE(29, "SPI range given twice"),
  MALFORMED_SRC(30, "malformed source address"),
  MALFORMED_DST(31, "malformed destination address"),
  MALFORMED_SA(32, "malformed SA extension"),
  MALFORMED_EKEY(33, "malformed encryption key"),
  MALFORMED_AKEY(34, "malformed authentication key"),
  MALFORMED_RANGE(35, "malformed SPI range"),
  AKEY_PRESENT(36, "authentication key is not allowed here"),
  EKEY_PRESENT(37, "encryption key is not allowed here"),
  PROP_PRESENT(38, "proposal is not allowed here"),
  SUPP_PRESENT(39, "list of supported algorithms is not allowed here"),
  BAD_AALG(40, "bad authentication algorithm"),
  BAD_EALG(41, "bad encryption algorithm"),
  BAD_SAFLAGS(42, "bad SA flags"),
  BAD_SASTATE(43, "bad SA state"),
  BAD_AKEYBITS(44, "bad number of bits in the authentication key"),
  BAD_EKEYBITS(45, "bad number of bits in the encryption key"),
  ENCR_NOTSUPP(46, "encryption is not supported for this SA type"),
  WEAK_EKEY(47, "weak encryption key"),
  WEAK_AKEY(48, "weak authentication key"),
  DUPLICATE_KMP(49, "conflicting key management protocol"),
  DUPLICATE_KMC(50, "conflicting key management cookie"),
  MISSING_NATT_LOC(51, "NAT-T local address is missing"),
  MISSING_NATT_REM(52, "NAT-T remote address is missing"),
  DUPLICATE_NATT_LOC(53, "NAT-T local address given twice"),
  DUPLICATE_NATT_REM(54, "NAT-T remote address given twice"),
  MALFORMED_NATT_LOC(55, "malformed NAT-T local address"),
  MALFORMED_NATT_REM(56, "malformed NAT-T remote address"),
  DUPLICATE_NATT_PORTS(57, "NAT-T ports given twice"),
  MISSING_INNER_SRC(58, "inner source address is missing"),
  MISSING_INNER_DST(59, "inner destination address is missing"),
  DUPLICATE_INNER_SRC(60, "inner source address given twice"),
  DUPLICATE_INNER_DST(61, "inner destination address given twice"),
  MALFORMED_INNER_SRC(62, "malformed inner source address"),
  MALFORMED_INNER_DST(63, "malformed inner destination address"),
  PREFIX_INNER_SRC(64, "bad prefix length of the inner source address"),
  PREFIX_INNER_DST(65, "bad prefix length of the inner destination address"),
  BAD_INNER_DST_AF(66, "bad address family of the inner destination"),
  INNER_AF_MISMATCH(67, "inner addresses and outer protocol do not fit together"),
  BAD_NATT_REM_AF(68, "bad address family of the NAT-T remote address"),
  BAD_NATT_LOC_AF(69, "bad address family of the NAT-T local address"),
  PROTO_MISMATCH(70, "source and destination protocols differ"),
  INNER_PROTO_MISMATCH(71, "inner source and destination protocols differ"),
  DUAL_PORT_SETS(72, "both inner and outer addresses have ports"),
  PAIR_INAPPROPRIATE(73, "these SAs cannot be paired"),
  PAIR_ADD_MISMATCH(74, "the SAs of the pair do not match"),
  PAIR_ALREADY(75, "the SA is already paired"),
  PAIR_SA_NOTFOUND(76, "the other SA of the pair was not found"),
  BAD_SA_DIRECTION(77, "bad SA direction"),
  SA_NOTFOUND(78, "no such SA"),
  SA_EXPIRED(79, "the SA has expired"),
  BAD_CTX(80, "cannot create crypto context"),
  INVALID_REPLAY(81, "invalid replay value"),
  MISSING_LIFETIME(82, "a current lifetime cannot be set"),
  BAD_LABEL(83, "bad sensitivity label"),
  UNKNOWN(-1, "unknown diagnostic code");

  private static final Diagnostic[] BY_CODE = values();

  private final int code;
  private final String text;

  Diagnostic(int code, String text) {
    this.code = code;
    this.text = text;
  }

  public int code() {
    return code;
  }

  /** What it means, in words, without the number. */
  public String text() {
    return text;
  }

  public static Diagnostic of(int code) {
    return code >= 0 && code < UNKNOWN.ordinal() ? BY_CODE[code] : UNKNOWN;
  }
}
