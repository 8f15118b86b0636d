package org.manualkey.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.manualkey.wire.FrameSamples.encode;
import static org.manualkey.wire.FrameSamples.hex;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class MalformedFrameTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          00000000                               | frame length 0 is not in 1..1048576
          00100001 03                            | frame length 1048577 is not in 1..1048576
          ffffffff 03                            | frame length 4294967295 is not in 1..1048576
          00000001 00                            | frame type 0 is unknown
          00000001 08                            | frame type 8 is unknown
          00000001 ff                            | frame type 255 is unknown
          00000001 11                            | frame type 17 (OUT) does not come from a client
          00000001 01                            | malformed frame 1 (HELLO): a field goes beyond its end
          00000002 01 00                         | malformed frame 1 (HELLO): a field goes beyond its end
          00000008 01 0001 00000001 61           | malformed frame 1 (HELLO): a field goes beyond its end
          00000007 01 0001 ffffffff              | malformed frame 1 (HELLO): a field goes beyond its end
          00000009 01 0001 00000001 61 01        | malformed frame 1 (HELLO): a field goes beyond its end
          0000000a 01 0001 00000001 61 00 00     | malformed frame 1 (HELLO): 1 bytes too long
          00000009 01 0001 00000001 ff 00        | malformed frame 1 (HELLO): a string is not UTF-8
          00000018 01 0001 00000000 02 00000000 00000000 00000000 00000000 | \
          malformed frame 1 (HELLO): an environment name comes twice
          00000003 02 0001                       | malformed frame 2 (COMMAND): a field goes beyond its end
          00000003 02 ffff                       | malformed frame 2 (COMMAND): a field goes beyond its end
          00000008 02 0001 00000001 61           | malformed frame 2 (COMMAND): a field goes beyond its end
          00000008 02 0001 00000002 6100         | malformed frame 2 (COMMAND): a field goes beyond its end
          00000004 02 0000 11                    | malformed frame 2 (COMMAND): 17 descriptors are over the limit of 16
          00000005 02 0000 00 00                 | malformed frame 2 (COMMAND): 1 bytes too long
          00000009 02 0001 00000001 80 00        | malformed frame 2 (COMMAND): a string is not UTF-8
          00000002 04 00                         | malformed frame 4 (END_OF_INPUT): 1 bytes too long
          00000002 05 00                         | malformed frame 5 (INTERRUPT): 1 bytes too long
          00000002 07 00                         | malformed frame 7 (ABANDON): 1 bytes too long
          00000001 06                            | malformed frame 6 (FILE): a field goes beyond its end
          00000002 06 02                         | malformed frame 6 (FILE): outcome 2 is not 0 or 1
          00000003 06 01 00                      | malformed frame 6 (FILE): 1 bytes too long
          00000002 06 00                         | malformed frame 6 (FILE): a field goes beyond its end
          """)
  void readFromClient_malformed_namesFrameAndRule(String bytes, String message) {
    FrameReader reader = new FrameReader(new ByteArrayInputStream(hex(bytes)));
    assertThatThrownBy(reader::readFromClient)
        .isInstanceOf(FrameException.class)
        .hasMessage(message.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          00000001 01              | frame type 1 (HELLO) does not come from the daemon
          00000001 0f              | frame type 15 is unknown
          00000001 18              | frame type 24 is unknown
          00000002 10 00           | malformed frame 16 (WELCOME): a field goes beyond its end
          00000008 10 0001 00000000 00 | malformed frame 16 (WELCOME): 1 bytes too long
          00000002 13 00           | malformed frame 19 (READY): a field goes beyond its end
          00000006 13 00000000 00  | malformed frame 19 (READY): 1 bytes too long
          00000005 17 0001 0000    | malformed frame 23 (WORDS): a field goes beyond its end
          00000009 17 0001 00000000 0001 | malformed frame 23 (WORDS): a field goes beyond its end
          0000000f 17 0002 00000000 0000 00000000 0000 | malformed frame 23 (WORDS): a place comes twice
          00000001 14              | malformed frame 20 (EXIT): a field goes beyond its end
          00000003 14 00 00        | malformed frame 20 (EXIT): 1 bytes too long
          00000005 15 00000000     | malformed frame 21 (OPEN): a field goes beyond its end
          00000006 15 00000000 02  | malformed frame 21 (OPEN): open mode 2 is unknown
          00000003 16 0000         | malformed frame 22 (REFUSED): a field goes beyond its end
          00000006 16 00000002 c3  | malformed frame 22 (REFUSED): a field goes beyond its end
          00000006 16 00000001 c3  | malformed frame 22 (REFUSED): a string is not UTF-8
          """)
  void readFromDaemon_malformed_namesFrameAndRule(String bytes, String message) {
    FrameReader reader = new FrameReader(new ByteArrayInputStream(hex(bytes)));
    assertThatThrownBy(reader::readFromDaemon)
        .isInstanceOf(FrameException.class)
        .hasMessage(message.strip());
  }

  @Test
  void readFromClient_helloOfALaterVersion_givesTheVersionOnly() throws IOException {
    FrameReader reader = new FrameReader(new ByteArrayInputStream(hex("00000005 01 0002 beef")));
    assertThat(reader.readFromClient()).isEqualTo(new ClientFrame.Hello(2, "", Map.of()));
  }

  @Test
  void readFromDaemon_welcomeOfALaterVersion_givesTheVersionOnly() throws IOException {
    FrameReader reader = new FrameReader(new ByteArrayInputStream(hex("00000005 10 0002 beef")));
    assertThat(reader.readFromDaemon()).isEqualTo(new DaemonFrame.Welcome(2, ""));
  }

  static int[] arrivals() {
    return new int[] {0, 1, 65_535, 65_536, 200_000};
  }

  /** The array that a read is offered shows what the reader allocated before the bytes came. */
  @ParameterizedTest
  @MethodSource("arrivals")
  void readFromClient_hostileLength_allocatesAStepBeyondWhatArrived(int arriving) {
    int[] largest = {0};
    InputStream stream =
        new InputStream() {
          private final byte[] header = hex("00100000 03");
          private int given;

          @Override
          public int read() {
            throw new AssertionError("single byte");
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            largest[0] = Math.max(largest[0], target.length - given);
            if (given == header.length + arriving) {
              return -1;
            }
            if (given < header.length) {
              System.arraycopy(header, 0, target, offset, header.length);
              given = header.length;
              return header.length;
            }
            int part = Math.min(length, header.length + arriving - given);
            given += part;
            return part;
          }
        };
    assertThatThrownBy(() -> new FrameReader(stream).readFromClient())
        .isInstanceOf(EOFException.class);
    assertThat(largest[0]).isLessThanOrEqualTo(64 << 10);
  }

  @Test
  void read_randomBytes_givesFramesOrItsOwnErrors() {
    Random random = new Random(20261123);
    for (int round = 0; round < 20_000; round++) {
      byte[] body = new byte[random.nextInt(24)];
      random.nextBytes(body);
      byte[] wire = encode(new ClientFrame.Input(Payload.of(body)));
      wire[4] = (byte) random.nextInt(25);
      try {
        FrameReader reader = new FrameReader(new ByteArrayInputStream(wire));
        Frame frame = wire[4] < 16 ? reader.readFromClient() : reader.readFromDaemon();
        assertThat(frame).isNotNull();
      } catch (FrameException e) {
        assertThat(e.getMessage()).startsWith(wire[4] == 0 ? "frame" : "").isNotEmpty();
      } catch (IOException e) {
        throw new AssertionError("a whole frame was read", e);
      }
    }
  }
}
