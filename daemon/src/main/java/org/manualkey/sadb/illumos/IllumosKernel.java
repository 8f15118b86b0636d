package org.manualkey.sadb.illumos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.libc.PreparedMessages;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.illumos.IllumosCodec;
import org.manualkey.pfkey.illumos.MalformedMessageException;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.LogName;
import org.manualkey.sadb.SadbException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that have an answer in the end: where a reply was lost, what became of the request is
 * found out, and a FLUSH or DUMP is sent again while another one is under way.
 */
final class IllumosKernel implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SADB);

  /** How often something is sent whose reply is lost. */
  private static final int ATTEMPTS = 3;

  /** How long until the next attempt while there is another FLUSH or DUMP. */
  private static final Duration BUSY_PAUSE = Duration.ofMillis(10);

  private final IllumosSession session;
  private final IllumosCodec codec;
  private final Directions directions;

  /**
   * A kernel.
   *
   * @param session is closed with it
   * @param directions of SAs whose ADD names none
   */
  IllumosKernel(IllumosSession session, IllumosCodec codec, Directions directions) {
    this.session = session;
    this.codec = codec;
    this.directions = directions;
  }

  /**
   * The reply to a request that is no DUMP.
   *
   * @throws SadbException when the kernel does not respond, or the socket is dead
   */
  Message exchange(Message request) {
    Message sent = request.header().type() == MessageType.ADD ? plain(request) : request;
    Busy busy = new Busy();
    int lost = 0;
    while (lost < ATTEMPTS) {
      Message reply = session.ask(sent);
      if (reply == null) {
        lost++;
        reply = outcome(sent);
      } else if (lost > 0 && isRepeated(sent, reply)) {
        reply = outcome(sent);
      }
      if (reply != null && !busy.isToWaitFor(reply.header())) {
        return reply;
      }
    }
    throw notResponding();
  }

  /** Whether a refusal may be that of a request which was carried out the first time. */
  private static boolean isRepeated(Message request, Message reply) {
    return switch (request.header().type()) {
      case ADD -> reply.header().errno() == Errno.EEXIST.code();
      case DELETE, X_DELPAIR -> reply.header().errno() == Errno.ESRCH.code();
      default -> false;
    };
  }

  /**
   * The reply that was lost, as far as a look at the SA tells it; null: the request is to be sent
   * again. That does no harm: UPDATE, FLUSH and all that changes nothing have the same effect
   * twice.
   *
   * @throws SadbException when that cannot be found out
   */
  private @Nullable Message outcome(Message request) {
    MessageType type = request.header().type();
    boolean adds = type == MessageType.ADD;
    boolean deletes = type == MessageType.DELETE || type == MessageType.X_DELPAIR;
    SaId id = adds || deletes ? SaId.of(request) : null;
    String article = adds || type == MessageType.UPDATE ? "an " : "a ";
    if (type == MessageType.GETSPI) {
      throw notResponding(); // another one would reserve another SPI
    }
    if (id == null) {
      LOG.warn(IllumosMessage.SENT_AGAIN.with(article + type));
      return null;
    }
    LOG.warn(IllumosMessage.REPLY_LOST.with(article + type));
    Message held = look(id);
    if (held == null) {
      return deletes ? Message.of(request.header()) : null;
    }
    try {
      return adds ? added(request, held) : null;
    } finally {
      held.wipeKeys();
    }
  }

  /** An ADD was carried out if the SA that is there is the one that it asked for. */
  private Message added(Message add, Message held) {
    SecurityAssociation wanted = SecurityAssociation.requested(add);
    SecurityAssociation shown = SecurityAssociation.shown(held);
    boolean same = wanted != null && shown != null && shown.difference(wanted, directions) == null;
    return same ? add.withoutKeys() : Message.of(add.header().withError(Errno.EEXIST.code(), 0));
  }

  /** What a GET of an SA shows, with its keys; null: there is none. */
  private @Nullable Message look(SaId id) {
    Message get =
        Message.of(
            Header.request(MessageType.GET, SaType.of(id.type()), 0, 0),
            new Sa(id.spi(), 0, 0, 0, 0, 0),
            new Address(Address.Kind.DST, 0, 0, id.ip().withPort(0)));
    for (int i = 0; i < ATTEMPTS; i++) {
      Message reply = session.ask(get);
      if (reply != null && reply.header().errno() == 0) {
        return reply;
      }
      if (reply != null && reply.header().errno() == Errno.ESRCH.code()) {
        return null;
      }
    }
    throw notResponding();
  }

  /**
   * The kernel takes the reserved bits of a key for those of an initial vector, our rules for those
   * of the salt, which the length counts already.
   */
  static Message plain(Message add) {
    List<Extension> plain = new ArrayList<>(add.extensions().size());
    for (Extension extension : add.extensions()) {
      plain.add(
          extension instanceof Key key && key.reserved() != 0
              ? new Key(key.kind(), key.bits(), 0, key.material())
              : extension);
    }
    return new Message(add.header(), plain);
  }

  /**
   * The same as {@link #exchange} for a prepared request.
   *
   * @throws SadbException when the kernel does not respond, or the socket is dead
   */
  IllumosSession.Numbers exchange(PreparedMessages requests, int index) {
    IllumosSession.Numbers numbers = session.ask(requests, index);
    if (numbers.errno() != IllumosSession.LOST && numbers.errno() != Errno.ENOMEM.code()) {
      return numbers;
    }
    Message request = decoded(requests, index);
    try {
      Message reply = numbers.errno() == IllumosSession.LOST ? outcome(request) : null;
      Header header = (reply == null ? exchange(request) : reply).header();
      return new IllumosSession.Numbers(header.errno(), header.diagnostic());
    } finally {
      request.wipeKeys();
    }
  }

  private Message decoded(PreparedMessages requests, int index) {
    try {
      return codec.decode(requests.octets(index));
    } catch (MalformedMessageException e) {
      throw new IllegalStateException(e); // we have written it
    }
  }

  /**
   * Hands over all messages of a DUMP, with their keys.
   *
   * @return the base header that ends it, or refuses it
   * @throws SadbException when the dump breaks off
   */
  Message dump(Message request, Consumer<? super Message> sink) {
    Busy busy = new Busy();
    Message end;
    do {
      end = session.dump(request, sink);
    } while (busy.isToWaitFor(end.header()));
    return end;
  }

  /** Waits for the end of another FLUSH or DUMP, which only then is over, or for too long. */
  private final class Busy {
    private final long since = System.nanoTime();

    /**
     * Whether a reply is a refusal because of another FLUSH or DUMP; returns after a pause then.
     *
     * @throws SadbException when that takes too long
     */
    boolean isToWaitFor(Header reply) {
      boolean alone = reply.type() == MessageType.FLUSH || reply.type() == MessageType.DUMP;
      if (!alone || reply.errno() != Errno.ENOMEM.code()) {
        return false;
      }
      if (System.nanoTime() - since > session.patience().toNanos()) {
        throw new SadbException(IllumosMessage.ALWAYS_BUSY.text(), Errno.ENOMEM.code());
      }
      LockSupport.parkNanos(BUSY_PAUSE.toNanos());
      return true;
    }
  }

  /** A request had no reply, however often it was sent. */
  static SadbException notResponding() {
    return new SadbException(IllumosMessage.NOT_RESPONDING.text(), Errno.ETIMEDOUT.code());
  }

  @Override
  public void close() {
    session.close();
  }
}
