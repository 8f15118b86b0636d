package org.manualkey.sadb;

/** Which events of a database a subscriber receives. */
public enum EventScope {
  /** What every PF_KEY socket receives: changes and refused changes by any program, and expiry. */
  ORDINARY,
  /** All replies, those to GET and DUMP too. */
  PROMISCUOUS
}
