package org.manualkey.request;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.manualkey.language.Host;
import org.manualkey.libc.NameTime;
import org.manualkey.pfkey.SocketAddress;

/**
 * Addresses of hosts, literal or by name, for one text. A name is asked for once: a file that uses
 * it a thousand times sees one answer, from beginning to end.
 */
final class HostLookup {
  private final Resolver resolver;
  private final Map<String, Resolver.Answer> answers = new HashMap<>();
  private final NameTime time = new NameTime();

  HostLookup(Resolver resolver) {
    this.resolver = resolver;
  }

  Resolver.Answer addresses(Host host) {
    return switch (host) {
      case Host.Literal literal -> new Resolver.Answer.Found(List.of(literal.address()));
      case Host.Name name -> {
        Resolver.Answer answer = answers.computeIfAbsent(name.name(), this::ask);
        yield name.inet6Only() ? inet6Only(answer) : answer;
      }
    };
  }

  private Resolver.Answer ask(String name) {
    return time.ask(left -> resolver.lookUp(name, left), new Resolver.Answer.TryAgain());
  }

  private static Resolver.Answer inet6Only(Resolver.Answer answer) {
    return switch (answer) {
      case Resolver.Answer.Found found -> {
        List<SocketAddress.Inet6> inet6 =
            found.addresses().stream().filter(address -> !address.isMapped()).toList();
        yield inet6.isEmpty() ? new Resolver.Answer.Unknown() : new Resolver.Answer.Found(inet6);
      }
      case Resolver.Answer.Unknown unknown -> unknown;
      case Resolver.Answer.TryAgain tryAgain -> tryAgain;
    };
  }
}
