package org.manualkey.print;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistinguishedNameTest {
  /** Written by the JDK, whose text has the other order. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CN=Joe Bloggs, O=example, C=UK | C=UK, O=example, CN=Joe Bloggs",
        "CN=a, DC=example, DC=com | DC=com, DC=example, CN=a",
        "CN=a+OU=b, C=US | C=US, CN=a + OU=b",
        "CN=\\ a\\,b\\+c\\\"d\\\\e\\<f\\>g\\;h | CN=\\ a\\,b\\+c\\\"d\\\\e\\<f\\>g\\;h",
        "CN=\\#a#b | CN=\\#a#b",
        "CN=gr\u00fcn | CN=gr\\C3\\BCn",
        "EMAILADDRESS=a@b.example | emailAddress=a@b.example",
        "1.2.3.4=#04020102 | 1.2.3.4=#04020102",
      })
  void names(String jdk, String text) {
    byte[] der =
        new X500Principal(jdk, Map.of("EMAILADDRESS", "1.2.840.113549.1.9.1")).getEncoded();
    assertThat(DistinguishedName.text(ByteBuffer.wrap(der))).isEqualTo(text);
  }

  @Test
  void fillerIsIgnored() {
    byte[] der = new X500Principal("C=US").getEncoded();
    assertThat(DistinguishedName.text(ByteBuffer.wrap(Arrays.copyOf(der, 32)))).isEqualTo("C=US");
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "76616c75652d3400",
    "30",
    "3005",
    "3080",
    "308400000000",
    "30020500",
    "3004310230ff",
    "3009310730050603ffffff",
    "30053103300106",
  })
  void whatIsNoNameIsEmpty(String hex) {
    assertThat(DistinguishedName.text(ByteBuffer.wrap(HexFormat.of().parseHex(hex)))).isEmpty();
  }

  @Property
  void anyOctetsAreReadOrNot(@ForAll byte[] octets) {
    assertThat(DistinguishedName.text(ByteBuffer.wrap(octets)))
        .hasSizeLessThan(50 * octets.length + 1);
  }

  /** A damaged name gets further into the reader than noise does. */
  @Property
  void damagedNamesAreReadOrNot(@ForAll int where, @ForAll byte what) {
    byte[] der = new X500Principal("CN=Joe Bloggs, O=example, C=UK").getEncoded();
    der[Math.floorMod(where, der.length)] = what;
    assertThat(DistinguishedName.text(ByteBuffer.wrap(der))).doesNotContain("\n");
  }
}
