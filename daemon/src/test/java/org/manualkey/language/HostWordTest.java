package org.manualkey.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.pfkey.SocketAddress;

final class HostWordTest {
  private static Tokens word(String word) {
    return Tokens.ofArguments(List.of(word));
  }

  private static SocketAddress.Inet6 literal(String word, boolean numeric) {
    Host host = new HostWord(numeric).read(word(word), 0, false);
    assertThat(host).as(word).isInstanceOf(Host.Literal.class);
    return ((Host.Literal) host).address();
  }

  private static ProblemCode problem(String word, boolean numeric, boolean inet6Only) {
    HostWord host = new HostWord(numeric);
    assertThat(host.read(word(word), 0, inet6Only)).as(word).isNull();
    return host.problem();
  }

  private static int prefix(String word) {
    HostWord host = new HostWord(false);
    Host read = host.readWithPrefix(word(word), 0, false);
    if (read == null) {
      assertThat(host.problem()).isEqualTo(ProblemCode.BAD_PREFIX);
      return -2;
    }
    return read.prefixLength();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1,c0000201",
    "0.0.0.0,0",
    "255.255.255.255,ffffffff",
    "10.2,0a000002",
    "10.1.2,0a010002",
    "1,1",
    "0xc0000201,c0000201",
    "010.0.0.1,08000001",
    "0x7f.1,7f000001"
  })
  void withNamesIpv4IsReadAsInetAddrDoes(String word, String address) {
    assertThat(literal(word, false))
        .isEqualTo(SocketAddress.Inet6.mapped(Integer.parseUnsignedInt(address, 16)));
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.1,c0000201", "010.000.0.001,0a000001", "127.0.0.1,7f000001"})
  void withoutNamesOnlyDottedQuadsAreIpv4(String word, String address) {
    assertThat(literal(word, true))
        .isEqualTo(SocketAddress.Inet6.mapped(Integer.parseUnsignedInt(address, 16)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.2",
        "1",
        "0xc0000201",
        "localhost",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "1..2.3",
        ".1.2.3",
        "1.2.3.",
        "1.2.3.4 ",
        "",
        ":",
        ":::",
        "1::2::3",
        "fe80::1%lo",
        "::g",
        "1.2.3.4:"
      })
  void withoutNamesEverythingElseIsNoAddress(String word) {
    assertThat(problem(word, true, false)).isEqualTo(ProblemCode.BAD_ADDRESS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.2.3.4.5",
        "256.1.1.1",
        "1..2",
        "fe80::1%lo",
        "::1/64",
        "1.2.3.4/8",
        "1::2::3",
        "[::1]"
      })
  void withNamesWhatLooksLikeAnAddressIsNoName(String word) {
    assertThat(problem(word, false, false)).isEqualTo(ProblemCode.BAD_ADDRESS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"::1", "2001:db8::1", "::", "fe80::1", "FE80::A", "::ffff:192.0.2.1"})
  void ipv6IsReadEitherWay(String word) {
    assertThat(literal(word, true)).isEqualTo(literal(word, false));
  }

  @Test
  void mappedAddressInIpv6NotationIsIpv4() {
    assertThat(literal("::ffff:192.0.2.1", false))
        .isEqualTo(SocketAddress.Inet6.mapped(0xc0000201));
  }

  @Test
  void inet6WordsRefuseIpv4LiteralsWhereNamesAreTaken() {
    assertThat(problem("192.0.2.1", false, true)).isEqualTo(ProblemCode.BAD_ADDRESS);
    assertThat(problem("10.2", false, true)).isEqualTo(ProblemCode.BAD_ADDRESS);
    assertThat(new HostWord(false).read(word("::1"), 0, true)).isInstanceOf(Host.Literal.class);
    assertThat(((Host.Name) new HostWord(false).read(word("host"), 0, true)).inet6Only()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host",
        "host.example.com",
        "h-1",
        "xn--bcher-kva.example",
        "bücher.example",
        "世界"
      })
  void namesAreKeptAsTyped(String word) {
    Host host = new HostWord(false).read(word(word), 0, false);
    assertThat(host).isInstanceOf(Host.Name.class);
    assertThat(((Host.Name) host).name()).isEqualTo(word);
  }

  @Test
  void nameInUtf8MayHaveAPrefix() {
    Host host = new HostWord(false).readWithPrefix(word("bücher/24"), 0, false);
    assertThat(host).isEqualTo(new Host.Name("bücher", false, 24, 1, 1, 7, false));
  }

  @Test
  void nameOfMoreThan255CharactersIsNone() {
    assertThat(problem("a".repeat(256), false, false)).isEqualTo(ProblemCode.BAD_ADDRESS);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,8",
    "10.0.0.0/0,0",
    "10.0.0.0/032,32",
    "10.0.0.0,-1",
    "::/128,128",
    "net/24,24",
    "10.0.0.0/129,-2",
    "10.0.0.0/,-2",
    "10.0.0.0/x,-2",
    "10.0.0.0/-1,-2",
    "10.0.0.0/8/8,-2",
    "10.0.0.0/99999999999999999999,-2"
  })
  void prefixesAreDecimalAndAtMost128(String word, int prefix) {
    assertThat(prefix(word)).isEqualTo(prefix);
  }

  @Test
  void prefixOfIpv4UpTo32CountsItsOwnBits() {
    SocketAddress.Inet6 inet = SocketAddress.Inet6.mapped(1);
    SocketAddress.Inet6 inet6 = SocketAddress.Inet6.of(1, 1);
    assertThat(Host.fitPrefix(inet, 0)).isEqualTo(96);
    assertThat(Host.fitPrefix(inet, 32)).isEqualTo(128);
    assertThat(Host.fitPrefix(inet, 33)).isEqualTo(33);
    assertThat(Host.fitPrefix(inet, Host.NO_PREFIX)).isEqualTo(128);
    assertThat(Host.fitPrefix(inet6, 24)).isEqualTo(24);
    assertThat(Host.fitPrefix(inet6, Host.NO_PREFIX)).isEqualTo(128);
  }

  @Test
  void problemOfOneWordIsForgottenWithTheNext() {
    HostWord host = new HostWord(false);
    assertThat(host.readWithPrefix(word("10.0.0.0/x"), 0, false)).isNull();
    assertThat(host.readWithPrefix(word("10.0.0.0/8"), 0, false)).isNotNull();
    assertThat(host.problem()).isNull();
  }

  @Test
  void problemAboutANameShowsNoControlCharacters() {
    Host.Name name = new Host.Name("ev\nil\u001b[31m", false, Host.NO_PREFIX, 1, 1, 12, false);
    assertThat(name.problem(ProblemCode.UNKNOWN_HOST, "").message()).doesNotContain("\n", "\u001b");
  }

  @Test
  void problemAboutANameCountsTheOctetsOfTheText() {
    byte[] text = "get esp spi 256 dst h?stx".getBytes(StandardCharsets.ISO_8859_1);
    text[21] = (byte) 0xf6; // no UTF-8
    Command.OneSa command = (Command.OneSa) Texts.file(text).getFirst().command();
    Host.Name name = (Host.Name) command.destination().host();
    assertThat(name.problem(ProblemCode.UNKNOWN_HOST, "").length()).isEqualTo(5);
  }
}
