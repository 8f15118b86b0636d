package org.manualkey.server;

import java.io.FileDescriptor;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import org.manualkey.libc.PeerGroups;
import org.manualkey.program.Right;
import org.manualkey.program.Rights;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.FileDescriptorCast;

/**
 * Who has which rights: some users have all, and members of groups some, whether a group is the
 * primary one of a process or a supplementary one.
 *
 * @param owners users with all rights
 * @param groups the number of the group that has a right; a right without a group is the owners'
 */
public record Authority(LongPredicate owners, Map<Right, Long> groups) {
  public Authority {
    groups = Map.copyOf(groups);
  }

  /** The rights that follow from a user alone. */
  Rights ofUser(long uid) {
    return owners.test(uid) ? Rights.ALL : Rights.NONE;
  }

  /**
   * A client with all of its rights.
   *
   * @throws IOException if its groups cannot be known
   */
  Peer peer(AFUNIXSocket socket) throws IOException {
    Peer peer = Peer.of(socket, this);
    return peer.with(of(peer, socket.getFileDescriptor()));
  }

  /**
   * All rights of a client.
   *
   * @param socket its connection
   * @throws IOException if its groups cannot be known
   */
  Rights of(Peer peer, FileDescriptor socket) throws IOException {
    if (owners.test(peer.uid())) {
      return Rights.ALL;
    }
    if (groups.isEmpty() || peer.isUnknown()) {
      return Rights.NONE;
    }
    long[] supplementary = PeerGroups.of(FileDescriptorCast.using(socket).as(Integer.class));
    Set<Right> rights = EnumSet.noneOf(Right.class);
    groups.forEach((right, group) -> {
      if (peer.gid() == group || Arrays.stream(supplementary).anyMatch(gid -> gid == group)) {
        rights.add(right);
      }
    });
    return new Rights(rights);
  }
}
