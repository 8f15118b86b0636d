package org.manualkey.session;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.print.NameSource;
import org.manualkey.print.ProtocolTable;

/** Names from the name service of this host, with a limit on its time. */
public final class SystemNames implements NameSource {
  private final ProtocolTable protocols = ProtocolTable.builtIn();
  private final Duration limit;

  public SystemNames(Duration limit) {
    this.limit = limit;
  }

  @Override
  public @Nullable String protocol(int number) {
    return protocols.name(number);
  }

  @Override
  public @Nullable String host(SocketAddress address) {
    byte[] octets =
        switch (address) {
          case SocketAddress.Inet inet -> ByteBuffer.allocate(4).putInt(inet.address()).array();
          case SocketAddress.Inet6 inet6 ->
              ByteBuffer.allocate(16).putLong(inet6.high()).putLong(inet6.low()).array();
          case SocketAddress.Other _ -> null;
        };
    if (octets == null) {
      return null;
    }
    CompletableFuture<@Nullable String> name = new CompletableFuture<>();
    Thread.ofVirtual().name("reverse").start(() -> name.complete(ask(octets)));
    try {
      return name.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private static @Nullable String ask(byte[] octets) {
    try {
      InetAddress address = InetAddress.getByAddress(octets);
      String name = address.getHostName();
      return name.equals(address.getHostAddress()) ? null : name;
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // only wrong lengths are refused
    }
  }
}
