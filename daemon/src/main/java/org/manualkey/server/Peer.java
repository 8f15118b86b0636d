package org.manualkey.server;

import org.jspecify.annotations.Nullable;
import org.manualkey.program.Rights;
import org.newsclub.net.unix.AFUNIXSocketCredentials;

/**
 * A client, identified by the peer credentials of the kernel.
 *
 * @param uid its user
 * @param gid its primary group
 * @param pid its process
 * @param rights those that are known so far
 */
record Peer(long uid, long gid, long pid, Rights rights) {
  private static final Peer NOBODY = new Peer(-1, -1, -1, Rights.NONE);

  /** The client with these credentials, with the rights of its user; nobody without them. */
  static Peer of(@Nullable AFUNIXSocketCredentials credentials, Authority authority) {
    if (credentials == null) {
      return NOBODY;
    }
    long uid = credentials.getUid();
    return new Peer(uid, credentials.getGid(), credentials.getPid(), authority.ofUser(uid));
  }

  /** Whether the kernel named no user: then its groups count for nothing. */
  boolean isUnknown() {
    return uid < 0;
  }

  Peer with(Rights others) {
    return new Peer(uid, gid, pid, others);
  }

  @Override
  public String toString() {
    return "uid " + uid + " (pid " + pid + ")";
  }
}
