package org.manualkey.pfkey.illumos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.manualkey.golden.GoldenCase;
import org.manualkey.golden.GoldenFiles;
import org.manualkey.pfkey.Message;

/** Every message of the recorded cases, requests and replies, through the codec and back. */
class GoldenCodecTest {
  private static final IllumosCodec CODEC = new IllumosCodec(ByteOrder.LITTLE_ENDIAN);

  /**
   * Replies that are no messages: an extension that runs past the end, a length of zero or of more
   * than was read. The original prints what it finds; here they are refused.
   */
  private static final List<String> MALFORMED =
      List.of("print-310-len-overrun", "monitor-064-zero-length");

  @Test
  void roundTripIsTheIdentity() throws Exception {
    GoldenFiles.assumePresent();
    int total = 0;
    List<String> different = new ArrayList<>();
    for (String group : GoldenFiles.groups()) {
      for (GoldenCase golden : GoldenFiles.cases(group)) {
        for (byte[] octets : messages(golden)) {
          total++;
          if (!survives(octets)) {
            different.add(golden.id());
          }
        }
      }
    }
    assertThat(different).containsExactlyInAnyOrderElementsOf(MALFORMED);
    assertThat(total).isGreaterThan(100);
  }

  /** One octet changed at a time, in order; then random ones. */
  @Test
  void damagedMessagesDecodeOrAreRefused() throws Exception {
    GoldenFiles.assumePresent();
    Random random = new Random(20);
    for (GoldenCase golden : GoldenFiles.cases("print")) {
      for (byte[] octets : messages(golden)) {
        for (int i = 0; i < octets.length; i++) {
          byte[] damaged = octets.clone();
          damaged[i] ^= (byte) (1 << random.nextInt(8));
          decodeOrRefuse(damaged);
          decodeOrRefuse(Arrays.copyOf(octets, i));
        }
      }
    }
  }

  private static boolean survives(byte[] octets) {
    try {
      Message message = CODEC.decode(ByteBuffer.wrap(octets));
      ByteBuffer again = ByteBuffer.allocate(CODEC.length(message));
      CODEC.encode(message, again);
      return Arrays.equals(octets, again.array());
    } catch (MalformedMessageException e) {
      return false;
    }
  }

  private static void decodeOrRefuse(byte[] octets) {
    try {
      Message message = CODEC.decode(ByteBuffer.wrap(octets));
      assertThat(CODEC.length(message)).isEqualTo(octets.length);
    } catch (MalformedMessageException e) {
      assertThat(e.offset()).isBetween(0, octets.length);
    }
  }

  private static List<byte[]> messages(GoldenCase golden) {
    List<byte[]> messages = new ArrayList<>(golden.messages());
    for (String reply : golden.replies()) {
      if (!reply.startsWith("@")) {
        messages.add(HexFormat.of().parseHex(reply));
      }
    }
    return messages;
  }
}
