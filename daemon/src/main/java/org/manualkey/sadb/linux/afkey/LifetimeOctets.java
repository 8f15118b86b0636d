package org.manualkey.sadb.linux.afkey;

import org.jspecify.annotations.Nullable;
import org.manualkey.libc.MessageSocket;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.linux.LinuxCodec;
import org.manualkey.sa.Lifetimes;
import org.manualkey.sadb.linux.Seconds;

/**
 * The lifetimes in the message that a socket took last, compared without objects for them.
 *
 * <p>An extension begins with its length u16 in words of eight octets and its type u16. In that of
 * a lifetime follow, from octet 4 on, allocations u32, octets u64, and the seconds since the SA was
 * added and used, u64 each; 0 limits nothing, and so does a lifetime that is not there.
 */
final class LifetimeOctets {
  private static final int WORD = 8;
  private static final int EXTENSION = 4;
  private static final int LIFETIME = 32;

  private LifetimeOctets() {}

  /** Whether an SA has these hard and soft lifetimes, and no others. */
  static boolean have(MessageSocket socket, int length, Lifetimes wanted) {
    return has(socket, length, ExtensionType.LIFETIME_HARD, wanted.hard())
        && has(socket, length, ExtensionType.LIFETIME_SOFT, wanted.soft());
  }

  private static boolean has(
      MessageSocket socket, int length, ExtensionType type, @Nullable Lifetime wanted) {
    int at = find(socket, length, type.code());
    if (at == 0) {
      return wanted == null;
    }
    return socket.int32(at + 4) == (wanted == null ? 0 : wanted.allocations())
        && socket.int64(at + 8) == (wanted == null ? 0 : wanted.bytes())
        && socket.int64(at + 16) == (wanted == null ? 0 : Seconds.asked(wanted.addTime()))
        && socket.int64(at + 24) == (wanted == null ? 0 : Seconds.asked(wanted.useTime()));
  }

  /** Where the extension of a lifetime begins; 0: there is none. */
  private static int find(MessageSocket socket, int length, int type) {
    int at = LinuxCodec.HEADER;
    while (at + EXTENSION <= length) {
      int extension = socket.uint16(at) * WORD;
      if (socket.uint16(at + 2) == type) {
        return extension >= LIFETIME && at + LIFETIME <= length ? at : 0;
      }
      if (extension == 0) {
        return 0;
      }
      at += extension;
    }
    return 0;
  }
}
