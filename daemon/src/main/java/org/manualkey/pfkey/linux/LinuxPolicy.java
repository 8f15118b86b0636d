package org.manualkey.pfkey.linux;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.SocketAddress;

/**
 * A policy as Linux shows it ({@code SADB_X_SPDDUMP}), as far as it says which SAs it uses.
 *
 * <p>An extension ({@code struct sadb_x_policy}, 16 octets): 0 length u16 in words of eight octets,
 * 2 type 18 u16, 4 action u16, 6 direction u8, 8 index u32, 12 priority u32. Behind it, within its
 * length, is a {@link Template} for each SA that a packet needs.
 *
 * @param direction {@link #IN}, {@link #OUT}, {@link #FORWARD}, or one of a single socket
 * @param action {@link #IPSEC}, or another, which uses no SA
 * @param destination of the packets that it is for, whatever its prefix; null: of another family
 */
public record LinuxPolicy(
    int direction, int action, @Nullable SocketAddress destination, List<Template> templates) {
  /** The type of the request for all policies, and of the messages that show them. */
  public static final int DUMP = 18;

  public static final int IN = 1;
  public static final int OUT = 2;
  public static final int FORWARD = 3;

  /** That of a socket of this host, which has it for itself alone. */
  public static final int SOCKET_IN = 4;

  public static final int SOCKET_OUT = 5;
  public static final int IPSEC = 2;

  private static final int EXTENSION = 18;
  private static final int LENGTH = 16;

  public LinuxPolicy {
    templates = List.copyOf(templates);
  }

  /**
   * Which SAs a policy uses ({@code struct sadb_x_ipsecrequest}, 16 octets): 0 length u16 in
   * octets, 2 protocol u16, 4 mode u8, 5 level u8, 8 request id u32; behind it, for a tunnel, the
   * socket addresses of its source and its destination, of 16 octets (IPv4) or 28 (IPv6).
   *
   * @param protocol IP protocol: 50 ESP, 51 AH
   * @param mode {@link #TRANSPORT}, {@link #TUNNEL} or another
   * @param requestId 0: of inbound SAs any; of outbound ones those that have none
   * @param source of the tunnel; null: none is shown
   * @param destination of the tunnel; null: none is shown
   */
  public record Template(
      int protocol,
      int mode,
      int requestId,
      @Nullable SocketAddress source,
      @Nullable SocketAddress destination) {
    public static final int TRANSPORT = ExtensionWriter.MODE_TRANSPORT;
    public static final int TUNNEL = ExtensionWriter.MODE_TUNNEL;
  }

  /** The policy that a message shows, whose header has been read; null: it shows none. */
  static @Nullable LinuxPolicy read(ByteBuffer frame) {
    SocketAddress destination = null;
    ByteBuffer policy = null;
    int start = LinuxCodec.HEADER;
    while (start + 4 <= frame.limit()) {
      int length = u16(frame, start) * LinuxCodec.WORD;
      if (length == 0 || length > frame.limit() - start) {
        break;
      }
      ByteBuffer body = frame.slice(start, length).order(frame.order());
      int type = u16(frame, start + 2);
      if (type == EXTENSION && length >= LENGTH) {
        policy = body;
      } else if (type == Address.Kind.DST.type().code()) {
        Address address = ExtensionReader.address(Address.Kind.DST, body);
        destination = address == null ? null : address.socketAddress();
      }
      start += length;
    }
    return policy == null
        ? null
        : new LinuxPolicy(policy.get(6) & 0xff, u16(policy, 4), destination, templates(policy));
  }

  private static List<Template> templates(ByteBuffer policy) {
    List<Template> templates = new ArrayList<>(1);
    int start = LENGTH;
    while (start + LENGTH <= policy.limit()) {
      int length = u16(policy, start);
      if (length < LENGTH || length > policy.limit() - start) {
        break;
      }
      templates.add(template(policy.slice(start, length).order(policy.order())));
      start += length;
    }
    return templates;
  }

  /** Both addresses have the same length. */
  private static Template template(ByteBuffer in) {
    int half = (in.limit() - LENGTH) / 2;
    return new Template(
        u16(in, 2),
        in.get(4) & 0xff,
        in.getInt(8),
        ExtensionReader.socketAddress(in.slice(LENGTH, half).order(in.order())),
        ExtensionReader.socketAddress(in.slice(LENGTH + half, half).order(in.order())));
  }

  private static int u16(ByteBuffer in, int at) {
    return Short.toUnsignedInt(in.getShort(at));
  }
}
