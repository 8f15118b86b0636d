package org.manualkey.sadb.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.IpAddress;
import org.manualkey.host.LocalAddresses;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.sa.Direction;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Exchanges;

/** An embedded database on a host with known addresses, at a time that only tests move. */
final class Bench {
  static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

  /** Since the database was opened. */
  private long nanos;

  private final MemorySadb sadb =
      new MemorySadb(
          AlgorithmsFile.builtIn(),
          new Time(() -> NOW.plusNanos(nanos), () -> START + nanos),
          HOST,
          new Random(1));

  /** A clock that nobody sets starts anywhere. */
  private static final long START = Long.MAX_VALUE - 1_000_000_000L;

  static MemorySadb open() {
    return new MemorySadb(AlgorithmsFile.builtIn(), () -> NOW, HOST);
  }

  /** It is now so many seconds after the database was opened; it has not noticed yet. */
  void at(int second) {
    nanos = second * 1_000_000_000L;
  }

  /** It is now so many thousandths of a second after the database was opened. */
  void atMillis(long millis) {
    nanos = millis * 1_000_000L;
  }

  /** It is so late, and the database has noticed. */
  void ageAt(int second) {
    at(second);
    sadb.age();
  }

  /** A packet of so many octets for an ESP SA; whether it may pass. */
  boolean packet(Direction direction, int spi, String destination, long octets) {
    return sadb.traffic()
        .packet(SaType.ESP, direction, SaId.of(SaType.ESP.code(), spi, ip(destination)), octets);
  }

  /** The addresses that are called local and broadcast in {@link Draft}. */
  private static final LocalAddresses HOST =
      new LocalAddresses() {
        private final Set<IpAddress> local = Set.of(ip(Draft.L4), ip(Draft.L6));
        private final IpAddress broadcast = ip(Draft.B4);

        @Override
        public boolean isLocal(IpAddress address) {
          return local.contains(address);
        }

        @Override
        public boolean isBroadcast(IpAddress address) {
          return broadcast.equals(address);
        }
      };

  MemorySadb sadb() {
    return sadb;
  }

  Message granted(Draft draft) {
    Message reply = Exchanges.exchange(sadb, draft.build());
    assertThat(Diagnostic.of(reply.header().diagnostic())).isEqualTo(Diagnostic.NONE);
    assertThat(reply.header().errno()).isZero();
    return reply;
  }

  void refused(Draft draft, Errno errno, Diagnostic diagnostic) {
    Message reply = Exchanges.exchange(sadb, draft.build());
    assertThat(Diagnostic.of(reply.header().diagnostic())).isEqualTo(diagnostic);
    assertThat(reply.header().errno()).isEqualTo(errno.code());
    assertThat(reply.extensions()).isEmpty();
  }

  void refused(Draft draft, Diagnostic diagnostic) {
    refused(draft, Errno.EINVAL, diagnostic);
  }

  /** What a GET tells of the ESP SA to an address. */
  Message get(int spi, String destination) {
    return granted(Draft.about(MessageType.GET, spi).to(destination));
  }

  Message get(int spi) {
    return get(spi, Draft.R4);
  }

  List<Message> dump(SaType type) {
    return dump(Draft.of(MessageType.DUMP, type));
  }

  List<Message> dump(Draft request) {
    List<Message> told = new ArrayList<>();
    Message end = Exchanges.dump(sadb, request.build(), told::add);
    assertThat(end.header().errno()).isZero();
    return told;
  }

  List<Integer> spis(SaType type) {
    return dump(type).stream().map(message -> sa(message).spi()).toList();
  }

  static Sa sa(Message message) {
    return Objects.requireNonNull(message.sa());
  }

  static int flags(Message message) {
    return sa(message).flags();
  }

  static Key key(Message message, Key.Kind kind) {
    return Objects.requireNonNull(message.key(kind));
  }

  static Address address(Message message, Address.Kind kind) {
    return (Address) Objects.requireNonNull(message.find(kind.type()));
  }

  static SocketAddress socketAddress(Message message, Address.Kind kind) {
    return address(message, kind).socketAddress();
  }

  private static IpAddress ip(String text) {
    return Objects.requireNonNull(IpAddress.of(Draft.socketAddress(text)));
  }
}
