package org.manualkey.request;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.manualkey.pfkey.SocketAddress;

/**
 * The name service of this host, with a limit on its time.
 *
 * <p>A look-up that hangs keeps a virtual thread until the name service gives up; the caller does
 * not wait for it.
 */
public final class SystemResolver implements Resolver {
  private final Duration limit;

  public SystemResolver(Duration limit) {
    this.limit = limit;
  }

  @Override
  public Answer lookUp(String name) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    Thread.ofVirtual().name("resolve").start(() -> answer.complete(ask(name)));
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return new Answer.TryAgain();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer.TryAgain();
    }
  }

  private static Answer ask(String name) {
    try {
      List<SocketAddress.Inet6> addresses = new ArrayList<>();
      for (InetAddress address : InetAddress.getAllByName(name)) {
        addresses.add(SocketAddress.Inet6.of(address));
      }
      return new Answer.Found(addresses);
    } catch (UnknownHostException e) {
      // The JDK distinguishes a failing name service from an unknown name only by this text of the
      // C
      // library.
      String message = e.getMessage();
      return message != null && message.contains("Temporary failure")
          ? new Answer.TryAgain()
          : new Answer.Unknown();
    }
  }
}
