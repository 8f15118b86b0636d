package org.manualkey.golden;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.print.NameSource;
import org.manualkey.print.ProtocolTable;
import org.manualkey.request.Resolver;

/**
 * A name service out of the text of a hosts file: a name has all its addresses in the order of the
 * file, an address has the first name of the first line with it.
 */
public final class HostsFile implements NameSource, Resolver {
  private final ProtocolTable protocols = ProtocolTable.builtIn();
  private final Map<InetAddress, String> names = new HashMap<>();
  private final Map<String, List<SocketAddress.Inet6>> addresses = new HashMap<>();

  public HostsFile(String text) {
    for (String line : text.lines().toList()) {
      String[] words = line.replaceFirst("#.*", "").strip().split("\\s+");
      if (words.length > 1) {
        add(InetAddress.ofLiteral(words[0]), words);
      }
    }
  }

  private void add(InetAddress address, String[] words) {
    names.putIfAbsent(address, words[1]);
    ByteBuffer octets = ByteBuffer.wrap(address.getAddress());
    SocketAddress.Inet6 inet6 =
        octets.remaining() == 4
            ? SocketAddress.Inet6.mapped(octets.getInt())
            : SocketAddress.Inet6.of(octets.getLong(), octets.getLong());
    for (int i = 1; i < words.length; i++) {
      addresses
          .computeIfAbsent(words[i].toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(inet6);
    }
  }

  @Override
  public Answer lookUp(String name, Duration limit) {
    List<SocketAddress.Inet6> found = addresses.get(name.toLowerCase(Locale.ROOT));
    return found == null ? new Answer.Unknown() : new Answer.Found(found);
  }

  @Override
  public @Nullable String host(SocketAddress address) {
    ByteBuffer octets =
        switch (address) {
          case SocketAddress.Inet inet -> ByteBuffer.allocate(4).putInt(inet.address());
          case SocketAddress.Inet6 inet6 ->
              ByteBuffer.allocate(16).putLong(inet6.high()).putLong(inet6.low());
          case SocketAddress.Other _ -> ByteBuffer.allocate(4);
        };
    try {
      return names.get(InetAddress.getByAddress(octets.array()));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public @Nullable String protocol(int number) {
    return protocols.name(number);
  }
}
