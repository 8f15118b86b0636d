package org.manualkey.sadb;

/**
 * What databases differ in from that of illumos. Each back end says in one row of its {@link
 * Capabilities} what becomes of it; the row is what users see and why requests are refused.
 */
public enum Capability {
  PAIRS("pairs"),
  DIRECTIONS("inbound, outbound"),
  IDENTITIES("identities"),
  TUNNELS("inner addresses"),
  NATT("nat-loc, nat-rem"),
  REPLAY_WINDOW("replay"),
  LIFETIMES("hard, soft lifetimes"),
  HMAC_SHA256("hmac-sha256"),
  COMBINED_MODES("aes-ccm, aes-gcm"),
  IDLE_LIFETIMES("idle lifetimes"),
  REPLAY_VALUE("replay_value"),
  SELECTORS("ports, protocols"),
  LABELS("labels"),
  STATE("state"),
  DIAGNOSTICS("diagnostics");

  private final String words;

  Capability(String words) {
    this.words = words;
  }

  /** Its name in tables, by the words of the command language. */
  public String words() {
    return words;
  }
}
