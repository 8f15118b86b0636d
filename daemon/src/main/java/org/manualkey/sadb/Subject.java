package org.manualkey.sadb;

import org.manualkey.pfkey.Diagnostic;

/** Which part of a request a {@link Refusal} is about, by what a command calls it. */
public enum Subject {
  /** No part in particular. */
  REQUEST,
  SPI,
  STATE,
  DIRECTION,
  REPLAY_WINDOW,
  REPLAY_VALUE,
  AUTH_ALGORITHM,
  ENCRYPTION_ALGORITHM,
  AUTH_KEY,
  ENCRYPTION_KEY,
  SOURCE,
  DESTINATION,
  SOURCE_PORT,
  DESTINATION_PORT,
  PROTOCOL,
  INNER_SOURCE,
  INNER_DESTINATION,
  NATT_LOCAL,
  NATT_REMOTE,
  SOFT_ALLOCATIONS,
  SOFT_BYTES,
  SOFT_ADD_TIME,
  SOFT_USE_TIME,
  IDLE_ADD_TIME,
  IDLE_USE_TIME,
  PAIR,
  SOURCE_IDENTITY,
  DESTINATION_IDENTITY,
  LABEL,
  REQUEST_ID,
  MARK,
  INTERFACE_ID,
  LONG_NUMBERS,
  CHECK_BITS;

  /** The part that a diagnostic is about when nothing more is known. */
  public static Subject of(Diagnostic diagnostic) {
    return switch (diagnostic) {
      case BAD_SRC_AF, BAD_SRC, MISSING_SRC, DUPLICATE_SRC, MALFORMED_SRC, AF_MISMATCH -> SOURCE;
      case BAD_DST_AF, BAD_DST, MISSING_DST, DUPLICATE_DST, MALFORMED_DST -> DESTINATION;
      case BAD_INNER_SRC_AF,
          MISSING_INNER_SRC,
          DUPLICATE_INNER_SRC,
          MALFORMED_INNER_SRC,
          PREFIX_INNER_SRC,
          INNER_AF_MISMATCH,
          INNER_PROTO_MISMATCH ->
          INNER_SOURCE;
      case BAD_INNER_DST_AF,
          MISSING_INNER_DST,
          DUPLICATE_INNER_DST,
          MALFORMED_INNER_DST,
          PREFIX_INNER_DST ->
          INNER_DESTINATION;
      case MISSING_NATT_LOC,
          DUPLICATE_NATT_LOC,
          MALFORMED_NATT_LOC,
          DUPLICATE_NATT_PORTS,
          BAD_NATT_LOC_AF ->
          NATT_LOCAL;
      case MISSING_NATT_REM, DUPLICATE_NATT_REM, MALFORMED_NATT_REM, BAD_NATT_REM_AF -> NATT_REMOTE;
      case ALLOC_HSERR -> SOFT_ALLOCATIONS;
      case BYTES_HSERR -> SOFT_BYTES;
      case ADDTIME_HSERR -> SOFT_ADD_TIME;
      case USETIME_HSERR -> SOFT_USE_TIME;
      case MISSING_EKEY,
          DUPLICATE_EKEY,
          MALFORMED_EKEY,
          EKEY_PRESENT,
          BAD_EKEYBITS,
          WEAK_EKEY,
          BAD_CTX ->
          ENCRYPTION_KEY;
      case MISSING_AKEY, DUPLICATE_AKEY, MALFORMED_AKEY, AKEY_PRESENT, BAD_AKEYBITS, WEAK_AKEY ->
          AUTH_KEY;
      case BAD_AALG -> AUTH_ALGORITHM;
      case BAD_EALG, ENCR_NOTSUPP -> ENCRYPTION_ALGORITHM;
      case BAD_SAFLAGS, BAD_SA_DIRECTION -> DIRECTION;
      case BAD_SASTATE -> STATE;
      case MISSING_SA, DUPLICATE_SA, MALFORMED_SA, SA_NOTFOUND, SA_EXPIRED -> SPI;
      case PROTO_MISMATCH -> PROTOCOL;
      case DUAL_PORT_SETS -> SOURCE_PORT;
      case PAIR_INAPPROPRIATE, PAIR_ADD_MISMATCH, PAIR_ALREADY, PAIR_SA_NOTFOUND -> PAIR;
      case INVALID_REPLAY -> REPLAY_VALUE;
      case BAD_LABEL -> LABEL;
      case NONE,
          UNKNOWN_MSG,
          UNKNOWN_EXT,
          BAD_EXTLEN,
          UNKNOWN_SATYPE,
          SATYPE_NEEDED,
          NO_SADBS,
          NO_EXT,
          MISSING_RANGE,
          DUPLICATE_RANGE,
          MALFORMED_RANGE,
          PROP_PRESENT,
          SUPP_PRESENT,
          DUPLICATE_KMP,
          DUPLICATE_KMC,
          MISSING_LIFETIME,
          UNKNOWN ->
          REQUEST;
    };
  }
}
