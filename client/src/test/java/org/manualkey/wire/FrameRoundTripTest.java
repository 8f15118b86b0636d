package org.manualkey.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.manualkey.wire.FrameSamples.encode;
import static org.manualkey.wire.FrameSamples.hex;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FrameRoundTripTest {
  static List<ClientFrame> client() {
    return FrameSamples.client();
  }

  static List<DaemonFrame> daemon() {
    return FrameSamples.daemon();
  }

  @ParameterizedTest
  @MethodSource("client")
  void read_writtenClientFrame_isEqualAndEndsCleanly(ClientFrame frame) throws IOException {
    FrameReader reader = new FrameReader(new ByteArrayInputStream(encode(frame)));
    assertThat(reader.readFromClient()).isEqualTo(frame);
    assertThat(reader.readFromClient()).isNull();
  }

  @ParameterizedTest
  @MethodSource("daemon")
  void read_writtenDaemonFrame_isEqualAndEndsCleanly(DaemonFrame frame) throws IOException {
    FrameReader reader = new FrameReader(new ByteArrayInputStream(encode(frame)));
    assertThat(reader.readFromDaemon()).isEqualTo(frame);
    assertThat(reader.readFromDaemon()).isNull();
  }

  @Test
  void read_severalFramesInOneWriteByteByByte_keepsTheirOrder() throws IOException {
    Frame[] all = client().toArray(new Frame[0]);
    FrameReader reader = new FrameReader(oneByteAtATime(encode(all)));
    List<Frame> read = new ArrayList<>();
    for (ClientFrame frame = reader.readFromClient();
        frame != null;
        frame = reader.readFromClient()) {
      read.add(frame);
    }
    assertThat(read).containsExactly(all);
  }

  @ParameterizedTest
  @MethodSource("client")
  void read_clientFrameCutAnywhere_isNotACleanEnd(ClientFrame frame) {
    byte[] whole = encode(frame);
    for (int cut = 1; cut < whole.length; cut++) {
      FrameReader reader = new FrameReader(new ByteArrayInputStream(whole, 0, cut));
      assertThatExceptionOfType(EOFException.class).isThrownBy(reader::readFromClient);
    }
  }

  @ParameterizedTest
  @MethodSource("daemon")
  void read_daemonFrameCutAnywhere_isNotACleanEnd(DaemonFrame frame) {
    byte[] whole = encode(frame);
    for (int cut = 1; cut < whole.length; cut += cut < 300 ? 1 : 9_973) {
      FrameReader reader = new FrameReader(new ByteArrayInputStream(whole, 0, cut));
      assertThatExceptionOfType(EOFException.class).isThrownBy(reader::readFromDaemon);
    }
  }

  @Test
  void write_helloAndCommand_hasTheDocumentedBytes() {
    byte[] bytes =
        encode(
            new ClientFrame.Hello(1, "adm", Map.of("TZ", "UTC")),
            new ClientFrame.Command(List.of("-f", "k"), 1));
    assertThat(bytes)
        .isEqualTo(
            hex(
                // length, HELLO, version, program, one entry
                "00000018 01 0001 00000003 61646d 01 00000002 545a 00000003 555443"
                    // length, COMMAND, two words, one descriptor
                    + "0000000f 02 0002 00000002 2d66 00000001 6b 01"));
  }

  @Test
  void write_oneFrame_isOneCallOfTheStream() throws IOException {
    List<Integer> calls = new ArrayList<>();
    OutputStream counting =
        new OutputStream() {
          @Override
          public void write(int value) {
            throw new AssertionError("single byte");
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            calls.add(length);
          }
        };
    new FrameWriter(counting).write(new DaemonFrame.Out(Payload.of(new byte[200_000])));
    assertThat(calls).containsExactly(200_005);
  }

  @Test
  void out_longSlice_isSplitAndComplete() throws IOException {
    byte[] bytes = new byte[3 * FrameWriter.CHUNK];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ((i * 31) >> 3);
    }
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    new FrameWriter(wire).out(bytes, 7, 2 * FrameWriter.CHUNK + 1);
    FrameReader reader = new FrameReader(new ByteArrayInputStream(wire.toByteArray()));
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    int frames = 0;
    while (reader.readFromDaemon() instanceof DaemonFrame.Out out) {
      out.bytes().writeTo(read);
      frames++;
    }
    assertThat(frames).isEqualTo(3);
    assertThat(read.toByteArray())
        .isEqualTo(Payload.of(bytes, 7, 2 * FrameWriter.CHUNK + 1).toByteArray());
  }

  @Test
  void write_moreThanTheLimit_isRefusedAndWritesNothing() {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    FrameWriter writer = new FrameWriter(wire);
    assertThatThrownBy(
            () -> writer.write(new DaemonFrame.Out(Payload.of(new byte[Frame.MAX_LENGTH]))))
        .isInstanceOf(FrameException.class)
        .hasMessage("frame of 1048577 bytes exceeds the limit of 1048576");
    assertThatThrownBy(() -> writer.write(new DaemonFrame.Exit(256)))
        .hasMessage("exit status 256 is not in 0..255");
    assertThatThrownBy(() -> writer.write(new ClientFrame.Command(List.of(), 17)))
        .hasMessage("number of descriptors 17 is not in 0..16");
    assertThat(wire.size()).isZero();
  }

  @Test
  void toString_framesWithSecrets_showLengthsOnly() {
    for (Frame frame : FrameSamples.client()) {
      assertThat(frame.toString()).doesNotContain(FrameSamples.SECRET);
    }
    for (Frame frame : FrameSamples.daemon()) {
      assertThat(frame.toString()).doesNotContain(FrameSamples.SECRET);
    }
    assertThat(new DaemonFrame.Out(FrameSamples.secret())).hasToString("Out[bytes=16 bytes]");
    assertThat(new ClientFrame.Command(List.of(FrameSamples.SECRET), 1))
        .hasToString("Command[1 words, 1 descriptors]");
  }

  @Test
  void wipe_sliceOfAnArray_clearsOnlyTheSlice() {
    byte[] array = "abcdef".getBytes(StandardCharsets.US_ASCII);
    Payload.of(array, 2, 2).wipe();
    assertThat(array).containsExactly('a', 'b', 0, 0, 'e', 'f');
  }

  private static InputStream oneByteAtATime(byte[] bytes) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] target, int offset, int length) {
        return super.read(target, offset, Math.min(1, length));
      }
    };
  }
}
