package org.manualkey.sa;

/** A part of an SA in which two of them can differ. */
public enum Part {
  ID("type, SPI, destination or mark"),
  ALGORITHMS("algorithms"),
  TUNNEL("tunnel mode"),
  ENDS("addresses, ports or protocol"),
  DIRECTION("direction"),
  NATT("NAT-T ends"),
  REPLAY_WINDOW("replay window"),
  SETTINGS("reqid, if_id, esn or trunc_bits"),
  STATE("state"),
  FLAGS("flags"),
  REPLAY_VALUE("replay value"),
  IDENTITIES("identities"),
  COOKIE("key management"),
  KEYS("keys"),
  LIFETIMES("lifetimes");

  private final String words;

  Part(String words) {
    this.words = words;
  }

  /** What it is called in a sentence. */
  public String words() {
    return words;
  }
}
