package org.manualkey.program;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.manualkey.libc.NameAnswer;
import org.manualkey.libc.NameService;
import org.manualkey.libc.NameTime;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.print.NameSource;
import org.manualkey.print.ProtocolTable;

/**
 * Names from the name service of this host, for one output. It asks for each address once, and
 * waits for a silent name service once: the addresses after that have no names.
 *
 * <p>A session or a monitor may last for days; every minute all is asked for anew.
 */
public final class SystemNames implements NameSource {
  private static final Duration TURN = Duration.ofMinutes(1);

  /** Of so many addresses the names are remembered. */
  private static final int REMEMBERED = 10_000;

  private final ProtocolTable protocols = ProtocolTable.builtIn();
  private final NameService service;
  private final Map<InetAddress, Optional<String>> known = new HashMap<>();
  private NameTime time = new NameTime();
  private long begun = System.nanoTime();

  public SystemNames(NameService service) {
    this.service = service;
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
    long now = System.nanoTime();
    if (now - begun > TURN.toNanos()) {
      known.clear();
      time = new NameTime();
      begun = now;
    } else if (known.size() == REMEMBERED) { // a service that was silent is not waited for again
      known.clear();
    }
    return known.computeIfAbsent(inet, this::ask).orElse(null);
  }

  private Optional<String> ask(InetAddress address) {
    NameAnswer<String> answer =
        time.ask(left -> service.name(address, left), new NameAnswer.Silent<>());
    return answer instanceof NameAnswer.Found<String>(String name)
        ? Optional.of(name)
        : Optional.empty();
  }
}
