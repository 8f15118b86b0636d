package org.manualkey.sadb.linux.afkey;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.linux.LinuxCodec;
import org.manualkey.pfkey.linux.LinuxPolicy;
import org.manualkey.sadb.linux.Seconds;

/** The messages of Linux, with limits of time as Linux {@link Seconds counts} them. */
record AfKeyCodec(LinuxCodec codec) {
  /** The codec for the kernel of this machine. */
  static AfKeyCodec ofHost() {
    return new AfKeyCodec(LinuxCodec.ofHost());
  }

  /** As {@link LinuxCodec#encode}. */
  int encode(Message request, ByteBuffer target) {
    return codec.encode(with(request, Seconds::asked), target);
  }

  /** As {@link LinuxCodec#header}. */
  @Nullable Header header(ByteBuffer source) {
    return codec.header(source);
  }

  /** As {@link LinuxCodec#decode}. */
  Message decode(Header header, ByteBuffer source) {
    return with(codec.decode(header, source), Seconds::shown);
  }

  /** As {@link LinuxCodec#decodeWithoutKeys}. */
  Message decodeWithoutKeys(Header header, ByteBuffer source) {
    return with(codec.decodeWithoutKeys(header, source), Seconds::shown);
  }

  /** As {@link LinuxCodec#policy}. */
  @Nullable LinuxPolicy policy(ByteBuffer source) {
    return codec.policy(source);
  }

  /** The same message if it has no such limit, as almost all do. */
  private static Message with(Message message, LongUnaryOperator seconds) {
    List<Extension> changed = null;
    for (int i = 0; i < message.extensions().size(); i++) {
      if (message.extensions().get(i) instanceof Lifetime limit && isOther(limit, seconds)) {
        changed = changed == null ? new ArrayList<>(message.extensions()) : changed;
        changed.set(i, with(limit, seconds));
      }
    }
    return changed == null ? message : new Message(message.header(), changed);
  }

  private static boolean isOther(Lifetime limit, LongUnaryOperator seconds) {
    return limit.kind() != Lifetime.Kind.CURRENT
        && (seconds.applyAsLong(limit.addTime()) != limit.addTime()
            || seconds.applyAsLong(limit.useTime()) != limit.useTime());
  }

  private static Lifetime with(Lifetime limit, LongUnaryOperator seconds) {
    return new Lifetime(
        limit.kind(),
        limit.allocations(),
        limit.bytes(),
        seconds.applyAsLong(limit.addTime()),
        seconds.applyAsLong(limit.useTime()));
  }
}
