package org.manualkey.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Key files of a few commands about few SAs, so that two of them have much in common: pairs,
 * tunnels with ports, encapsulation, identities, names with several addresses, and commands about
 * what others before them added. Most can be loaded.
 */
public final class RandomKeyFiles {
  /** A name with three addresses. */
  public static final String NAME = "multi.test";

  private static final List<String> KEYS =
      List.of(
          " authalg sha1 authkey 9bdb8d9e7f26d6fd4c2a24d5a2ab6bbd5a0b0f5e",
          " authalg sha1 authkey 0bdb8d9e7f26d6fd4c2a24d5a2ab6bbd5a0b0f5e");

  private static final List<String> REMOTES =
      List.of("192.0.2.2", "192.0.2.3", "2001:db8::2", NAME);

  private static final List<String> LIMITS =
      List.of(
          "",
          " hard_addtime 100000",
          " hard_addtime 200000 soft_addtime 90000",
          " hard_bytes 4000000",
          " soft_bytes 1000000 hard_bytes 4000000");

  private static final List<String> TUNNELS =
      List.of(
          "",
          " isrc 10.1.0.0/16 idst 10.2.0.0/16",
          " sport 500 isrc 10.1.0.0/16 idst 10.2.0.0/16",
          " proto tcp dport 80 isrc 10.1.0.0/16 idst 10.2.0.0/16");

  private static final List<String> IDENTITIES =
      List.of("", " srcidtype fqdn a.test", " srcidtype fqdn b.test dstidtype user_fqdn u@b.test");

  private final Random random;
  private final List<Added> added = new ArrayList<>();

  /** How a command names an SA that was added. */
  private record Added(String type, int spi, String source, String destination, boolean paired) {
    String name() {
      return type + " spi " + spi + " src " + source + " dst " + destination;
    }
  }

  public RandomKeyFiles(long seed) {
    random = new Random(seed);
  }

  /** A file that is loaded by itself. */
  public String next() {
    added.clear();
    StringBuilder text = new StringBuilder();
    int commands = 1 + random.nextInt(7);
    for (int i = 0; i < commands; i++) {
      text.append(command()).append('\n');
    }
    return text.toString();
  }

  private String command() {
    int which = random.nextInt(20);
    if (added.isEmpty() || which < 13) {
      return add();
    }
    Added sa = any(added);
    return switch (which) {
      case 13, 14 -> {
        added.remove(sa);
        yield "delete " + sa.name();
      }
      case 15, 16, 17 -> "update " + sa.name() + LIMITS.get(1 + random.nextInt(4));
      case 18 -> pair(sa);
      default -> {
        added.removeIf(each -> each.type.equals(sa.type));
        yield "flush " + sa.type;
      }
    };
  }

  private String add() {
    String type = random.nextInt(4) == 0 ? "ah" : "esp";
    String remote = any(REMOTES);
    String local = remote.indexOf(':') >= 0 ? "2001:db8::1" : "192.0.2.1";
    boolean inbound = random.nextBoolean() && !remote.equals(NAME);
    Added sa =
        new Added(
            type,
            0x1000 + random.nextInt(8),
            inbound ? remote : local,
            inbound ? local : remote,
            false);
    added.removeIf(each -> each.name().equals(sa.name()));
    added.add(sa);
    String rest =
        switch (random.nextInt(6)) {
          case 0, 1 -> any(TUNNELS);
          case 2 -> any(IDENTITIES);
          case 3 ->
              type.equals("esp") && local.indexOf(':') < 0 && !remote.equals(NAME)
                  ? " encap udp nat_lport 4500 nat_rport " + (4500 + random.nextInt(2))
                  : "";
          default -> "";
        };
    String direction = random.nextInt(3) == 0 ? "" : inbound ? " inbound" : " outbound";
    String cipher =
        type.equals("esp") && random.nextBoolean()
            ? " encralg aes encrkey 000102030405060708090a0b0c0d0e0f"
            : "";
    return "add " + sa.name() + direction + cipher + any(KEYS) + any(LIMITS) + rest;
  }

  /** The other half of a pair. */
  private String pair(Added sa) {
    if (sa.paired || sa.destination.equals(NAME)) {
      return "update " + sa.name() + any(LIMITS.subList(1, LIMITS.size()));
    }
    String from = sa.destination;
    String to = sa.source;
    Added other = new Added(sa.type, 0x2000 + random.nextInt(4), from, to, true);
    added.add(other);
    return "add " + other.name() + any(KEYS) + " pair-spi " + sa.spi;
  }

  private <T> T any(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }
}
