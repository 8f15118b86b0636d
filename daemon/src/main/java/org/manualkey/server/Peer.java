package org.manualkey.server;

import java.io.IOException;
import org.manualkey.libc.PeerCredentials;
import org.manualkey.program.Rights;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketCredentials;
import org.newsclub.net.unix.FileDescriptorCast;

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

  /**
   * The client of a connection, with the rights of its user; nobody, if the kernel names none.
   *
   * <p>On illumos the C library is asked: JUnixSocket 2.11 writes beyond its array of groups there
   * when the effective group of the client is not among them.
   *
   * @throws IOException if the connection is gone
   */
  static Peer of(AFUNIXSocket socket, Authority authority) throws IOException {
    if (PeerCredentials.areKnown()) {
      int descriptor = FileDescriptorCast.using(socket.getFileDescriptor()).as(Integer.class);
      PeerCredentials peer = PeerCredentials.of(descriptor);
      return of(peer.uid(), peer.gid(), peer.pid(), authority);
    }
    AFUNIXSocketCredentials peer = socket.getPeerCredentials();
    return peer == null ? NOBODY : of(peer.getUid(), peer.getGid(), peer.getPid(), authority);
  }

  private static Peer of(long uid, long gid, long pid, Authority authority) {
    return new Peer(uid, gid, pid, authority.ofUser(uid));
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
