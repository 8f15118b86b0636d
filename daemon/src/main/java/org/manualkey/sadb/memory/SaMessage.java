package org.manualkey.sadb.memory;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.Lifetimes;

/**
 * Tells all about an SA, with the extensions in the order of the kernel ({@code sadb_sa2msg()}).
 */
final class SaMessage {
  private static final int UDP = 17;

  private final Algorithms algorithms;

  SaMessage(Algorithms algorithms) {
    this.algorithms = algorithms;
  }

  /** With keys: the reply of a GET, or one message of a DUMP. The keys are copies. */
  Message withKeys(Header request, SaType type, StoredSa stored) {
    List<Extension> extensions = new ArrayList<>();
    extensions.add(stored.sa());
    addAllBeforeKeys(extensions, stored);
    add(extensions, stored.keys().authReply());
    Algorithm cipher = algorithms.byId(Algorithm.Kind.ENCRYPTION, stored.sa().encrypt());
    add(extensions, stored.keys().encryptReply(cipher == null ? 0 : cipher.ivBytes()));
    addAllAfterKeys(extensions, stored);
    return new Message(request.withSaType(type).withError(0, 0), extensions);
  }

  /** Without keys and dead: the reply of a DELETE. */
  Message ofDeleted(Header request, SaType type, StoredSa stored) {
    List<Extension> extensions = new ArrayList<>();
    extensions.add(stored.sa().withState(SaState.DEAD));
    addAllBeforeKeys(extensions, stored);
    addAllAfterKeys(extensions, stored);
    return new Message(request.withSaType(type).withError(0, 0), extensions);
  }

  /**
   * An EXPIRE, which the kernel sends when an SA reaches a limit ({@code sadb_expire_assoc()}). A
   * limit that is not its own, but that of its pair, is sent as zeros.
   */
  static Message ofExpired(SaType type, StoredSa stored, Lifetime.Kind reached) {
    Lifetimes limits = stored.lifetimes();
    Lifetime limit =
        switch (reached) {
          case HARD -> limits.hard();
          case SOFT -> limits.soft();
          case IDLE -> limits.idle();
          case CURRENT -> throw new IllegalArgumentException("no limit");
        };
    List<Extension> extensions = new ArrayList<>();
    extensions.add(stored.sa());
    extensions.add(current(stored));
    extensions.add(limit == null ? new Lifetime(reached, 0, 0, 0, 0) : limit);
    addAddresses(extensions, stored);
    if (stored.sa().has(SaFlag.TUNNEL)) {
      addInner(extensions, stored.details());
    }
    return new Message(Header.request(MessageType.EXPIRE, type, 0, 0), extensions);
  }

  private static void addAllBeforeKeys(List<Extension> extensions, StoredSa stored) {
    extensions.add(current(stored));
    add(extensions, stored.lifetimes().hard());
    add(extensions, stored.lifetimes().soft());
    add(extensions, stored.lifetimes().idle());
    addAddresses(extensions, stored);
    addNatt(extensions, stored, SaFlag.NATT_LOC, stored.details().nattLocal());
    addNatt(extensions, stored, SaFlag.NATT_REM, stored.details().nattRemote());
    addInner(extensions, stored.details());
    add(extensions, stored.details().cookie());
  }

  private static Lifetime current(StoredSa stored) {
    Usage usage = stored.usage();
    return new Lifetime(
        Lifetime.Kind.CURRENT,
        0,
        usage == null ? 0 : usage.octets(),
        stored.addTime(),
        usage == null ? 0 : usage.firstUse());
  }

  private static void addAddresses(List<Extension> extensions, StoredSa stored) {
    StoredSa.Selectors selectors = stored.selectors();
    extensions.add(
        new Address(
            Address.Kind.SRC,
            selectors.protocol(),
            0,
            stored.source().withPort(selectors.sourcePort())));
    extensions.add(
        new Address(
            Address.Kind.DST,
            selectors.protocol(),
            0,
            stored.destination().withPort(selectors.destinationPort())));
  }

  private static void addAllAfterKeys(List<Extension> extensions, StoredSa stored) {
    add(extensions, stored.details().sourceIdentity());
    add(extensions, stored.details().destinationIdentity());
    if (stored.pairSpi() != 0) {
      extensions.add(new Pair(stored.pairSpi()));
    }
    if (stored.replayValue() != 0) {
      extensions.add(new ReplayValue(stored.replayValue(), 0));
    }
    if (!stored.details().settings().isNone()) {
      extensions.add(stored.details().settings());
    }
  }

  private static void addNatt(
      List<Extension> extensions, StoredSa stored, SaFlag flag, @Nullable Address natt) {
    if (natt != null && stored.sa().has(flag)) {
      extensions.add(new Address(natt.kind(), UDP, 0, natt.socketAddress()));
    }
  }

  /** Both are returned with the protocol of the inner destination, the only one that selects. */
  private static void addInner(List<Extension> extensions, Details details) {
    Address source = details.innerSource();
    Address destination = details.innerDestination();
    if (source != null && destination != null) {
      int protocol = destination.protocol();
      extensions.add(
          new Address(source.kind(), protocol, source.prefixLength(), source.socketAddress()));
      extensions.add(
          new Address(
              destination.kind(),
              protocol,
              destination.prefixLength(),
              destination.socketAddress()));
    }
  }

  private static void add(List<Extension> extensions, @Nullable Extension extension) {
    if (extension != null) {
      extensions.add(extension);
    }
  }
}
