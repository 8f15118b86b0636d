package org.manualkey.request;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.manualkey.pfkey.SocketAddress;

/** A name service of a few names, which remembers what it was asked. */
public final class ScriptedResolver implements Resolver {
  private final Map<String, Answer> answers = new HashMap<>();
  private final Set<String> hanging = new HashSet<>();
  private final List<String> asked = new ArrayList<>();

  public synchronized ScriptedResolver with(String name, String... addresses) {
    List<SocketAddress.Inet6> found = new ArrayList<>();
    for (String address : addresses) {
      found.add(address(address));
    }
    answers.put(name, new Answer.Found(found));
    hanging.remove(name);
    return this;
  }

  public synchronized ScriptedResolver silentAbout(String name) {
    answers.put(name, new Answer.TryAgain());
    return this;
  }

  /** The answer comes when it is too late, as from a name server that is not there. */
  public synchronized ScriptedResolver hangingAbout(String name) {
    hanging.add(name);
    return silentAbout(name);
  }

  @Override
  public Answer lookUp(String name, Duration limit) {
    if (isHanging(name)) {
      try {
        new CountDownLatch(1).await(limit.toNanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return answer(name);
  }

  private synchronized boolean isHanging(String name) {
    return hanging.contains(name);
  }

  private synchronized Answer answer(String name) {
    asked.add(name);
    return answers.getOrDefault(name, new Answer.Unknown());
  }

  /** The names that were asked for, in order. */
  public synchronized List<String> asked() {
    return List.copyOf(asked);
  }

  static SocketAddress.Inet6 address(String text) {
    ByteBuffer octets = ByteBuffer.wrap(InetAddress.ofLiteral(text).getAddress());
    return octets.remaining() == 4
        ? SocketAddress.Inet6.mapped(octets.getInt())
        : SocketAddress.Inet6.of(octets.getLong(), octets.getLong());
  }
}
