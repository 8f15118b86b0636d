package org.manualkey.program;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.print.NameSource;
import org.manualkey.print.ProtocolTable;

/** Names from the name service of this host, with a time limit. */
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
    InetAddress inet = address.inetAddress();
    if (inet == null) {
      return null;
    }
    CompletableFuture<@Nullable String> name = new CompletableFuture<>();
    Thread.ofVirtual().name("reverse").start(() -> name.complete(ask(inet)));
    try {
      return name.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private static @Nullable String ask(InetAddress address) {
    String name = address.getHostName();
    return name.equals(address.getHostAddress()) ? null : name;
  }
}
