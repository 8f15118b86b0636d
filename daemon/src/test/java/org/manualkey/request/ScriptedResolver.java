package org.manualkey.request;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.manualkey.pfkey.SocketAddress;

/** A name service of a few names, which remembers what it was asked. */
public final class ScriptedResolver implements Resolver {
  private final Map<String, Answer> answers = new HashMap<>();
  private final List<String> asked = new ArrayList<>();

  public synchronized ScriptedResolver with(String name, String... addresses) {
    List<SocketAddress.Inet6> found = new ArrayList<>();
    for (String address : addresses) {
      found.add(address(address));
    }
    answers.put(name, new Answer.Found(found));
    return this;
  }

  public synchronized ScriptedResolver silentAbout(String name) {
    answers.put(name, new Answer.TryAgain());
    return this;
  }

  @Override
  public synchronized Answer lookUp(String name) {
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
