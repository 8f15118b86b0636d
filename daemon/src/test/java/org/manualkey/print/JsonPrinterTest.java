package org.manualkey.print;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.print.PrintFixture.DST;
import static org.manualkey.print.PrintFixture.NUMERIC;
import static org.manualkey.print.PrintFixture.PARANOID;
import static org.manualkey.print.PrintFixture.SRC;
import static org.manualkey.print.PrintFixture.dumped;
import static org.manualkey.print.PrintFixture.key;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.manualkey.docs.PublishedSchema;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.ArbitraryMessages;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Octets;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.UnknownExtension;

class JsonPrinterTest {
  private static final Sa MATURE = new Sa(0x2112, 32, 1, 3, 12, 0x8000);
  private static final Key KEY = key(Key.Kind.ENCRYPT, 128, 0, "00112233445566778899aabbccddeeff");

  @Example
  void anSaIsOneLine() {
    assertThat(json(NUMERIC, true, printer -> printer.dumped(dumped(MATURE, SRC, DST, KEY))))
        .isEqualTo(
            "{\"schema_version\":2,\"record\":\"sa\",\"sa_type\":\"esp\",\"spi\":8466,"
                + "\"spi_hex\":\"0x2112\",\"state\":\"mature\",\"replay\":32,"
                + "\"auth_alg\":\"hmac-sha1\",\"encr_alg\":\"aes-cbc\",\"flags\":[\"outbound\"],"
                + "\"src\":\"192.0.2.1\",\"dst\":\"192.0.2.2\",\"encrkey_bits\":128,"
                + "\"encrkey\":\"00112233445566778899aabbccddeeff\"}\n");
  }

  @Example
  void keysAreThereOnlyWhenAskedForAndNotParanoid() {
    Message sa = dumped(MATURE, KEY);
    assertThat(json(NUMERIC, false, printer -> printer.print(sa)))
        .contains("\"encrkey_bits\":128")
        .doesNotContain("0011", "\"encrkey\"");
    assertThat(json(PARANOID, true, printer -> printer.print(sa)))
        .contains("\"encrkey_bits\":128")
        .doesNotContain("0011", "\"encrkey\"");
  }

  @Example
  void saltIsCountedApartAndItsDigitsFollowTheKey() {
    Key gcm = key(Key.Kind.ENCRYPT, 128, 32, "00112233445566778899aabbccddeeff01020304");
    JsonNode sa = record(printer -> printer.print(dumped(MATURE, gcm)));
    assertThat(sa.get("encrkey_bits").asInt()).isEqualTo(128);
    assertThat(sa.get("encrkey_salt_bits").asInt()).isEqualTo(32);
    assertThat(sa.get("encrkey").asText()).isEqualTo("00112233445566778899aabbccddeeff01020304");
  }

  @Example
  void numbersThatReadersRoundAreStrings() {
    JsonNode sa =
        record(printer ->
            printer.print(
                dumped(
                    MATURE, new Lifetime(Lifetime.Kind.HARD, -1, -1, 1L << 53, (1L << 53) + 1))));
    assertThat(sa.get("hard_alloc").asLong()).isEqualTo(4294967295L);
    assertThat(sa.get("hard_bytes").isTextual()).isTrue();
    assertThat(sa.get("hard_bytes").asText()).isEqualTo("18446744073709551615");
    assertThat(sa.get("hard_addtime").isTextual()).isFalse();
    assertThat(sa.get("hard_usetime").asText()).isEqualTo("9007199254740993");
    assertThat(sa.get("hard_usetime").isTextual()).isTrue();
  }

  @Example
  void timesAreSecondsAndText() {
    JsonNode sa =
        record(printer ->
            printer.print(
                dumped(MATURE, new Lifetime(Lifetime.Kind.CURRENT, 1, 2, 1_700_000_000, -1))));
    assertThat(sa.get("current_addtime").asLong()).isEqualTo(1_700_000_000);
    assertThat(sa.get("current_addtime_text").asText()).isEqualTo("2023-11-14T22:13:20Z");
    assertThat(sa.get("current_usetime").asText()).isEqualTo("18446744073709551615");
    assertThat(sa.has("current_usetime_text")).isFalse();
  }

  @Example
  void innerAddressesHaveTheirPrefix() {
    Address any = new Address(Address.Kind.INNER_SRC, 6, 0, new SocketAddress.Inet(0, 0));
    Address host = new Address(Address.Kind.INNER_DST, 6, 32, new SocketAddress.Inet(80, 1));
    JsonNode sa = record(printer -> printer.print(dumped(MATURE, any, host)));
    assertThat(sa.get("isrc").asText()).isEqualTo("0.0.0.0/0");
    assertThat(sa.get("idst").asText()).isEqualTo("0.0.0.1/32");
    assertThat(sa.get("idport").asInt()).isEqualTo(80);
    assertThat(sa.has("isport")).isFalse();
    assertThat(sa.get("iproto").asInt()).isEqualTo(6);
  }

