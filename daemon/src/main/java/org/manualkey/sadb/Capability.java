package org.manualkey.sadb;

import org.jspecify.annotations.Nullable;

/**
 * Features in which databases differ from that of illumos. The {@link Capabilities} of a back end
 * have a row for each difference, which users see, and which is the reason of refusals.
 */
public enum Capability {
  PAIRS("pairs"),
  DIRECTIONS("inbound, outbound"),
  IDENTITIES("identities"),
  TUNNELS("inner addresses"),
  NATT("nat-loc, nat-rem"),
  REPLAY_WINDOW("replay"),
  LARGE_WINDOWS("replay above 255"),
  LIFETIMES("hard, soft lifetimes"),
  HMAC_SHA256("hmac-sha256"),
  COMBINED_MODES("aes-ccm, aes-gcm"),
  COMBINED_WITH_AUTHENTICATION("authalg beside a combined mode"),
  FURTHER_ALGORITHMS("aes-ctr, aes-xcbc, aes-cmac, camellia, chacha20"),
  IDLE_LIFETIMES("idle lifetimes"),
  REPLAY_VALUE("replay_value"),
  REPLAY_VALUE_OF_UPDATE("replay_value of update"),
  SELECTORS("ports, protocols"),
  LABELS("labels"),
  STATE("state"),
  XFRM_SETTINGS("reqid, mark, if_id, esn, trunc_bits"),
  DIAGNOSTICS("diagnostics");

  private static final int AES_CTR = 13;
  private static final int CHACHA20_POLY1305 = 28;

  private final String words;

  Capability(String words) {
    this.words = words;
  }

  /** What an authentication algorithm needs, by its number; null: every database has it. */
  public static @Nullable Capability ofAuthentication(int id) {
    return switch (id) {
      case 5 -> HMAC_SHA256;
      case 9, 250 -> FURTHER_ALGORITHMS;
      default -> null;
    };
  }

  /** What an encryption algorithm needs, by its number; null: every database has it. */
  public static @Nullable Capability ofEncryption(int id) {
    return switch (id) {
      case 14, 15, 16, 18, 19, 20, 23 -> COMBINED_MODES;
      case 13, 22, CHACHA20_POLY1305 -> FURTHER_ALGORITHMS;
      default -> null;
    };
  }

  /** Whether an encryption algorithm authenticates as well, by its number. */
  public static boolean authenticates(int id) {
    return id == CHACHA20_POLY1305 || ofEncryption(id) == COMBINED_MODES;
  }

  /**
   * Whether the nonces of an encryption algorithm are a counter, so that none may come twice under
   * a key; by its number.
   */
  public static boolean counts(int id) {
    return authenticates(id) || id == AES_CTR;
  }

  /** Its name in tables, by the words of the command language. */
  public String words() {
    return words;
  }
}
