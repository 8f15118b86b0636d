package org.manualkey.sadb.memory;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.IpAddress;
import org.manualkey.host.LocalAddresses;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.PlainKeys;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Exchanges;
import org.manualkey.sadb.Sadb;

/**
 * Random SAs of every kind that a database can hold, made as any program may make them: with flags,
 * cookies and identities that ipseckey(8) has no words for, too. What the database refuses is not
 * there.
 */
public final class RandomSas {
  public static final Algorithms ALGORITHMS = AlgorithmsFile.builtIn();

  /** Local, remote, broadcast, multicast, link-local, compatible and mapped ones. */
  private static final List<String> ADDRESSES =
      List.of(
          Draft.L4,
          Draft.L4,
          Draft.R4,
          Draft.R4B,
          Draft.B4,
          Draft.M4,
          Draft.L6,
          Draft.L6,
          Draft.R6,
          "255.255.255.255",
          "fe80::1",
          "fe80::2:0:0:3",
          "ff02::5",
          "::192.0.2.9",
          "::1",
          "2001:0:0:1::",
          "0:0:1::1",
          "127.0.0.1",
          "fec0::1",
          "1:2:3:4:5:6:7:8");

  private static final List<String> IDENTITIES =
      List.of(
          "me.example.com",
          "two words",
          " blanks around ",
          "a\"b",
          "a\"b c\"d",
          "a\"b c",
          "a b\"c",
          "\"quoted\"",
          "back\\",
          "a\"back\\",
          "#hash",
          "naïve grüße",
          "tab\tand\fff",
          "return\r",
          "add esp spi 1",
          "line\nbreak",
          "esc\u001b[2J",
          "",
          "0x1234",
          "x".repeat(900),
          "\\\r",
          "a\"\\\r",
          "\"");

  private static final int[] FLAGS = {
    SaFlag.NOREPLAY.bit(), SaFlag.KM1.bit(), SaFlag.KM4.bit(), SaFlag.AALG1.bit(),
    SaFlag.EALG1.bit(), SaFlag.NATTED.bit(), SaFlag.INBOUND.bit(), SaFlag.OUTBOUND.bit()
  };

  private static final LocalAddresses HOST =
      new LocalAddresses() {
        private final Set<IpAddress> local =
            Set.of(
                IpAddress.of(Draft.socketAddress(Draft.L4)),
                IpAddress.of(Draft.socketAddress(Draft.L6)),
                IpAddress.of(Draft.socketAddress("fe80::1")));

        @Override
        public boolean isLocal(IpAddress address) {
          return local.contains(address);
        }

        @Override
        public boolean isBroadcast(IpAddress address) {
          return address.equals(IpAddress.of(Draft.socketAddress(Draft.B4)));
        }
      };

  private final Random random;

  public RandomSas(long seed) {
    this(new Random(seed));
  }

  public RandomSas(Random random) {
    this.random = random;
  }

  /** An empty database on a host with known addresses. */
  public static MemorySadb open() {
    return new MemorySadb(ALGORITHMS, () -> Bench.NOW, HOST);
  }

  /** Everything that a database holds. */
  public static List<Message> dump(Sadb sadb) {
    List<Message> sas = new ArrayList<>();
    Exchanges.dump(
        sadb, Message.of(Header.request(MessageType.DUMP, SaType.UNSPEC, 1, 1)), sas::add);
    return sas;
  }

  /** Adds some, and pairs some of them. */
  public void fill(Sadb sadb) {
    int wanted = 1 + random.nextInt(12);
    for (int tries = 0; tries < 400 && dump(sadb).size() < wanted; tries++) {
      Exchanges.exchange(sadb, add());
    }
    for (Message dumped : dump(sadb)) {
      if (random.nextInt(3) == 0) {
        Exchanges.exchange(sadb, otherHalf(dumped));
      }
    }
    for (Message dumped : dump(sadb)) {
      if (random.nextInt(8) == 0) {
        Exchanges.exchange(sadb, delete(dumped));
      }
    }
  }

