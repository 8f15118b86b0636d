package org.manualkey.language;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Compares eight octets at once with one after another. */
class HexDigitsTest {
  @Property
  void countsDigitsUpToTheFirstOctetThatIsNone(@ForAll @Size(8) byte[] octets) {
    int expected = 0;
    while (expected < 8 && HexFormat.isHexDigit(octets[expected] & 0xff)) {
      expected++;
    }
    assertThat(HexDigits.count(eight(octets))).isEqualTo(expected);
  }

  @Test
  void knowsEachOctetInEachPlace() {
    for (int place = 0; place < 8; place++) {
      for (int octet = 0; octet < 256; octet++) {
        byte[] octets = "0123fFaA".getBytes(ISO_8859_1);
        octets[place] = (byte) octet;
        int digits = HexFormat.isHexDigit(octet) ? 8 : place;
        assertThat(HexDigits.count(eight(octets)))
            .as("0x%x in place %d", octet, place)
            .isEqualTo(digits);

        int words = OctetKind.kind((byte) octet) == OctetKind.WORD && octet < 0x80 ? 8 : place;
        assertThat(OctetKind.words(eight(octets)))
            .as("0x%x in place %d", octet, place)
            .isEqualTo(words);
      }
    }
  }

  @Property
  void wordsEndWhereTheirOctetsDo(@ForAll @Size(8) byte[] octets) {
    int expected = 0;
    while (expected < 8
        && octets[expected] >= 0
        && OctetKind.kind(octets[expected]) == OctetKind.WORD) {
      expected++;
    }
    assertThat(OctetKind.words(eight(octets))).isEqualTo(expected);
  }

  @Property
  void readsTheNumberThatTheDigitsAre(@ForAll int number, @ForAll boolean upper) {
    HexFormat format = upper ? HexFormat.of().withUpperCase() : HexFormat.of();
    byte[] digits = format.toHexDigits(number).getBytes(ISO_8859_1);
    assertThat(HexDigits.value(eight(digits))).isEqualTo(number & 0xffff_ffffL);
  }

  private static long eight(byte[] octets) {
    return ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }
}
