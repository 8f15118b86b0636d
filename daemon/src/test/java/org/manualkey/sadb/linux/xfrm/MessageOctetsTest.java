package org.manualkey.sadb.linux.xfrm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.manualkey.netlink.AttributeType;

/** Whether the algorithms and keys of two messages are the same. */
final class MessageOctetsTest {
  private static final int NAME = 64;
  private static final String KEY = "0123456789abcdef";

  /** A message that has a cipher and nothing else. */
  private static MessageOctets cipher(String name, int afterName, String key) {
    byte[] named = name.getBytes(StandardCharsets.ISO_8859_1);
    byte[] octets = key.getBytes(StandardCharsets.ISO_8859_1);
    int length = 4 + NAME + 4 + octets.length;
    ByteBuffer message = ByteBuffer.allocate((length + 3) & ~3).order(ByteOrder.nativeOrder());
    message.putShort((short) length).putShort((short) AttributeType.ALG_CRYPT).put(named);
    if (named.length < NAME) {
      message.put((byte) 0);
    }
    while (message.position() < 4 + NAME) {
      message.put((byte) afterName);
    }
    message.putInt(8 * octets.length).put(octets);
    return new MessageOctets() {
      @Override
      int int32(int at) {
        return message.getInt(at);
      }

      @Override
      int length() {
        return message.capacity();
      }
    };
  }

  @ParameterizedTest
  @CsvSource({
    "cbc(aes), cbc(aes)",
    "a, a",
    "abc, abc",
    "abcd, abcd",
    "'',''",
    "cbc(aes), cbc(des)",
    "cbc(aes), cbc(aes",
    "cbc(ae), cbc(aes)",
    "abcdefg, abcdefh",
    "a, b",
    "'', a"
  })
  void namesCountUpToTheirEnd(String one, String other) {
    for (int afterName : new int[] {0, 1, 'x', 0x80, 0xff}) {
      assertThat(cipher(one, 0, KEY).hasKeysOf(cipher(other, afterName, KEY), 0, 0))
          .isEqualTo(one.equals(other));
      assertThat(cipher(one, afterName, KEY).hasKeysOf(cipher(other, afterName, KEY), 0, 0))
          .isEqualTo(one.equals(other));
    }
  }

  @Test
  void namesThatFillTheirRoomAreComparedWhole() {
    String name = "n".repeat(NAME);
    assertThat(cipher(name, 0, KEY).hasKeysOf(cipher(name, 0, KEY), 0, 0)).isTrue();
    String other = "n".repeat(NAME - 1) + "m";
    assertThat(cipher(name, 0, KEY).hasKeysOf(cipher(other, 0, KEY), 0, 0)).isFalse();
  }

  @Test
  void parityOfDesKeysDoesNotCount() {
    assertThat(cipher("cbc(des)", 0, "abcdefgh").hasKeysOf(cipher("cbc(des)", 0, "`bcdefgh"), 0, 0))
        .isTrue();
    assertThat(cipher("cbc(aes)", 0, "abcdefgh").hasKeysOf(cipher("cbc(aes)", 0, "`bcdefgh"), 0, 0))
        .isFalse();
  }
}