  /** An ADD that a database may refuse, as the SA or its lifetimes are at random. */
  public Message add() {
    SaType type = random.nextInt(3) == 0 ? SaType.AH : SaType.ESP;
    List<Extension> extensions = new ArrayList<>();
    int flags = addresses(extensions);
    int auth = algorithm(Algorithm.Kind.AUTHENTICATION, Key.Kind.AUTH, extensions);
    int encrypt =
        type.equals(SaType.AH)
            ? 0
            : algorithm(Algorithm.Kind.ENCRYPTION, Key.Kind.ENCRYPT, extensions);
    for (int flag : FLAGS) {
      flags |=
          random.nextInt(SaFlag.INBOUND.in(flag) || SaFlag.OUTBOUND.in(flag) ? 6 : 50) == 0
              ? flag
              : 0;
    }
    SaState state = random.nextInt(6) == 0 ? SaState.ACTIVE_ELSEWHERE : SaState.MATURE;
    int replay = random.nextBoolean() ? 0 : random.nextInt(256);
    int spi = random.nextBoolean() ? random.nextInt() : 1 + random.nextInt(8);
    extensions.add(new Sa(spi, replay, state.code(), auth, encrypt, flags));
    lifetimes(extensions);
    identity(Identity.Kind.SRC, extensions);
    identity(Identity.Kind.DST, extensions);
    if (random.nextInt(4) == 0) {
      extensions.add(new ReplayValue(random.nextInt(), 0));
    }
    if (random.nextInt(4) == 0) {
      extensions.add(new KmCookie(random.nextInt(5), random.nextLong()));
    }
    return new Message(Header.request(MessageType.ADD, type, 1, 1), extensions);
  }

  /** Outer, inner and NAT-T addresses; the flags that go with them. */
  private int addresses(List<Extension> to) {
    int protocol = random.nextInt(3) == 0 ? random.nextInt(256) : 0;
    boolean tunnel = random.nextInt(3) == 0;
    String source = any(ADDRESSES);
    boolean ipv4 = !source.contains(":");
    SocketAddress.Inet6 from = Draft.socketAddress(source);
    SocketAddress.Inet6 to6 = Draft.socketAddress(sameFamily(ipv4));
    if (random.nextInt(5) == 0) {
      from = ipv4 ? SocketAddress.Inet6.mapped(0) : SocketAddress.Inet6.UNSPECIFIED;
    }
    int flags = 0;
    if (tunnel) {
      protocol = 0;
      int iproto = random.nextInt(3) == 0 ? random.nextInt(256) : 0;
      boolean inner4 = random.nextBoolean();
      to.add(inner(Address.Kind.INNER_SRC, iproto, inner4));
      to.add(inner(Address.Kind.INNER_DST, iproto, inner4));
      flags |= random.nextBoolean() ? SaFlag.TUNNEL.bit() : 0;
    }
    to.add(new Address(Address.Kind.SRC, protocol, 0, from.withPort(port(tunnel))));
    to.add(new Address(Address.Kind.DST, protocol, 0, to6.withPort(port(tunnel))));
    flags |= natt(Address.Kind.NATT_LOC, SaFlag.NATT_LOC, to);
    flags |= natt(Address.Kind.NATT_REM, SaFlag.NATT_REM, to);
    return flags;
  }

  private Address inner(Address.Kind kind, int protocol, boolean ipv4) {
    SocketAddress.Inet6 address = Draft.socketAddress(sameFamily(ipv4)).withPort(port(false));
    if (random.nextInt(5) == 0) {
      address = ipv4 ? SocketAddress.Inet6.mapped(0) : SocketAddress.Inet6.UNSPECIFIED;
    }
    int prefix = ipv4 ? 96 + random.nextInt(33) : random.nextInt(129);
    return new Address(kind, protocol, prefix, address);
  }

  private int natt(Address.Kind kind, SaFlag flag, List<Extension> to) {
    if (random.nextInt(4) > 0) {
      return 0;
    }
    String address = List.of(Draft.R4, Draft.R4B, "0.0.0.0", "198.51.100.7").get(random.nextInt(4));
    to.add(new Address(kind, 0, 0, Draft.socketAddress(address).withPort(port(false))));
    return flag.bit();
  }

  private int port(boolean none) {
    return none || random.nextInt(3) > 0 ? 0 : random.nextInt(1 << 16);
  }

  private String sameFamily(boolean ipv4) {
    List<String> fitting = ADDRESSES.stream().filter(each -> each.contains(":") != ipv4).toList();
    return any(fitting);
  }

