package org.manualkey.sadb.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.illumos.IllumosCodec;
import org.manualkey.pfkey.illumos.MalformedMessageException;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Refusal;

/** The sockets of the reference's scenarios on one database, and what each of them read. */
final class SocketObservers {
  private static final IllumosCodec CODEC = new IllumosCodec(ByteOrder.LITTLE_ENDIAN);

  /** Who listens. */
  enum Ear {
    /** Sends the requests, when nothing else is said. */
    SENDER,
    OTHER,
    PROMISCUOUS,
    /** For ESP. */
    REGISTERED,
    /** Without loopback. */
    NO_LOOPBACK
  }

  /** All who hear anything at all. */
  static final Set<Ear> ALL = EnumSet.complementOf(EnumSet.of(Ear.NO_LOOPBACK));

  /** The sender, and who hears everything. */
  static final Set<Ear> SENDER = EnumSet.of(Ear.SENDER, Ear.PROMISCUOUS);

  private final Map<Ear, ClientSocket> sockets = new EnumMap<>(Ear.class);
  private final Map<Ear, List<Message>> heard = new EnumMap<>(Ear.class);

  SocketObservers(MemorySadb sadb) {
    for (Ear ear : Ear.values()) {
      List<Message> told = new ArrayList<>();
      heard.put(ear, told);
      sockets.put(ear, sadb.socket(told::add));
    }
    socket(Ear.PROMISCUOUS).write(Draft.of(MessageType.X_PROMISC, SaType.AH).build());
    socket(Ear.NO_LOOPBACK).useLoopback(false);
    forget();
  }

  ClientSocket socket(Ear ear) {
    return Objects.requireNonNull(sockets.get(ear));
  }

  List<Message> heard(Ear ear) {
    return Objects.requireNonNull(heard.get(ear));
  }

  void forget() {
    heard.values().forEach(List::clear);
  }

  /** What the sender hears, as each of these does and nobody else. */
  List<Message> send(Draft request, Set<Ear> hearers) {
    return send(Ear.SENDER, request, hearers);
  }

  List<Message> send(Ear sender, Draft request, Set<Ear> hearers) {
    forget();
    socket(sender).write(request.build());
    return sameFor(hearers);
  }

  /** The one reply that each of these hears. */
  Message sendForOne(Draft request, Set<Ear> hearers) {
    List<Message> replies = send(request, hearers);
    assertThat(replies).hasSize(1);
    return replies.getFirst();
  }

  void refused(Draft request, Errno errno, Diagnostic diagnostic, Set<Ear> hearers) {
    assertRefusal(sendForOne(request, hearers), errno, diagnostic);
  }

  /** Writes octets that need not be a message; what each of these hears. */
  Message write(byte[] octets, Set<Ear> hearers) {
    forget();
    ClientSocket sender = socket(Ear.SENDER);
    try {
      sender.write(CODEC.decode(ByteBuffer.wrap(octets)));
    } catch (MalformedMessageException e) {
      sender.refuse(
          header(octets),
          switch (e.reason()) {
            case SHORT_HEADER, LENGTH_MISMATCH -> Refusal.of(Errno.EMSGSIZE);
            case BAD_EXTENSION_LENGTH -> Refusal.invalid(Diagnostic.BAD_EXTLEN);
            case BAD_COUNT -> Refusal.invalid(Diagnostic.NONE);
          });
    }
    List<Message> replies = sameFor(hearers);
    assertThat(replies).hasSize(1);
    return replies.getFirst();
  }

  private static Header header(byte[] octets) {
    ByteBuffer header = ByteBuffer.wrap(octets, 0, 16).slice().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer alone = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    alone.put(header).putShort(4, (short) 2).flip();
    try {
      return CODEC.decode(alone).header();
    } catch (MalformedMessageException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] octets(Draft request) {
    Message message = request.build();
    ByteBuffer octets = ByteBuffer.allocate(CODEC.length(message));
    CODEC.encode(message, octets);
    return octets.array();
  }

  /** What all of these heard since the last request; nobody else heard anything. */
  List<Message> sameFor(Set<Ear> hearers) {
    Ear first = hearers.iterator().next();
    for (Ear ear : Ear.values()) {
      assertThat(heard(ear))
          .as("%s", ear)
          .isEqualTo(hearers.contains(ear) ? heard(first) : List.of());
    }
    return List.copyOf(heard(first));
  }

  static void assertRefusal(Message reply, Errno errno, Diagnostic diagnostic) {
    assertThat(Diagnostic.of(reply.header().diagnostic())).isEqualTo(diagnostic);
    assertThat(reply.header().errno()).isEqualTo(errno.code());
    assertThat(reply.extensions()).isEmpty();
  }
}
