package org.manualkey.print;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.manualkey.secret.SecretBuffer;

class TextSinkTest {
  @Test
  void textForMemoryOutsideTheHeapIsThereAtOnce() {
    try (SecretBuffer memory = new SecretBuffer(4)) {
      TextSink out = new TextSink(memory).text("key ");
      assertThat(memory.length()).isEqualTo(4);
      out.hexOctet(0xab).flush();
      assertThat(memory.length()).isEqualTo(6);
      out.discard();
      assertThat((char) memory.octet(5)).isEqualTo('b');
    }
  }

  @Property(tries = 300)
  void numbersAreThoseOfJava(@ForAll long value) {
    assertThat(PrintFixture.written(out -> out.signed(value))).isEqualTo(Long.toString(value));
    assertThat(PrintFixture.written(out -> out.unsigned(value)))
        .isEqualTo(Long.toUnsignedString(value));
    assertThat(PrintFixture.written(out -> out.unsigned((int) value)))
        .isEqualTo(Integer.toUnsignedString((int) value));
    assertThat(PrintFixture.written(out -> out.hex(value))).isEqualTo(Long.toHexString(value));
    assertThat(PrintFixture.written(out -> out.hex((int) value)))
        .isEqualTo(Integer.toHexString((int) value));
  }

  @Test
  void extremes() {
    assertThat(PrintFixture.written(out -> out.signed(Long.MIN_VALUE)))
        .isEqualTo("-9223372036854775808");
    assertThat(PrintFixture.written(out -> out.unsigned(-1L))).isEqualTo("18446744073709551615");
    assertThat(PrintFixture.written(out -> out.hex(0))).isEqualTo("0");
    assertThat(PrintFixture.written(out -> out.hexOctet(0x0a))).isEqualTo("0a");
  }

  @Test
  void namesOfOthersCannotSteerATerminal() {
    assertThat(PrintFixture.written(out -> out.foreign("evil\u001b[2J\r\n\u007fname")))
        .isEqualTo("evil?[2J???name");
    assertThat(PrintFixture.written(out -> out.foreign(ByteBuffer.wrap(new byte[] {'a', 0}))))
        .isEqualTo("a?");
    assertThat(PrintFixture.written(out -> out.foreign("grün"))).isEqualTo("grün");
  }

  /** Far more than the buffer holds arrives whole and in order. */
  @Test
  void drainsAsItFills() {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    TextSink out = new TextSink(octets);
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      out.unsigned(i).newline();
      expected.append(i).append('\n');
    }
    assertThat(octets.size()).isPositive();
    out.flush();
    assertThat(octets).hasToString(expected.toString());
  }

  /** The stream sees the buffer itself, so it can look at it afterwards. */
  @Test
  void wipesWhatHasDrained() {
    List<byte[]> seen = new ArrayList<>();
    TextSink out =
        new TextSink(
            new OutputStream() {
              @Override
              public void write(int octet) {
                throw new AssertionError("one octet at a time");
              }

              @Override
              public void write(byte[] buffer, int offset, int length) {
                seen.add(buffer);
              }
            });
    out.text("c167f766");
    out.flush();
    assertThat(seen).hasSize(1);
    assertThat(seen.getFirst()).containsOnly(0);
  }

  @Test
  void wipesEvenWhenTheStreamFails() {
    List<byte[]> seen = new ArrayList<>();
    TextSink out =
        new TextSink(
            new OutputStream() {
              @Override
              public void write(int octet) throws IOException {
                throw new IOException("gone");
              }

              @Override
              public void write(byte[] buffer, int offset, int length) throws IOException {
                seen.add(buffer);
                throw new IOException("gone");
              }
            });
    out.text("c167f766");
    assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(out::flush);
    assertThat(seen.getFirst()).containsOnly(0);
  }

  @Test
  void discardedTextIsNeverWritten() {
    assertThat(
            PrintFixture.written(out -> {
              out.text("secret");
              out.discard();
              out.text("rest");
            }))
        .isEqualTo("rest");
  }
}