  @Example
  void namesAreThereUnlessTheyAreNotWanted() {
    Address source = new Address(Address.Kind.SRC, 6, 0, SRC.socketAddress());
    assertThat(json(PrintOptions.PLAIN, false, printer -> printer.print(dumped(MATURE, source))))
        .contains("\"src\":\"192.0.2.1\",\"src_name\":\"me.example.com\"")
        .contains("\"proto\":6,\"proto_name\":\"tcp\"");
    assertThat(json(NUMERIC, false, printer -> printer.print(dumped(MATURE, source))))
        .doesNotContain("_name");
  }

  @Example
  void anIdentityIsTextWhereItIsText() {
    JsonNode text =
        record(printer -> printer.print(dumped(MATURE, identity(2, "gr\u00fc\u001b\u007f\"n"))));
    assertThat(text.get("srcidtype").asText()).isEqualTo("fqdn");
    assertThat(text.get("srcid").asText()).isEqualTo("gr\u00fc\u001b\u007f\"n");
    assertThat(text.has("srcid_hex")).isFalse();

    Identity octets = Identity.of(Identity.Kind.DST, 300, new byte[] {(byte) 0xff, 1});
    JsonNode other = record(printer -> printer.print(dumped(MATURE, octets)));
    assertThat(other.get("dstidtype").asText()).isEqualTo("300");
    assertThat(other.has("dstid")).isFalse();
    assertThat(other.get("dstid_hex").asText()).isEqualTo("ff01");
  }

  @Example
  void flagsHaveNamesWhereTheyAreKnown() {
    Sa sa = MATURE.withFlags(0x8001_4004);
    JsonNode flags = record(printer -> printer.print(dumped(sa))).get("flags");
    assertThat(flags).hasToString("[\"used\",\"paired\",\"inbound\",\"0x4\"]");
  }

  /** An unknown extension may be a key. */
  @Example
  void unknownExtensionsAreCountedOnly() {
    UnknownExtension unknown = new UnknownExtension(99, Octets.of(new byte[12]));
    assertThat(json(NUMERIC, true, printer -> printer.print(dumped(MATURE, unknown))))
        .endsWith(",\"other_extensions\":[{\"type\":99,\"octets\":16}]}\n");
  }

  @Example
  void aSecondExtensionOfATypeIsCountedOnly() {
    assertThat(json(NUMERIC, true, printer -> printer.print(dumped(MATURE, SRC, SRC))))
        .endsWith(",\"src\":\"192.0.2.1\",\"other_extensions\":[{\"type\":5,\"octets\":24}]}\n");
  }

  @Example
  void aRefusalHasErrnoAndDiagnostic() {
    Header answer = new Header(2, MessageType.GET.code(), 3, SaType.ESP, 78, 0, 0);
    JsonNode error = record(printer -> printer.refused(answer, 0x2112, "192.0.2.2", "no \"SA\""));
    assertThat(error.get("record").asText()).isEqualTo("error");
    assertThat(error.get("text").asText()).isEqualTo("no \"SA\"");
    assertThat(error.get("message").asText()).isEqualTo("get");
    assertThat(error.get("errno").asInt()).isEqualTo(3);
    assertThat(error.get("errno_name").asText()).isEqualTo("ESRCH");
    assertThat(error.get("diagnostic").asInt()).isEqualTo(78);
    assertThat(error.get("diagnostic_name").asText()).isEqualTo("SA_NOTFOUND");
  }

  @Example
  void lossesAndFailuresAreRecords() {
    assertThat(record(printer -> printer.lost(7)).get("messages").asInt()).isEqualTo(7);
    assertThat(record(printer -> printer.failed("lost")).get("text").asText()).isEqualTo("lost");
  }

  @Property(tries = 1000)
  void everyMessageIsAnEventOfTheSchema(
      @ForAll("messages") Message message, @ForAll boolean numeric, @ForAll boolean withKeys) {
    PrintOptions options = numeric ? NUMERIC : PrintOptions.PLAIN;
    String line = json(options, withKeys, printer -> printer.monitored(message));
    assertThat(PublishedSchema.check(line)).hasSize(1);
  }

  @Provide
  Arbitrary<Message> messages() {
    return ArbitraryMessages.messages();
  }

  private static Extension identity(int type, String value) {
    return Identity.of(Identity.Kind.SRC, type, value.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode record(Consumer<JsonPrinter> use) {
    return PublishedSchema.check(json(NUMERIC, true, use)).getFirst();
  }

  private static String json(PrintOptions options, boolean withKeys, Consumer<JsonPrinter> use) {
    return PrintFixture.written(
        out -> use.accept(new JsonPrinter(PrintFixture.context(), options, withKeys, out)));
  }
}
