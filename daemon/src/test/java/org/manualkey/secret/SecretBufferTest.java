package org.manualkey.secret;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SecretBufferTest {
  @Test
  void growsAndKeepsWhatItHas() {
    try (SecretBuffer buffer = new SecretBuffer(1)) {
      for (int i = 0; i < 100_000; i++) {
        buffer.write(i);
      }
      assertThat(buffer.length()).isEqualTo(100_000);
      for (int i = 0; i < buffer.length(); i++) {
        assertThat(buffer.octet(i)).isEqualTo((byte) i);
      }
    }
  }

  @Test
  void roomIsPartOfTheTextOnceItIsFilled() {
    SecretBuffer buffer = new SecretBuffer(2);
    buffer.write("a".getBytes(US_ASCII), 0, 1);
    ByteBuffer room = buffer.room(10);
    room.put((byte) 'b').put((byte) 'c');
    buffer.filled(2);

    try (SecretText text = buffer.text("keys")) {
      assertThat(text.string(0, text.length())).isEqualTo("abc");
      assertThat(text).hasToString("SecretText[keys, 3 octets]");
    }
  }

  @Test
  void endOfTheTextIsThatOfItsMemory() {
    SecretText text = SecretText.taking("keys", "secret".getBytes(US_ASCII));
    text.close();
    text.close();

    assertThatIllegalStateException().isThrownBy(() -> text.octet(0));
  }

  @Test
  void textTakesItsArray() {
    byte[] octets = "secret".getBytes(US_ASCII);
    try (SecretText text = SecretText.taking("keys", octets)) {
      assertThat(octets).containsOnly(0);
      assertThat(text.string(0, 6)).isEqualTo("secret");
    }
  }

  @Test
  void endOfAPartOverwritesItAndLeavesTheRest() {
    try (SecretBuffer buffer = new SecretBuffer(16)) {
      buffer.write("one two".getBytes(US_ASCII), 0, 7);
      buffer.part("first", 0, 4).close();

      assertThat(buffer.octet(2)).isZero();
      assertThat(buffer.octet(4)).isEqualTo((byte) 't');
    }
  }

  @Test
  void whatIsRemovedIsOverwritten() {
    try (SecretBuffer buffer = new SecretBuffer(16)) {
      buffer.write("one two".getBytes(US_ASCII), 0, 7);
      buffer.remove(4);

      assertThat(buffer.length()).isEqualTo(3);
      assertThat(buffer.octet(0)).isEqualTo((byte) 't');
      ByteBuffer behind = buffer.room(8);
      for (int i = 0; i < 8; i++) {
        assertThat(behind.get(i)).isZero();
      }
      buffer.clear();
      assertThat(buffer.length()).isZero();
      assertThat(buffer.room(1).get(0)).isZero();
    }
  }
}
