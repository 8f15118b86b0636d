package org.manualkey.service;

/** States of the service, named as in SMF. */
public enum ServiceState {
  DISABLED("disabled"),
  /** Enabled, but loading, or waiting for the database or the name service. */
  OFFLINE("offline"),
  ONLINE("online"),
  /** Running, but SAs of the key file are missing. */
  DEGRADED("degraded"),
  /** Needs an administrator. */
  MAINTENANCE("maintenance");

  private final String word;

  ServiceState(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }
}
