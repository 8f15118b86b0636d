package org.manualkey.sa;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.XfrmSettings;

/**
 * Digests of identity and contents of SAs. An SA that is there and one that is wanted have the same
 * digest if {@link SecurityAssociation#isSame} finds them the same; the digest is another one where
 * {@link SecurityAssociation#difference} names a part, except those parts that a database may show
 * in another way than they were asked for: {@link Part#DIRECTION}, {@link Part#REPLAY_WINDOW},
 * {@link Part#REPLAY_VALUE}, and of {@link Part#SETTINGS} the length of check values.
 *
 * <p>For one thread.
 */
final class ContentsDigest {
  /** What all parts take at most but identities, which have no bound. */
  private static final int ROOM = 512;

  private final KeyDigest keys = new KeyDigest();
  private ByteBuffer parts = ByteBuffer.allocate(ROOM);

  /** The first eight octets of the digest. */
  long of(SecurityAssociation sa) {
    parts.clear();
    putId(sa.id());
    putEnds(sa);
    putEncapsulation(sa.natt().local());
    putEncapsulation(sa.natt().remote());
    XfrmSettings settings = sa.settings();
    parts.putInt(settings.requestId()).putInt(settings.interfaceId());
    put(settings.longNumbers());
    parts.putInt(sa.restoredState().ordinal()).putInt(sa.flagsOfItsOwn());
    KmCookie cookie = sa.cookie();
    put(cookie != null);
    if (cookie != null) {
      parts.putInt(cookie.protocol()).putLong(cookie.cookie());
    }
    putIdentity(sa.identities().source());
    putIdentity(sa.identities().destination());
    return keys.of(sa, parts.flip()).high();
  }

  private void put(boolean what) {
    parts.put((byte) (what ? 1 : 0));
  }

  private void putId(SaId id) {
    parts.putInt(id.type()).putInt(id.spi()).putLong(id.high()).putLong(id.low());
    parts.putLong(id.mark());
  }

  private void putEnds(SecurityAssociation sa) {
    Ends inner = sa.inner();
    put(sa.isTunnel());
    put(inner != null);
    putAddress(IpAddress.of(sa.outer().source().socketAddress()));
    putAddress(IpAddress.of(sa.outer().destination().socketAddress()));
    if (inner == null) {
      putSelector(sa.outer().source());
      putSelector(sa.outer().destination());
    } else {
      parts.putInt(inner.destination().protocol());
      putNetwork(inner.source());
      putNetwork(inner.destination());
    }
  }

  private void putSelector(Address end) {
    parts.putInt(end.protocol()).putInt(end.socketAddress().port());
  }

  private void putNetwork(Address end) {
    parts.putInt(end.socketAddress().port()).putInt(Ends.prefix(end));
    putAddress(Ends.network(end));
  }

  private void putAddress(@Nullable IpAddress address) {
    switch (address == null ? null : Ends.canonical(address)) {
      case null -> put(false);
      case IpAddress.V4(int bits) -> parts.put((byte) 4).putInt(bits);
      case IpAddress.V6(long high, long low) -> parts.put((byte) 6).putLong(high).putLong(low);
    }
  }

  private void putEncapsulation(@Nullable Address end) {
    put(end != null);
    if (end != null) {
      parts.putInt(end.socketAddress().port());
      putAddress(IpAddress.of(end.socketAddress()));
    }
  }

  private void putIdentity(@Nullable Identity identity) {
    put(identity != null);
    if (identity != null) {
      ByteBuffer value = Identities.value(identity);
      reserve(value.remaining());
      parts.putInt(identity.idType()).putInt(value.remaining()).put(value);
    }
  }

  private void reserve(int octets) {
    int needed = parts.position() + octets + ROOM;
    if (needed > parts.capacity()) {
      parts = ByteBuffer.allocate(needed).put(parts.flip());
    }
  }
}
