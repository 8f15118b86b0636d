package org.manualkey.sadb.memory;

import java.util.function.Consumer;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.sadb.Refusal;

/** A PF_KEY socket on an embedded database, for tests that play a kernel with it. */
public final class KernelSocket implements AutoCloseable {
  private final ClientSocket socket;

  /**
   * Opens one; on the thread of the database, as all that follows.
   *
   * @param reader receives what the socket receives, with the keys of GET and DUMP
   */
  public KernelSocket(MemorySadb sadb, Consumer<? super Message> reader) {
    socket = sadb.socket(reader);
  }

  /** A request of the owner of the socket, whose replies come to all that may receive them. */
  public void write(Message request) {
    socket.write(request);
  }

  /** A request that could not be read. */
  public void refuse(Header header, Refusal refusal) {
    socket.refuse(header, refusal);
  }

  @Override
  public void close() {
    socket.close();
  }
}