  private int algorithm(Algorithm.Kind kind, Key.Kind keyKind, List<Extension> to) {
    List<Algorithm> usable =
        ALGORITHMS.all(kind).stream()
            .filter(each -> ALGORITHMS.usable(kind, each.id()) != null)
            .toList();
    if (kind == Algorithm.Kind.AUTHENTICATION && random.nextInt(5) == 0) {
      return 0;
    }
    Algorithm algorithm = any(usable);
    if (algorithm.id() == Algorithm.NULL_ENCRYPTION && kind == Algorithm.Kind.ENCRYPTION) {
      return algorithm.id();
    }
    int step = Math.max(8, algorithm.keyLengths().increment());
    int steps = (algorithm.keyLengths().max() - algorithm.keyLengths().min()) / step;
    int bits = algorithm.keyLengths().min() + step * random.nextInt(steps + 1);
    int salt = algorithm.saltBits();
    byte[] octets = new byte[(bits + salt) / 8];
    random.nextBytes(octets);
    to.add(PlainKeys.of(keyKind, bits + salt, random.nextBoolean() ? salt : 0, octets));
    return algorithm.id();
  }

  private void lifetimes(List<Extension> to) {
    boolean hard = random.nextBoolean();
    if (hard) {
      to.add(lifetime(Lifetime.Kind.HARD));
    }
    if (random.nextBoolean()) {
      to.add(lifetime(Lifetime.Kind.SOFT));
    }
    if (random.nextInt(3) == 0) {
      // The language has 32 bits for these, of which a dump of more tells.
      long addTime = Integer.toUnsignedLong((int) limit());
      long useTime = Integer.toUnsignedLong((int) limit());
      to.add(new Lifetime(Lifetime.Kind.IDLE, 0, 0, addTime, useTime));
    }
  }

  private Lifetime lifetime(Lifetime.Kind kind) {
    return new Lifetime(kind, (int) limit(), limit(), limit(), limit());
  }

  private long limit() {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextLong();
      case 1 -> -1;
      case 2 -> 1L << 53;
      case 3 -> random.nextInt(100_000);
      default -> 0;
    };
  }

  private void identity(Identity.Kind kind, List<Extension> to) {
    if (random.nextInt(3) > 0) {
      return;
    }
    byte[] text = any(IDENTITIES).getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(5) == 0) {
      text = new byte[random.nextInt(20)];
      random.nextBytes(text);
    }
    int type = random.nextInt(10) == 0 ? 300 : random.nextInt(8);
    Identity identity = Identity.of(kind, type, text);
    long uid = random.nextInt(5) == 0 ? random.nextInt(1000) : 0;
    to.add(new Identity(kind, type, 0, uid, identity.value()));
  }

  /** An ADD of what could be the way back of an SA, paired with it. */
  public Message otherHalf(Message dumped) {
    List<Extension> extensions = new ArrayList<>();
    for (Extension extension : add().extensions()) {
      switch (extension.type()) {
        case ADDRESS_SRC, ADDRESS_DST, ADDRESS_INNER_SRC, X_ADDRESS_INNER_DST -> {}
        case SA -> {
          Sa sa = (Sa) extension;
          boolean back = Bench.sa(dumped).has(SaFlag.INBOUND);
          int directions = SaFlag.INBOUND.bit() | SaFlag.OUTBOUND.bit();
          int flags = sa.flags() & ~directions & ~SaFlag.TUNNEL.bit();
          if (random.nextBoolean()) {
            flags |= (back ? SaFlag.OUTBOUND : SaFlag.INBOUND).bit();
          }
          extensions.add(sa.withFlags(flags));
        }
        default -> extensions.add(extension);
      }
    }
    Address source = Bench.address(dumped, Address.Kind.SRC);
    Address destination = Bench.address(dumped, Address.Kind.DST);
    extensions.add(new Address(Address.Kind.SRC, 0, 0, destination.socketAddress()));
    extensions.add(new Address(Address.Kind.DST, 0, 0, source.socketAddress()));
    extensions.add(new Pair(Bench.sa(dumped).spi()));
    SaType type = dumped.header().saType();
    if (type.equals(SaType.AH)) {
      extensions.removeIf(extension -> extension.type() == ExtensionType.KEY_ENCRYPT);
      extensions.replaceAll(extension ->
          extension instanceof Sa sa
              ? new Sa(sa.spi(), sa.replay(), sa.stateCode(), sa.auth(), 0, sa.flags())
              : extension);
    }
    return new Message(Header.request(MessageType.ADD, type, 1, 1), extensions);
  }

  private static Message delete(Message dumped) {
    return Message.of(
        Header.request(MessageType.DELETE, dumped.header().saType(), 1, 1),
        Bench.sa(dumped),
        Bench.address(dumped, Address.Kind.DST));
  }

  private <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
