package org.manualkey.print;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.SocketAddress;

/** Names out of the text of a hosts file: the first name of the first line with the address. */
final class HostsText implements NameSource {
  private final ProtocolTable protocols = ProtocolTable.builtIn();
  private final Map<InetAddress, String> hosts = new HashMap<>();

  HostsText(String text) {
    for (String line : text.lines().toList()) {
      String[] words = line.strip().split("\\s+");
      hosts.putIfAbsent(literal(words[0]), words[1]);
    }
  }

  private static InetAddress literal(String text) {
    return InetAddress.ofLiteral(text);
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
      return hosts.get(InetAddress.getByAddress(octets.array()));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public @Nullable String protocol(int number) {
    return protocols.name(number);
  }
}
