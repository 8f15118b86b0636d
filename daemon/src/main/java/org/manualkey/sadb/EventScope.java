package org.manualkey.sadb;

/** How much of what a database tells others a listener hears. */
public enum EventScope {
  /** What every PF_KEY socket hears: changes and refused changes, whoever asked, and expiry. */
  ORDINARY,
  /** All replies, those to GET and DUMP too. */
  PROMISCUOUS
}
