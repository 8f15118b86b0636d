package org.manualkey.sadb.rules;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Octets;
import org.manualkey.pfkey.Oversized;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.SpiRange;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.Lifetimes;
import org.manualkey.sa.SaId;

/**
 * A request on its way through the checks: no extension is unreadable or there twice.
 *
 * <p>Like the kernel's, it is changed as it goes (addresses normalised, protocols filled in, flags
 * set), and what is left of it is echoed.
 */
public final class RequestInProgress {
  private static final int IKE = 1;
  private static final long LOW_WORD = 0xffff_ffffL;
  private static final int ROOM_OF_IPV4 = 16;

  /** What is left of the room of an IPv6 address when an IPv4 one took its place. */
  private static final Octets ZEROS = Octets.of(new byte[32 - ROOM_OF_IPV4]);

  private static final int TYPES = ExtensionType.UNKNOWN.ordinal();

  private final Header header;
  private final Extension[] extensions;

  /** By type: where in {@link #extensions} it is, counted from 1. */
  private final byte[] positions = new byte[TYPES];

  /** The SA extension before it was changed; null: it was not. */
  private @Nullable Sa asked;

  /** A request that {@link MessageChecks} let through. */
  public RequestInProgress(Message message) {
    header = message.header();
    extensions = message.extensions().toArray(new Extension[0]);
    for (int i = 0; i < extensions.length; i++) {
      positions[extensions[i].type().ordinal()] = (byte) (i + 1);
    }
  }

  public Header header() {
    return header;
  }

  public SaType saType() {
    return header.saType();
  }

  public boolean has(ExtensionType type) {
    return positions[type.ordinal()] != 0;
  }

  /** The SA extension; for use behind a check that it is there. */
  public Sa sa() {
    return (Sa) present(ExtensionType.SA);
  }

  /** Which SA it is about; for use behind the checks that it says so. */
  public SaId id() {
    return SaId.of(saType().code(), sa().spi(), ip(Address.Kind.DST))
        .withMark(settings().wholeMark());
  }

  /** An address; for use behind a check that it is there. */
  public Address address(Address.Kind kind) {
    return (Address) present(kind.type());
  }

  public @Nullable Address findAddress(Address.Kind kind) {
    return (Address) find(kind.type());
  }

  /** The address in an address extension, or null when there is none. */
  public @Nullable IpAddress findIp(Address.Kind kind) {
    Address address = findAddress(kind);
    return address == null ? null : IpAddress.of(address.socketAddress());
  }

  /** The address in an address extension; for use behind the checks of addresses. */
  public IpAddress ip(Address.Kind kind) {
    IpAddress ip = findIp(kind);
    if (ip == null) {
      throw new IllegalStateException(kind + " has no address");
    }
    return ip;
  }

  public @Nullable Key key(Key.Kind kind) {
    return (Key)
        find(
            switch (kind) {
              case AUTH -> ExtensionType.KEY_AUTH;
              case ENCRYPT -> ExtensionType.KEY_ENCRYPT;
            });
  }

  public @Nullable Lifetime lifetime(Lifetime.Kind kind) {
    return (Lifetime)
        find(
            switch (kind) {
              case CURRENT -> ExtensionType.LIFETIME_CURRENT;
              case HARD -> ExtensionType.LIFETIME_HARD;
              case SOFT -> ExtensionType.LIFETIME_SOFT;
              case IDLE -> ExtensionType.X_LIFETIME_IDLE;
            });
  }

  /** The limits; those that limit nothing are left out. */
  public Lifetimes lifetimes() {
    return Lifetimes.of(
        lifetime(Lifetime.Kind.HARD), lifetime(Lifetime.Kind.SOFT), lifetime(Lifetime.Kind.IDLE));
  }

  /** As it is stored: the string to its first NUL, and nothing else but the type. */
  public @Nullable Identity identity(Identity.Kind kind) {
    Identity given =
        (Identity)
            find(
                switch (kind) {
                  case SRC -> ExtensionType.IDENTITY_SRC;
                  case DST -> ExtensionType.IDENTITY_DST;
                });
    return given == null ? null : Identity.of(kind, given.idType(), string(given.value()));
  }

