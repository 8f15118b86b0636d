package org.manualkey.sadb.memory;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.Refusal;

/** A PF_KEY socket on the embedded database: what it has been set to, and who reads from it. */
final class ClientSocket implements AutoCloseable {
  private final SocketHub hub;
  private final Consumer<? super Message> reader;
  private boolean loopback = true;
  private boolean promiscuous;
  private boolean extended;

  /** SA types that this socket is registered for. */
  private final Set<SaType> registered = new HashSet<>();

  /** A socket as it is when opened; {@link SocketHub#open} makes them. */
  ClientSocket(SocketHub hub, Consumer<? super Message> reader) {
    this.hub = hub;
    this.reader = reader;
  }

  /** Writes a request; what it is answered comes to the reader, as do the requests of others. */
  void write(Message request) {
    switch (request.header().type()) {
      case DUMP -> hearReply(SocketHub.message(request, hub.dump(this, request, this::hearReply)));
      default ->
          hub.exchange(this, request)
              .forEach(reply -> hearReply(SocketHub.message(request, reply)));
    }
  }

  /** Refuses a request that could not be read, of which there is no more than its header. */
  void refuse(Header header, Refusal refusal) {
    hearReply(hub.refuse(this, header, refusal));
  }

  private void hearReply(Message message) {
    if (loopback) {
      reader.accept(message);
    }
  }

  /** Receives a message that is no reply to this socket, if it may. */
  void receive(Message message) {
    if (loopback && (promiscuous || isForAll(message) || isForRegistered(message))) {
      reader.accept(message);
    }
  }

  private boolean isForRegistered(Message message) {
    Header header = message.header();
    return header.type() == MessageType.REGISTER
        && header.errno() == 0
        && !extended
        && registered.contains(header.saType());
  }

  /** Errors are for all where success is: monitors rely on it ({@code hub_passup()}). */
  private static boolean isForAll(Message message) {
    return switch (message.header().type()) {
      case ADD, UPDATE, X_UPDATEPAIR, DELETE, X_DELPAIR, GETSPI, FLUSH, EXPIRE -> true;
      case GET,
          DUMP,
          ACQUIRE,
          REGISTER,
          X_PROMISC,
          X_INVERSE_ACQUIRE,
          X_DELPAIR_STATE,
          RESERVED,
          UNKNOWN ->
          false;
    };
  }

  /** {@code SO_USELOOPBACK}: without it nothing is ever received. */
  void useLoopback(boolean on) {
    loopback = on;
  }

  void promiscuous(boolean on) {
    promiscuous = on;
  }

  boolean isRegistered() {
    return !registered.isEmpty();
  }

  void register(SaType type) {
    registered.add(type);
  }

  /** Whether the socket was registered for several SA types at once, which is for good. */
  boolean isExtended() {
    return extended;
  }

  void extend() {
    extended = true;
  }

  @Override
  public void close() {
    hub.forget(this);
  }
}
