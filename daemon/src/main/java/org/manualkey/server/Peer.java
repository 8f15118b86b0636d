package org.manualkey.server;

import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXSocketCredentials;

/**
 * A client, identified by the peer credentials of the kernel.
 *
 * @param uid its user
 * @param pid its process
 * @param privileged whether it may use the database
 */
record Peer(long uid, long pid, boolean privileged) {
  /** The client with these credentials; nobody without them. */
  static Peer of(@Nullable AFUNIXSocketCredentials credentials, LongPredicate privileged) {
    if (credentials == null) {
      return new Peer(-1, -1, false);
    }
    long uid = credentials.getUid();
    return new Peer(uid, credentials.getPid(), privileged.test(uid));
  }

  @Override
  public String toString() {
    return "uid " + uid + " (pid " + pid + ")";
  }
}
