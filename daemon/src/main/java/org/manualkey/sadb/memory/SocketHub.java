package org.manualkey.sadb.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtendedRegister;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.rules.MessageChecks;

/**
 * The sockets of the database, and what is decided before a request comes to AH or ESP: whether it
 * is well-formed, where it goes, and who receives the answer ({@code keysock}).
 */
final class SocketHub {
  private final Protocols protocols;
  private List<ClientSocket> sockets = List.of();

  SocketHub(Protocols protocols) {
    this.protocols = protocols;
  }

  /**
   * Opens a socket.
   *
   * @param reader what it reads, with the keys of GET and DUMP, which belong to who asked: to be
   *     copied or left out
   */
  ClientSocket open(Consumer<? super Message> reader) {
    ClientSocket socket = new ClientSocket(this, reader);
    List<ClientSocket> more = new ArrayList<>(sockets);
    more.add(socket);
    sockets = List.copyOf(more);
    return socket;
  }

  void forget(ClientSocket socket) {
    sockets = sockets.stream().filter(each -> each != socket).toList();
  }

  /** Answers a request that is no DUMP; all others that may receive the replies do. */
  List<Reply> exchange(ClientSocket sender, Message request) {
    List<Reply> replies = replies(sender, request);
    for (Reply reply : replies) {
      tellOthers(sender, message(request, reply));
    }
    return replies;
  }

  /** What a socket reads of a reply. An unknown type is not repeated. */
  static Message message(Message request, Reply reply) {
    return switch (reply) {
      case Reply.Done(Message message) -> message;
      case Reply.Refused(Refusal refusal) -> {
        Header header = request.header();
        yield refusal.reply(
            switch (header.type()) {
              case UNKNOWN -> header.withTypeCode(MessageType.RESERVED.code());
              default -> header;
            });
      }
    };
  }

  /** Refuses a request for what is wrong with its octets. */
  Message refuse(ClientSocket sender, Header header, Refusal refusal) {
    Message reply = message(Message.of(header), new Reply.Refused(refusal));
    tellOthers(sender, reply);
    return reply;
  }

  /** Answers a DUMP and returns what ends it; those that receive everything receive this too. */
  Reply dump(ClientSocket sender, Message request, Consumer<? super Message> sink) {
    Refusal refusal = MessageChecks.refusal(request);
    Reply end =
        refusal == null
            ? protocols.dump(
                request,
                sa -> {
                  tellOthers(sender, sa);
                  sink.accept(sa);
                })
            : new Reply.Refused(refusal);
    tellOthers(sender, message(request, end));
    return end;
  }

  /** Tells what nobody asked for. */
  void announce(Message message) {
    for (ClientSocket socket : sockets) {
      socket.receive(message);
    }
  }

  private void tellOthers(ClientSocket sender, Message reply) {
    for (ClientSocket socket : sockets) {
      if (socket != sender) {
        socket.receive(reply);
      }
    }
  }

  private List<Reply> replies(ClientSocket sender, Message request) {
    Header header = request.header();
    Refusal refusal = MessageChecks.refusal(request);
    if (refusal != null) {
      return List.of(new Reply.Refused(refusal));
    }
    return switch (header.type()) {
      case ADD, UPDATE, X_UPDATEPAIR, DELETE, X_DELPAIR, GET, GETSPI ->
          List.of(protocols.answer(request));
      case X_DELPAIR_STATE -> List.of(protocols.answerForEach(request));
      case FLUSH -> List.of(protocols.flush(request));
      case REGISTER -> register(sender, request);
      case X_PROMISC -> List.of(new Reply.Done(promiscuous(sender, request)));
      case X_INVERSE_ACQUIRE -> List.of(InverseAcquire.answer(request));
      // What key management says of SAs that it was asked for; nothing here asks.
      case ACQUIRE -> List.of();
      // What the kernel answers to users; it sends these itself.
      case EXPIRE -> List.of(new Reply.Refused(Refusal.of(Errno.EOPNOTSUPP)));
      case DUMP -> throw new IllegalArgumentException("a DUMP has more than one reply");
      case RESERVED, UNKNOWN -> List.of(new Reply.Refused(Refusal.invalid(Diagnostic.UNKNOWN_MSG)));
    };
  }

  /** For one SA type; or, with an extension that lists them, for several. */
  private List<Reply> register(ClientSocket sender, Message request) {
    Header header = request.header();
    if (!header.saType().equals(SaType.UNSPEC)) {
      return List.of(
          sender.isExtended()
              ? new Reply.Refused(Refusal.of(Errno.EBUSY))
              : registerOne(sender, request));
    }
    if (sender.isRegistered()) {
      return List.of(new Reply.Refused(Refusal.of(Errno.EBUSY)));
    }
    if (!(request.find(ExtensionType.X_EREG) instanceof ExtendedRegister wanted)) {
      return List.of(new Reply.Refused(Refusal.invalid(Diagnostic.SATYPE_NEEDED)));
    }
    sender.extend();
    return wanted.types().stream()
        .map(type -> registerOne(sender, request.with(header.withSaType(type))))
        .toList();
  }

  private Reply registerOne(ClientSocket sender, Message request) {
    Reply reply = protocols.answer(request);
    if (reply instanceof Reply.Done) {
      sender.register(request.header().saType());
    }
    return reply;
  }

  private static Message promiscuous(ClientSocket sender, Message request) {
    sender.promiscuous(!request.header().saType().equals(SaType.UNSPEC));
    return request.with(request.header().withError(0, 0)).withoutKeys();
  }
}
