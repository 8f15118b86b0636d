package org.manualkey.golden;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.illumos.IllumosCodec;
import org.manualkey.pfkey.illumos.MalformedMessageException;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.BackEnd;
import org.manualkey.sadb.Capabilities;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.Subscription;

/**
 * A PF_KEY socket that gives what a case has recorded, and keeps what is written to it.
 *
 * <p>The script numbers its messages as the original did, from process 4242; requests and replies
 * are translated between its numbers and ours. Replies to others are skipped as the original skips
 * them: by process and number, in a dump by process and type.
 */
final class ScriptedSadb implements Sadb, CaseSadb {
  private static final IllumosCodec CODEC = new IllumosCodec(ByteOrder.LITTLE_ENDIAN);
  private static final int EINTR = 4;
  private static final int EIO = 5;

  private final CaseScript script;
  private final int failure;
  private final Runnable interrupt;
  private @Nullable Header unanswered;

  /**
   * A socket.
   *
   * @param interrupt what happens where the script has a SIGINT
   */
  ScriptedSadb(GoldenCase golden, Runnable interrupt) {
    script = new CaseScript(golden);
    this.failure = golden.socketError() != 0 ? golden.socketError() : golden.writeError();
    this.interrupt = interrupt;
  }

  @Override
  public Sadb sadb() {
    return this;
  }

  @Override
  public List<byte[]> written() {
    return script.written();
  }

  @Override
  public BackEnd backEnd() {
    return new BackEnd("script", false, Capabilities.OF_ILLUMOS);
  }

  @Override
  public Reply exchange(Message request) {
    Header asked = write(request);
    while (true) {
      Message reply = read();
      Header header = reply.header();
      if (header.pid() == CaseScript.PID && header.seq() == asked.seq()) {
        if (header.typeCode() != asked.typeCode()) {
          throw new SadbException("the reply is of another type", 0);
        }
        if (header.errno() == 0) {
          script.note(request);
        }
        return Reply.of(
            reply.with(header.withSeqAndPid(request.header().seq(), request.header().pid())));
      }
    }
  }

  @Override
  public Reply dump(Message request, Consumer<? super Message> sink) {
    Header asking = request.header();
    Header asked = write(request);
    while (true) {
      Message reply = read();
      Header header = reply.header();
      if (header.pid() == CaseScript.PID && header.typeCode() == asked.typeCode()) {
        if (header.errno() != 0 || header.seq() == 0) {
          return Reply.of(reply.with(header.withSeqAndPid(header.seq(), asking.pid())));
        }
        sink.accept(reply.with(header.withSeqAndPid(asking.seq(), asking.pid())));
      }
    }
  }

  /** A dump that the original does not make, which is answered from what the script left. */
  @Override
  public void forEach(Consumer<? super SecurityAssociation> sink) {
    for (byte[] octets : script.table()) {
      SecurityAssociation sa = SecurityAssociation.shown(decode(octets));
      if (sa != null) {
        sink.accept(sa);
      }
    }
  }

  /** The request is written with the subscription; its reply is in no script. */
  @Override
  public boolean hasPromiscuity() {
    return true;
  }

  /** A monitor reads what the script has, whoever it is for, on a thread of its own. */
  @Override
  public Subscription subscribe(EventScope hearing, EventSink sink) {
    if (hearing == EventScope.PROMISCUOUS) {
      write(Message.of(Header.request(MessageType.X_PROMISC, new SaType(1), 1, CaseScript.PID)));
    }
    Thread.ofPlatform().name("script").start(() -> play(sink));
    return () -> {};
  }

  private void play(EventSink sink) {
    try {
      while (true) {
        sink.onEvent(read());
      }
    } catch (SadbException e) {
      if (e.errno() != EINTR) {
        sink.end();
      }
    }
  }

  /** Keeps a request; its header as the script knows it. */
  private Header write(Message request) {
    if (failure != 0) {
      throw new SadbException("the socket fails", failure);
    }
    Header header = script.write(request);
    unanswered = header;
    return header;
  }

  private Message read() {
    String next = script.next();
    return switch (next) {
      case null -> automatic();
      case "@eio" -> throw new SadbException("the socket fails", EIO);
      case "@sigint" -> {
        interrupt.run();
        throw new SadbException("interrupted", EINTR);
      }
      default -> decode(HexFormat.of().parseHex(next));
    };
  }

  private Message automatic() {
    Header header = unanswered;
    if (header == null) {
      throw new SadbException("nothing to answer", EIO);
    }
    unanswered = null;
    return CaseScript.automatic(header);
  }

  private static Message decode(byte[] octets) {
    try {
      return CODEC.decode(ByteBuffer.wrap(octets));
    } catch (MalformedMessageException e) {
      throw new SadbException("malformed reply: " + e.getMessage(), EIO);
    }
  }

  @Override
  public void close() {}
}
