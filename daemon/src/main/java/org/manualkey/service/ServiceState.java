package org.manualkey.service;

/** States of the service, in SMF's words. */
public enum ServiceState {
  DISABLED("disabled"),
  /** Wanted, but loading, or waiting for the database or the name service. */
  OFFLINE("offline"),
  ONLINE("online"),
  /** Running, but not as the key file says. */
  DEGRADED("degraded"),
  /** Something is wrong that only an administrator can mend. */
  MAINTENANCE("maintenance");

  private final String word;

  ServiceState(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }
}
