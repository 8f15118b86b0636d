package org.manualkey.sa;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Pair;

/** The pairing that a message asks for or tells. */
public final class Pairs {
  private Pairs() {}

  public static @Nullable Pair of(Message message) {
    return message.find(ExtensionType.X_PAIR) instanceof Pair pair ? pair : null;
  }

  /** The other half, which has the addresses the other way round; null when there is none. */
  public static @Nullable SaId otherHalf(Message message) {
    Pair pair = of(message);
    Address source = message.source();
    return pair == null || source == null
        ? null
        : SaId.of(message.header().saType(), pair.spi(), source.socketAddress());
  }

  public static Message without(Message message) {
    List<Extension> kept =
        message.extensions().stream().filter(each -> !(each instanceof Pair)).toList();
    return new Message(message.header(), kept);
  }
}