  public @Nullable KmCookie cookie() {
    return (KmCookie) find(ExtensionType.X_KM_COOKIE);
  }

  /** The cookie as it is stored: IKE's has only 32 bits. Null: neither part is set. */
  public @Nullable KmCookie storedCookie() {
    KmCookie asked = cookie();
    if (asked == null || (asked.protocol() == 0 && asked.cookie() == 0)) {
      return null;
    }
    return asked.protocol() == IKE ? new KmCookie(IKE, asked.cookie() & LOW_WORD) : asked;
  }

  public @Nullable Pair pair() {
    return (Pair) find(ExtensionType.X_PAIR);
  }

  public @Nullable ReplayValue replayValue() {
    return (ReplayValue) find(ExtensionType.X_REPLAY_VALUE);
  }

  /** What only XFRM has. */
  public XfrmSettings settings() {
    return find(ExtensionType.XFRM) instanceof XfrmSettings settings ? settings : XfrmSettings.NONE;
  }

  /** The flags that the request had, before any were set. */
  public int askedFlags() {
    Sa before = asked;
    return before == null ? sa().flags() : before.flags();
  }

  /** The range of SPIs; for use behind a check that it is there. */
  public SpiRange spiRange() {
    return (SpiRange) present(ExtensionType.SPIRANGE);
  }

  /** Puts a changed SA extension in the place of the one before. */
  public void put(Sa changed) {
    asked = asked == null ? sa() : asked;
    extensions[positions[ExtensionType.SA.ordinal()] - 1] = changed;
  }

  /** Puts a changed address in the place of the one before; the extension keeps its length. */
  void put(Address changed) {
    int at = positions[changed.type().ordinal()] - 1;
    int spare = room(extensions[at]) - room(changed);
    extensions[at] =
        spare == 0
            ? changed
            : new Oversized(changed, spare == ROOM_OF_IPV4 ? ZEROS : Octets.of(new byte[spare]));
  }

  /** The request as it now is, with its keys. */
  public Message current() {
    return new Message(header, List.of(extensions));
  }

  /**
   * The request as it now is, without keys: the reply of most verbs ({@code sadb_pfkey_echo()}).
   */
  public Message echo() {
    return echo(extensions);
  }

  /** The same, with another extension in the place of one that is there. */
  public Message echoWith(ExtensionType type, Extension instead) {
    Extension[] changed = extensions.clone();
    changed[positions[type.ordinal()] - 1] = instead;
    return echo(changed);
  }

  private Message echo(Extension... shown) {
    List<Extension> kept = new ArrayList<>(shown.length);
    for (Extension extension : shown) {
      switch (extension.type()) {
        case KEY_AUTH, KEY_ENCRYPT, X_EDUMP -> {}
        default -> kept.add(extension);
      }
    }
    return new Message(header.withError(0, 0), kept);
  }

  /** The octets before the first NUL; the last octet counts as one, whatever it is. */
  private static byte[] string(Octets value) {
    ByteBuffer octets = value.view();
    int length = 0;
    while (length < octets.limit() - 1 && octets.get(length) != 0) {
      length++;
    }
    byte[] string = new byte[length];
    octets.get(string);
    return string;
  }

  private Extension present(ExtensionType type) {
    Extension extension = find(type);
    if (extension == null) {
      throw new IllegalStateException(type + " is missing");
    }
    return extension;
  }

  private @Nullable Extension find(ExtensionType type) {
    int position = positions[type.ordinal()];
    return position == 0 ? null : content(extensions[position - 1]);
  }

  private static Extension content(Extension extension) {
    return extension instanceof Oversized oversized ? oversized.content() : extension;
  }

  /** Octets of a socket address and what follows it. */
  private static int room(Extension extension) {
    int rest = extension instanceof Oversized oversized ? oversized.rest().length() : 0;
    return rest
        + switch (((Address) content(extension)).socketAddress()) {
          case SocketAddress.Inet _ -> ROOM_OF_IPV4;
          case SocketAddress.Inet6 _ -> 32;
          case SocketAddress.Other other -> 2 + other.body().length();
        };
  }
}
