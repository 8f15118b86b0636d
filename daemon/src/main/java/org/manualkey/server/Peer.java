package org.manualkey.server;

/**
 * Who the kernel says a client is.
 *
 * @param uid user
 * @param pid process
 * @param privileged whether it may use the database
 */
record Peer(long uid, long pid, boolean privileged) {
  @Override
  public String toString() {
    return "uid " + uid + " (pid " + pid + ")";
  }
}
