package org.manualkey.golden;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.illumos.IllumosCodec;

/**
 * What a case has recorded of a PF_KEY socket, and what is written to it now.
 *
 * <p>The script numbers its messages as the original did, from process 4242; whoever plays it
 * translates between its numbers and ours.
 */
public final class CaseScript {
  /** The process of the original. */
  public static final int PID = 4242;

  private static final IllumosCodec CODEC = new IllumosCodec(ByteOrder.LITTLE_ENDIAN);
  private static final int SEQ = 8;

  /** An SA of the table, by what tells it apart. */
  private record Identity(SaType saType, int spi, String destination) {
    static Identity of(Message message) {
      Sa sa = message.sa();
      return new Identity(
          message.header().saType(),
          sa == null ? 0 : sa.spi(),
          String.valueOf(message.destination()));
    }
  }

  private final Deque<String> replies;
  private final List<byte[]> recorded;
  private final List<byte[]> written = new ArrayList<>();
  private final Map<Identity, byte[]> table = new LinkedHashMap<>();

  /** The script of a case. */
  public CaseScript(GoldenCase golden) {
    replies = new ArrayDeque<>(golden.replies());
    recorded = golden.messages();
  }

  /** Keeps a request; its header as the script knows it. */
  public synchronized Header write(Message request) {
    int index = written.size();
    written.add(encode(request));
    int seq =
        index < recorded.size()
            ? ByteBuffer.wrap(recorded.get(index)).order(ByteOrder.LITTLE_ENDIAN).getInt(SEQ)
            : index + 1;
    return request.header().withSeqAndPid(seq, PID);
  }

  /** Messages written, in order. */
  public synchronized List<byte[]> written() {
    return List.copyOf(written);
  }

  /** What the next read gives; null: an automatic answer. */
  public synchronized @Nullable String next() {
    String next = replies.poll();
    return "@auto".equals(next) ? null : next;
  }

  /** The automatic answer to a request. */
  public static Message automatic(Header asked) {
    return Message.of(asked.type() == MessageType.DUMP ? asked.withSeq(0) : asked);
  }

  /** A request succeeded. */
  public synchronized void note(Message request) {
    SaType saType = request.header().saType();
    switch (request.header().type()) {
      case ADD -> table.put(Identity.of(request), encode(request));
      case DELETE -> table.remove(Identity.of(request));
      case FLUSH ->
          table.keySet().removeIf(sa -> saType.equals(SaType.UNSPEC) || saType.equals(sa.saType()));
      default -> {}
    }
  }

  /** The ADDs of the SAs that the script left. */
  public synchronized Collection<byte[]> table() {
    return List.copyOf(table.values());
  }

  private static byte[] encode(Message message) {
    ByteBuffer octets = ByteBuffer.allocate(CODEC.length(message));
    CODEC.encode(message, octets);
    return octets.array();
  }
}
