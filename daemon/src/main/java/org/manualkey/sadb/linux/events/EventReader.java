package org.manualkey.sadb.linux.events;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.manualkey.pfkey.Message;

/** Makes messages of what one interface of the kernel sends to all. */
public interface EventReader {
  /**
   * Hands on what a datagram reports about SAs, without keys.
   *
   * @throws RuntimeException if it, or the rest of it, cannot be read
   */
  void read(ByteBuffer datagram, Consumer<? super Message> sink);

  /** Whether a datagram that was too long for the buffer may have been about SAs. */
  boolean reportsSasAtLength();
}
