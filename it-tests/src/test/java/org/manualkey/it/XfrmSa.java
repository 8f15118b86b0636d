package org.manualkey.it;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An SA as {@code ip -s xfrm state} shows it: the independent reader of what the kernel holds.
 *
 * @param source address of the sender
 * @param destination address of the receiver
 * @param protocol {@code esp} or {@code ah}
 * @param mode {@code transport} or {@code tunnel}
 * @param replay packets of the replay window
 * @param auth the authentication, with the bits of its check value
 * @param encryption the encryption; {@code check} is 0
 * @param encap of NAT traversal, for example {@code espinudp 4500 4501}
 * @param selector prefixes that its packets must have, source and destination
 * @param soft limits after which a new key is asked for
 * @param hard limits after which it is gone
 * @param bytes that it has protected
 * @param packets that it has protected
 * @param failed packets whose check value was wrong
 */
record XfrmSa(
    String source,
    String destination,
    String protocol,
    long spi,
    String mode,
    int replay,
    Optional<Algorithm> auth,
    Optional<Algorithm> encryption,
    Optional<String> encap,
    List<String> selector,
    Limits soft,
    Limits hard,
    long bytes,
    long packets,
    long failed) {

  private static final Pattern NEXT = Pattern.compile("(?m)^(?=src )");

  /**
   * An algorithm by its kernel name, with its key in lower case hex digits.
   *
   * @param check bits of the check value that packets carry
   */
  record Algorithm(String name, String key, int check) {
    /** Without the key: a failing comparison prints this. */
    @Override
    public String toString() {
      return name + " cut to " + check;
    }
  }

  /** Limits; 0 is none. Times are in seconds. */
  record Limits(long bytes, long packets, long addTime, long useTime) {
    static final Limits NONE = new Limits(0, 0, 0, 0);
  }

  /** What the kernel should hold of an SA in transport mode, before its first packet. */
  static XfrmSa plain(ManualSa sa) {
    String any = sa.destination().contains(":") ? "::/0" : "0.0.0.0/0";
    return new XfrmSa(
        sa.source(),
        sa.destination(),
        sa.protocol(),
        sa.spi(),
        "transport",
        0,
        sa.auth().map(a -> new Algorithm(a.kernelName(), a.key(sa.spi()), a.check())),
        sa.encryption().map(a -> new Algorithm(a.kernelName(), a.key(sa.spi()), 0)),
        Optional.empty(),
        List.of(any, any),
        Limits.NONE,
        Limits.NONE,
        0,
        0,
        0);
  }

  /** All SAs of a host. */
  static List<XfrmSa> of(Host host) {
    return parse(host.run("ip", "-s", "xfrm", "state").expectSuccess().out());
  }

  /** The only SA of a host with that SPI. */
  static XfrmSa of(Host host, long spi) {
    List<XfrmSa> found = of(host).stream().filter(sa -> sa.spi == spi).toList();
    if (found.size() != 1) {
      throw new AssertionError("%d SAs with SPI 0x%x".formatted(found.size(), spi));
    }
    return found.getFirst();
  }

  /** The SPIs of all SAs of a host. */
  static Set<Long> spis(Host host) {
    return of(host).stream().map(XfrmSa::spi).collect(Collectors.toSet());
  }

  static List<XfrmSa> parse(String output) {
    return Arrays.stream(NEXT.split(output))
        .filter(block -> !block.isBlank())
        .map(XfrmSa::one)
        .toList();
  }

  private static XfrmSa one(String block) {
    MatchResult ends = find(block, "^src (\\S+) dst (\\S+)").orElseThrow();
    MatchResult id =
        find(block, "proto (\\S+) spi 0x(\\p{XDigit}{8})\\(\\d+\\) reqid \\d+\\S* mode (\\S+)")
            .orElseThrow();
    MatchResult selector = find(block, "\\tsel src (\\S+) dst (\\S+)").orElseThrow();
    MatchResult current =
        find(block, "lifetime current:\\s+(\\d+)\\(bytes\\), (\\d+)\\(packets\\)").orElseThrow();
    MatchResult stats =
        find(block, "stats:\\s+replay-window \\d+ replay \\d+ failed (\\d+)").orElseThrow();
    return new XfrmSa(
        ends.group(1),
        ends.group(2),
        id.group(1),
        Long.parseLong(id.group(2), 16),
        id.group(3),
        Integer.parseInt(find(block, "\\treplay-window (\\d+) seq").orElseThrow().group(1)),
        find(block, "auth-trunc (\\S+) 0x(\\p{XDigit}*) \\(\\d+ bits\\) (\\d+)")
            .map(m -> new Algorithm(m.group(1), m.group(2), Integer.parseInt(m.group(3)))),
        find(block, "enc (\\S+) (?:0x)?(\\p{XDigit}*) ?\\(?")
            .map(m -> new Algorithm(m.group(1), m.group(2), 0)),
        find(block, "encap type (\\S+) sport (\\d+) dport (\\d+)")
            .map(m -> String.join(" ", m.group(1), m.group(2), m.group(3))),
        List.of(selector.group(1), selector.group(2)),
        limits(block, "soft"),
        limits(block, "hard"),
        Long.parseLong(current.group(1)),
        Long.parseLong(current.group(2)),
        Long.parseLong(stats.group(1)));
  }

  private static Limits limits(String block, String which) {
    Function<String, Long> number =
        regex -> {
          String text =
              Objects.requireNonNull(find(block, regex.formatted(which)).orElseThrow().group(1));
          return text.equals("(INF)") ? 0L : Long.parseUnsignedLong(text);
        };
    return new Limits(
        number.apply("limit:.* %s (\\S+?)\\(bytes\\)"),
        number.apply("limit:.* %s (\\S+?)\\(packets\\)"),
        number.apply("expire add:.* %s (\\d+)\\(sec\\)"),
        number.apply("expire use:.* %s (\\d+)\\(sec\\)"));
  }

  private static Optional<MatchResult> find(String block, String regex) {
    return Pattern.compile(regex).matcher(block).results().findFirst();
  }
}
