package org.manualkey.sadb.linux.events;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.manualkey.pfkey.Message;
import org.manualkey.sadb.PeerMove;

/** Makes messages of what one interface of the kernel sends to all. */
public interface EventReader {
  /**
   * Hands on what a datagram reports about SAs, without keys.
   *
   * @param contents whether somebody looks at more of an event than {@link
   *     org.manualkey.sadb.EventSink#wantsContents} says; else, it may be left out
   * @param events take what happened to SAs
   * @param moves take where other ends of SAs are now
   * @throws RuntimeException if it, or the rest of it, cannot be read
   */
  void read(
      ByteBuffer datagram,
      boolean contents,
      Consumer<? super Message> events,
      Consumer<? super PeerMove> moves);

  /** Whether a datagram that was too long for the buffer may have been about SAs. */
  boolean reportsSasAtLength();
}
