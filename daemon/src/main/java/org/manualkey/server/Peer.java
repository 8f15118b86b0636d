package org.manualkey.server;

/**
 * A client, identified by the peer credentials of the kernel.
 *
 * @param uid its user
 * @param pid its process
 * @param privileged whether it may use the database
 */
record Peer(long uid, long pid, boolean privileged) {
  @Override
  public String toString() {
    return "uid " + uid + " (pid " + pid + ")";
  }
}
