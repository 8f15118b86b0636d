package org.manualkey.sa;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Oversized;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.XfrmSettings;

/** Reads an SA out of the extensions of a message; of each type the first one counts. */
final class SaReader {
  private final Message message;
  private @Nullable Sa sa;
  private @Nullable Address source;
  private @Nullable Address destination;
  private @Nullable Address innerSource;
  private @Nullable Address innerDestination;
  private @Nullable Address nattLocal;
  private @Nullable Address nattRemote;
  private @Nullable Key auth;
  private @Nullable Key encrypt;
  private @Nullable Lifetime current;
  private @Nullable Lifetime hard;
  private @Nullable Lifetime soft;
  private @Nullable Lifetime idle;
  private @Nullable Identity sourceIdentity;
  private @Nullable Identity destinationIdentity;
  private @Nullable KmCookie cookie;
  private int pairSpi;
  private long replayValue;
  private long mark;
  private List<Extension> others = List.of();

  SaReader(Message message) {
    this.message = message;
  }

  /**
   * Reads it.
   *
   * @param shown whether the message shows an SA that is there, rather than asks for one
   */
  @Nullable SecurityAssociation read(boolean shown) {
    for (Extension extension : message.extensions()) {
      take(extension instanceof Oversized oversized ? oversized.content() : extension);
    }
    Sa found = sa;
    Address from = source;
    Address to = destination;
    if (found == null || from == null || to == null) {
      return null;
    }
    SaId id = SaId.of(message.header().saType(), found.spi(), to.socketAddress());
    return id == null ? null : read(shown, id.withMark(mark), found, new Ends(from, to));
  }

  private SecurityAssociation read(boolean shown, SaId id, Sa found, Ends outer) {
    return new SecurityAssociation(
        id,
        found,
        outer,
        innerSource == null || innerDestination == null
            ? null
            : new Ends(innerSource, innerDestination),
        nattLocal == null && nattRemote == null ? Natt.NONE : new Natt(nattLocal, nattRemote),
        auth == null && encrypt == null ? Keys.NONE : new Keys(auth, encrypt, shown),
        Lifetimes.of(hard, soft, idle),
        current,
        sourceIdentity == null && destinationIdentity == null
            ? Identities.NONE
            : new Identities(sourceIdentity, destinationIdentity),
        cookie,
        pairSpi,
        replayValue,
        others);
  }

  private void take(Extension extension) {
    switch (extension) {
      case Sa first -> sa = orFirst(sa, first);
      case Address address -> take(address);
      case Key key -> {
        switch (key.kind()) {
          case AUTH -> auth = orFirst(auth, key);
          case ENCRYPT -> encrypt = orFirst(encrypt, key);
        }
      }
      case Lifetime lifetime -> {
        switch (lifetime.kind()) {
          case CURRENT -> current = orFirst(current, lifetime);
          case HARD -> hard = orFirst(hard, lifetime);
          case SOFT -> soft = orFirst(soft, lifetime);
          case IDLE -> idle = orFirst(idle, lifetime);
        }
      }
      case Identity identity -> {
        switch (identity.kind()) {
          case SRC -> sourceIdentity = orFirst(sourceIdentity, identity);
          case DST -> destinationIdentity = orFirst(destinationIdentity, identity);
        }
      }
      case KmCookie given ->
          cookie = given.protocol() == 0 && given.cookie() == 0 ? cookie : orFirst(cookie, given);
      case Pair pair -> pairSpi = pairSpi == 0 ? pair.spi() : pairSpi;
      case ReplayValue value -> replayValue = replayValue == 0 ? value.counter() : replayValue;
      default -> {
        if (extension instanceof XfrmSettings settings) {
          mark = settings.wholeMark();
        }
        if (others.isEmpty()) {
          others = new ArrayList<>(1);
        }
        others.add(extension);
      }
    }
  }

  private void take(Address address) {
    switch (address.kind()) {
      case SRC -> source = orFirst(source, address);
      case DST -> destination = orFirst(destination, address);
      case INNER_SRC -> innerSource = orFirst(innerSource, address);
      case INNER_DST -> innerDestination = orFirst(innerDestination, address);
      case NATT_LOC -> nattLocal = orFirst(nattLocal, address);
      case NATT_REM -> nattRemote = orFirst(nattRemote, address);
    }
  }

  private static <T> T orFirst(@Nullable T first, T next) {
    return first == null ? next : first;
  }
}
