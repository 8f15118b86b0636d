package org.manualkey.sadb.linux;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.host.LocalAddresses;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.linux.LinuxCodec;
import org.manualkey.sa.KeyForm;
import org.manualkey.sadb.memory.MemorySadb;

/**
 * What the daemon knows of the kernel's SAs beside the kernel: an embedded SADB that never ages,
 * for the kernel keeps the time.
 */
final class SaRecord implements AutoCloseable {
  private final MemorySadb sadb;

  SaRecord(Algorithms algorithms, LocalAddresses localAddresses) {
    sadb = MemorySadb.timeless(algorithms, localAddresses);
  }

  /** The judgement of illumos; what it grants is recorded. */
  Message exchange(Message request) {
    return sadb.exchange(request);
  }

  /** What is wrong with a DUMP, or null. */
  @Nullable Message dumpRefusal(Message request) {
    if (request.header().saType().equals(SaType.UNSPEC) && request.extensions().isEmpty()) {
      return null;
    }
    Message end = sadb.dump(request, Message::wipeKeys);
    return end.header().errno() == 0 ? null : end;
  }

  /** The record of the SA that a message names, with keys; null when there is none. */
  @Nullable Message get(Message about) {
    if (about.sa() == null || about.destination() == null) {
      return null;
    }
    Message reply = sadb.exchange(about(MessageType.GET, about));
    return reply.header().errno() == 0 ? reply : null;
  }

  /**
   * The record of an SA that the kernel holds, with keys; null when there is none, or it is of
   * another SA which had the same SPI before.
   */
  @Nullable Message same(Message held) {
    Message recorded = get(held);
    if (recorded != null && !isSame(recorded, held)) {
      recorded.wipeKeys();
      forget(held);
      return null;
    }
    return recorded;
  }

  private static boolean isSame(Message recorded, Message held) {
    Sa one = recorded.sa();
    Sa other = held.sa();
    return one != null
        && other != null
        && one.auth() == other.auth()
        && one.encrypt() == other.encrypt()
        && sameKey(recorded.key(Key.Kind.AUTH), held.key(Key.Kind.AUTH), 0)
        && sameKey(recorded.key(Key.Kind.ENCRYPT), held.key(Key.Kind.ENCRYPT), other.encrypt());
  }

  private static boolean sameKey(@Nullable Key recorded, @Nullable Key held, int cipher) {
    return recorded == null || held == null
        ? recorded == held
        : KeyForm.isSame(recorded, held, cipher);
  }

  void forget(Message about) {
    sadb.exchange(about(MessageType.DELETE, about));
  }

  /** Records an SA of the kernel that others made; what cannot be recorded is left alone. */
  void adopt(Message held) {
    Message request =
        asRequest(Header.request(MessageType.ADD, held.header().saType(), 0, 0), held);
    sadb.exchange(request);
    request.wipeKeys();
  }

  /**
   * An SA of a reply as a request has it: without current lifetime and pair, mature, with keys of
   * its own.
   */
  Message asRequest(Header header, Message reply) {
    List<Extension> extensions = new ArrayList<>(reply.extensions().size());
    for (Extension extension : reply.extensions()) {
      switch (extension) {
        case Sa sa -> extensions.add(sa.withState(SaState.MATURE));
        case Lifetime lifetime when lifetime.kind() == Lifetime.Kind.CURRENT -> {}
        case Pair _ -> {}
        case Key key -> extensions.add(KeyForm.asAdded(key));
        case Address address -> extensions.add(LinuxCodec.asRequested(address));
        default -> extensions.add(extension);
      }
    }
    return new Message(header, extensions);
  }

  /** A request that names the SA of another message. */
  static Message about(MessageType type, Message message) {
    List<Extension> naming = new ArrayList<>(3);
    Sa sa = message.sa();
    if (sa != null) {
      naming.add(new Sa(sa.spi(), 0, SaState.MATURE.code(), 0, 0, 0));
    }
    Address source = message.source();
    if (source != null) {
      naming.add(LinuxCodec.asRequested(source));
    }
    Address destination = message.destination();
    if (destination != null) {
      naming.add(LinuxCodec.asRequested(destination));
    }
    return new Message(Header.request(type, message.header().saType(), 0, 0), naming);
  }

  /** A message that names the other half of a pair: its addresses are the other way round. */
  static @Nullable Message otherHalf(Message told, Pair pair) {
    Address source = told.source();
    Address destination = told.destination();
    if (source == null || destination == null) {
      return null;
    }
    return Message.of(
        Header.request(MessageType.GET, told.header().saType(), 0, 0),
        new Sa(pair.spi(), 0, SaState.MATURE.code(), 0, 0, 0),
        LinuxCodec.asRequested(new Address(Address.Kind.SRC, 0, 0, destination.socketAddress())),
        LinuxCodec.asRequested(new Address(Address.Kind.DST, 0, 0, source.socketAddress())));
  }

  /** The SA types that a request for one, or for all, is about. */
  static List<SaType> types(SaType type) {
    return type.equals(SaType.UNSPEC) ? List.of(SaType.AH, SaType.ESP) : List.of(type);
  }

  static boolean sameLimits(Message one, Message other) {
    return limits(one).equals(limits(other));
  }

  private static List<Extension> limits(Message message) {
    List<Extension> limits = new ArrayList<>(2);
    for (ExtensionType type : List.of(ExtensionType.LIFETIME_HARD, ExtensionType.LIFETIME_SOFT)) {
      if (message.find(type) instanceof Lifetime lifetime && !lifetime.isZero()) {
        limits.add(lifetime);
      }
    }
    return limits;
  }

  /** What is recorded of an SA, with state, counters and limits as the kernel has them. */
  static Message together(Message recorded, Message held) {
    List<Extension> extensions = new ArrayList<>(recorded.extensions().size() + 2);
    for (Extension extension : recorded.extensions()) {
      switch (extension) {
        case Sa sa -> {
          Sa of = held.sa();
          extensions.add(of == null ? sa : sa.withState(of.state()));
        }
        case Lifetime lifetime -> {
          if (lifetime.kind() == Lifetime.Kind.CURRENT) {
            add(held, ExtensionType.LIFETIME_CURRENT, extensions);
            add(held, ExtensionType.LIFETIME_HARD, extensions);
            add(held, ExtensionType.LIFETIME_SOFT, extensions);
          }
        }
        default -> extensions.add(extension);
      }
    }
    return new Message(recorded.header(), extensions);
  }

  private static void add(Message held, ExtensionType type, List<Extension> to) {
    Extension extension = held.find(type);
    if (extension != null) {
      to.add(extension);
    }
  }

  @Override
  public void close() {
    sadb.close();
  }
}
