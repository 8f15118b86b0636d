package org.manualkey.load;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.command.Exchange;
import org.manualkey.command.Outcome;
import org.manualkey.command.RequestBuilder;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Oversized;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;

/**
 * What a database held, with its keys, ready to be put back.
 *
 * <p>Put back are the SAs with their keys, limits, selectors and identities. Counters, the time an
 * SA was added and the state of replay protection start anew: PF_KEY cannot set them.
 */
final class Snapshot implements AutoCloseable {
  /** What the kernel sets by itself and refuses in an ADD. */
  private static final int KERNEL_FLAGS =
      SaFlag.USED.bit()
          | SaFlag.UNIQUE.bit()
          | SaFlag.PFS.bit()
          | SaFlag.KRES1.bit()
          | SaFlag.KRES2.bit();

  private final List<Message> sas;

  private Snapshot(List<Message> sas) {
    this.sas = sas;
  }

  /**
   * Takes a snapshot.
   *
   * @throws SadbException when the database cannot be dumped
   */
  static Snapshot of(Sadb sadb, RequestBuilder requests) {
    List<Message> sas = new ArrayList<>();
    try {
      Message end = sadb.dump(requests.whole(MessageType.DUMP, SaType.UNSPEC), sas::add);
      if (end.header().errno() != 0) {
        throw new SadbException("the database cannot be dumped", end.header().errno());
      }
      return new Snapshot(sas);
    } catch (RuntimeException e) {
      sas.forEach(Message::wipeKeys);
      throw e;
    }
  }

  /** Empties the database and puts everything back; returns how many SAs it did not take. */
  int restore(Sadb sadb, RequestBuilder requests) {
    Exchange.send(sadb, requests.whole(MessageType.FLUSH, SaType.UNSPEC));
    int lost = 0;
    for (Message dumped : sas) {
      Sa sa = dumped.sa();
      if (sa == null || !isLive(sa)) {
        continue;
      }
      Header header = requests.whole(MessageType.ADD, dumped.header().saType()).header();
      Message add = new Message(header, extensions(dumped, sa));
      try {
        if (Exchange.send(sadb, add) instanceof Outcome.Refused) {
          lost++;
        }
      } finally {
        wipeCopy(add);
      }
    }
    pair(sadb, requests);
    return lost;
  }

  /** Pairs are made when both halves are there. */
  private void pair(Sadb sadb, RequestBuilder requests) {
    for (Message dumped : sas) {
      Sa sa = dumped.sa();
      Extension pair = dumped.find(org.manualkey.pfkey.ExtensionType.X_PAIR);
      if (sa == null || pair == null || !isLive(sa)) {
        continue;
      }
      List<Extension> extensions = new ArrayList<>();
      extensions.add(new Sa(sa.spi(), 0, SaState.MATURE.code(), 0, 0, sa.flags() & DIRECTION));
      extensions.add(pair);
      addIfPresent(dumped.source(), extensions);
      addIfPresent(dumped.destination(), extensions);
      Header header = requests.whole(MessageType.UPDATE, dumped.header().saType()).header();
      Exchange.send(sadb, new Message(header, extensions));
    }
  }

  private static final int DIRECTION = SaFlag.INBOUND.bit() | SaFlag.OUTBOUND.bit();

  private static void addIfPresent(@Nullable Extension extension, List<Extension> to) {
    if (extension != null) {
      to.add(extension);
    }
  }

  /** Larval SAs belong to a negotiation that is lost anyway; dead ones are on their way out. */
  private static boolean isLive(Sa sa) {
    return sa.state() == SaState.MATURE || sa.state() == SaState.DYING;
  }

  private static List<Extension> extensions(Message dumped, Sa sa) {
    List<Extension> extensions = new ArrayList<>(dumped.extensions().size());
    for (Extension extension : dumped.extensions()) {
      switch (extension) {
        case Sa _ ->
            extensions.add(
                sa.withState(SaState.MATURE)
                    .withFlags(
                        sa.flags()
                            & ~KERNEL_FLAGS
                            & ~SaFlag.PAIRED.bit()
                            & ~SaFlag.EALG1.bit()
                            & ~SaFlag.EALG2.bit()));
        case Lifetime lifetime when lifetime.kind() == Lifetime.Kind.CURRENT -> {}
        case Pair _, Oversized _ -> {}
        case Key key when key.kind() == Key.Kind.ENCRYPT -> extensions.add(withSalt(key));
        default -> extensions.add(extension);
      }
    }
    return extensions;
  }

  /** A DUMP counts the bits of the key alone, an ADD those of key and salt. */
  private static Key withSalt(Key key) {
    int octets = (key.bits() + key.reserved() + 7) >> 3;
    byte[] whole = new byte[(octets + 7) & ~7];
    for (int i = 0; i < octets; i++) {
      whole[i] = (byte) key.material().octet(i);
    }
    return Key.of(key.kind(), key.bits() + key.reserved(), key.reserved(), whole);
  }

  /**
   * Only the copy that {@link #withSalt} made: the others are needed if this must be done again.
   */
  private static void wipeCopy(Message add) {
    Key copy = add.key(Key.Kind.ENCRYPT);
    if (copy != null) {
      copy.material().wipe();
    }
  }

  @Override
  public void close() {
    sas.forEach(Message::wipeKeys);
  }
}
