package org.manualkey.sa;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Oversized;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.Sa;

/** Makes the ADD that brings an SA of a dump again. */
public final class Again {
  private Again() {}

  /** Larval SAs belong to a negotiation that is lost anyway; dead ones are on their way out. */
  public static boolean isLive(Sa sa) {
    return switch (sa.state()) {
      case MATURE, DYING, ACTIVE_ELSEWHERE, IDLE -> true;
      case LARVAL, DEAD, ACTIVE, UNKNOWN -> false;
    };
  }

  /** The request, paired as told; its keys may be copies, see {@link #wipeCopies}. */
  public static Message add(
      Header header, Message dumped, Sa sa, Readding readding, @Nullable Pair pair) {
    List<Extension> extensions = new ArrayList<>(dumped.extensions().size());
    for (Extension extension : dumped.extensions()) {
      Extension content =
          extension instanceof Oversized oversized ? oversized.content() : extension;
      switch (content) {
        case Sa _ ->
            extensions.add(sa.withState(Readding.state(sa)).withFlags(readding.flags(dumped, sa)));
        case Lifetime lifetime when lifetime.kind() == Lifetime.Kind.CURRENT -> {}
        case Pair _ -> {}
        case Key key -> extensions.add(KeyForm.asAdded(key));
        default -> extensions.add(content);
      }
    }
    if (pair != null) {
      extensions.add(pair);
    }
    return new Message(header, extensions);
  }

  /** Only the copies of keys that were made: the others are needed if this must be done again. */
  public static void wipeCopies(Message add, Message dumped) {
    for (Key.Kind kind : Key.Kind.values()) {
      Key copy = add.key(kind);
      if (copy != null && copy != dumped.key(kind)) {
        copy.material().wipe();
      }
    }
  }
}
