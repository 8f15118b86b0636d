package org.manualkey.sadb;

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
  LIFETIMES("hard, soft lifetimes"),
  HMAC_SHA256("hmac-sha256"),
  COMBINED_MODES("aes-ccm, aes-gcm"),
  COMBINED_WITH_AUTHENTICATION("authalg beside aes-ccm, aes-gcm"),
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
