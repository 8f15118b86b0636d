package org.manualkey.sadb.illumos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.manualkey.golden.GoldenCase;
import org.manualkey.golden.GoldenFiles;
import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.FarSide;
import org.manualkey.libc.MessageSocket;
import org.manualkey.libc.SocketPair;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.illumos.IllumosCodec;
import org.manualkey.pfkey.illumos.MalformedMessageException;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.SadbException;

/** The recorded requests and replies as octets on a socket. */
final class GoldenOctetsTest {
  private static final IllumosCodec CODEC = new IllumosCodec(ByteOrder.LITTLE_ENDIAN);

  /** Sequence number and process id are the session's own. */
  private static final int SEQ = 8;

  private static final int HEADER = 16;

  private final FarSide kernel =
      new FarSide(SocketPair.single(IllumosSockets.LONGEST, IllumosSockets.LONGEST), this::answer);
  private final IllumosSession session =
      new IllumosSession(kernel.start(), CODEC, Draft.PID, Duration.ofSeconds(30));

  private volatile byte[] written = new byte[0];
  private volatile byte[] reply = new byte[0];

  @AfterEach
  void close() {
    kernel.close(); // which would fail at the end of the session
    session.close();
  }

  /** Answers with the reply of the case, or with the header of the request. */
  private String answer(ByteBuffer octets, MessageSocket far) throws ErrnoException {
    byte[] request = new byte[octets.remaining()];
    octets.get(0, request);
    written = request;
    boolean dump = request[1] == MessageType.DUMP.code();
    if (reply.length > 0) {
      send(far, reply, octets);
    }
    if (reply.length == 0 || dump) {
      byte[] end = Arrays.copyOf(request, HEADER);
      end[4] = HEADER / 8;
      end[5] = 0;
      if (dump) {
        Arrays.fill(end, SEQ, SEQ + 4, (byte) 0);
      }
      far.outgoing().put(end);
      far.send(HEADER);
    }
    return "";
  }

  private static void send(MessageSocket far, byte[] reply, ByteBuffer request)
      throws ErrnoException {
    far.outgoing().put(reply).put(SEQ, request, SEQ, 8);
    far.send(reply.length);
  }

  @Test
  void requestsAreWrittenAsTheOriginalWroteThem() throws IOException, MalformedMessageException {
    GoldenFiles.assumePresent();
    int requests = 0;
    for (String group : GoldenFiles.groups()) {
      for (GoldenCase golden : GoldenFiles.cases(group)) {
        for (byte[] recorded : golden.messages()) {
          Message request = CODEC.decode(ByteBuffer.wrap(recorded));
          if (request.header().type() == MessageType.DUMP) {
            session.dump(request, sa -> {});
          } else {
            assertThat(session.ask(request)).as(golden.id()).isNotNull();
          }
          assertThat(withoutNumbers(written)).as(golden.id()).isEqualTo(withoutNumbers(recorded));
          request.wipeKeys();
          requests++;
        }
      }
    }
    assertThat(requests).isGreaterThan(100);
  }

  private static byte[] withoutNumbers(byte[] message) {
    byte[] rest = message.clone();
    Arrays.fill(rest, SEQ, HEADER, (byte) 0);
    return rest;
  }

  @Test
  void repliesAreReadAsTheyWereRecorded() throws IOException {
    GoldenFiles.assumePresent();
    int replies = 0;
    List<String> unreadable = new ArrayList<>();
    for (String group : GoldenFiles.groups()) {
      for (GoldenCase golden : GoldenFiles.cases(group)) {
        for (String recorded : golden.replies()) {
          if (!recorded.startsWith("@")) {
            replies++;
            read(golden.id(), HexFormat.of().parseHex(recorded), unreadable);
          }
        }
      }
    }
    assertThat(replies).isGreaterThan(100);
    assertThat(unreadable)
        .containsExactlyInAnyOrder("print-310-len-overrun", "monitor-064-zero-length");
  }

  private void read(String id, byte[] recorded, List<String> unreadable) {
    Header header = Objects.requireNonNull(CODEC.header(ByteBuffer.wrap(recorded)));
    reply = recorded;
    Message request = Message.of(header.withError(0, 0));
    try {
      Message expected =
          header.type() == MessageType.GET || header.type() == MessageType.DUMP
              ? CODEC.decodeReply(ByteBuffer.wrap(recorded))
              : CODEC.decodeWithoutKeys(ByteBuffer.wrap(recorded));
      assertThat(received(request).extensions()).as(id).isEqualTo(expected.extensions());
    } catch (MalformedMessageException | SadbException e) {
      unreadable.add(id);
    }
  }

  private Message received(Message request) {
    if (request.header().type() != MessageType.DUMP) {
      return Objects.requireNonNull(session.ask(request));
    }
    List<Message> all = new ArrayList<>();
    Message end = session.dump(request, all::add);
    return all.isEmpty() ? end : all.getFirst();
  }
}
