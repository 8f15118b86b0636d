package org.manualkey.sa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SaIdTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "esp spi 0x1 dst 192.0.2.2",
        "ah spi 0xffffffff dst 0.0.0.0",
        "9 spi 0x100 dst 192.0.2.2",
        "esp spi 0x1 dst 2001:db8::2",
        "esp spi 0x1 dst 192.0.2.2 mark 0x7/0xff",
        "esp spi 0x1 dst 192.0.2.2 mark 0x0/0xffffffff"
      })
  void nameIsReadAsItIsWritten(String name) {
    assertThat(SaId.parse(name)).hasToString(name);
  }

  @Test
  void addressThatIsNotShortenedIsReadToo() {
    assertThat(SaId.parse("esp spi 0x1 dst 2001:db8:0:0:0:0:0:2"))
        .isEqualTo(SaId.parse("esp spi 0x1 dst 2001:db8::2"));
  }

  /** None of these may ask the name service, which could take seconds for each. */
  @ParameterizedTest
  @Timeout(2)
  @ValueSource(
      strings = {
        "",
        "esp spi 0x1 dst 1902.2.2",
        "esp spi 0x1 dst 192.0.2",
        "esp spi 0x1 dst 3221225986",
        "esp spi 0x1 dst 192.0.2.002",
        "esp spi 0x1 dst 256.1.1.1",
        "esp spi 0x1 dst cafe",
        "esp spi 0x1 dst peer.example",
        "esp spi 0x1 dst localhost",
        "esp spi 0x1 dst [2001:db8::1]",
        "esp spi 0x1 dst fe80::1%lo",
        "esp spi 0x1 dst ::ffff:192.0.2.2",
        "esp spi 0x1 dst ",
        "esp spi 0x01 dst 192.0.2.2",
        "esp spi 0X1 dst 192.0.2.2",
        "esp spi 1 dst 192.0.2.2",
        "esp spi 0x100000000 dst 192.0.2.2",
        "ESP spi 0x1 dst 192.0.2.2",
        "3 spi 0x1 dst 192.0.2.2",
        "esp spi 0x1 dst 192.0.2.2 ",
        "esp spi 0x1 dst 192.0.2.2 mark",
        "esp spi 0x1 dst 192.0.2.2 mark 7/0xff",
        "esp spi 0x1 dst 192.0.2.2 mark 0x7",
        "esp spi 0x1 dst 192.0.2.2 mark 0x7/0xFF",
        "esp spi 0x1 dst 192.0.2.2 mark 0x0/0x0",
        "esp  spi 0x1 dst 192.0.2.2"
      })
  void whatIsWrittenInAnotherWayIsNoName(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> SaId.parse(text));
  }
}
