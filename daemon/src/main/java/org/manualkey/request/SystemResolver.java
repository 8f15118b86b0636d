package org.manualkey.request;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.manualkey.libc.NameAnswer;
import org.manualkey.libc.NameService;
import org.manualkey.pfkey.SocketAddress;

/** The name service of this host. */
public final class SystemResolver implements Resolver {
  private final NameService names;

  public SystemResolver(NameService names) {
    this.names = names;
  }

  @Override
  public Answer lookUp(String name, Duration limit) {
    return switch (names.addresses(name, limit)) {
      case NameAnswer.Found<List<InetAddress>>(List<InetAddress> addresses) ->
          new Answer.Found(addresses.stream().map(SocketAddress.Inet6::of).distinct().toList());
      case NameAnswer.None<List<InetAddress>> _ -> new Answer.Unknown();
      case NameAnswer.Silent<List<InetAddress>> _ -> new Answer.TryAgain();
    };
  }
}
