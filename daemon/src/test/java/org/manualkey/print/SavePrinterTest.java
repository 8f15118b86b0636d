package org.manualkey.print;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.print.PrintFixture.DST;
import static org.manualkey.print.PrintFixture.PARANOID;
import static org.manualkey.print.PrintFixture.SRC;
import static org.manualkey.print.PrintFixture.dumped;
import static org.manualkey.print.PrintFixture.key;
import static org.manualkey.print.PrintFixture.saved;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Octets;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.UnknownExtension;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.program.LoadedBack;
import org.manualkey.sa.Directions;
import org.manualkey.sadb.memory.RandomSas;

/** Where a saved SA differs from the original's, and what the recorded cases leave out. */
class SavePrinterTest {
  private static final Sa MATURE = new Sa(0x2112, 0, 1, 0, 12, 0);

  @Test
  void aRemarkPrecedesTheCommand() {
    assertThat(saved(PrintOptions.PLAIN, sa(new Sa(0x2112, 0, 2, 0, 12, 0))))
        .isEqualTo(
            """
            # begin assoc
            # WARNING: the SA was not mature (dying); it will be loaded as a new one.
            add esp  \\
                spi 0x2112 encr_alg aes-cbc replay 0  \\
                src 192.0.2.1 \\
                dst 192.0.2.2 \\
            \tencrkey 00112233445566778899aabbccddeeff/128 \\

            # end assoc

            """);
  }

  @Test
  void whatOnlyXfrmHasIsWrittenInItsWords() {
    XfrmSettings settings = new XfrmSettings(5, 7, 0xff, 3, true, 96, false, SaFlag.OUTBOUND.bit());
    Sa sa = new Sa(0x2112, 256, 1, 0, 12, SaFlag.OUTBOUND.bit());
    assertThat(saved(PrintOptions.PLAIN, sa(sa, settings)))
        .contains(
            "replay 256  outbound \\\n",
            "\n    reqid 5 mark 0x7/0xff if_id 3 esn trunc_bits 96 \\\n")
        .contains("\nadd ");
  }

  @ParameterizedTest
  @CsvSource({
    "me.example.com, fqdn me.example.com",
    "two words,      fqdn \"two words\"",
    "back\\,         fqdn back\\",
    "\\,             fqdn \"\\\"",
    "#hash,          fqdn #hash",
    "a\"b c\"d,       fqdn a\"b c\"d",
  })
  void identitiesAreQuotedWhereNeeded(String value, String text) {
    assertThat(saved(PrintOptions.PLAIN, sa(MATURE, identity(2, value))))
        .contains("\tsrcidtype " + text + " \\\n");
  }

  @ParameterizedTest
  @CsvSource({
    "2, '\"ab',        fqdn, has quotes",
    "2, 'a b\"c',      fqdn, has quotes",
    "2, 'a\"b c',      fqdn, has quotes",
    "2, 'a\ufeffb',    fqdn, has U+FEFF",
    "2, 'a\nspi 1',    fqdn, has U+000A",
    "2, 'a\u001bb',    fqdn, has U+001B",
    "2, '',            fqdn, is empty",
    "4, 'CUS',    der_dn, has U+00",
    "5, '',            der_gn, is empty",
    "300, 'ab',   300, has U+00",
  })
  void anSaWithAnIdentityThatAKeyFileCannotHoldIsAComment(
      int type, String value, String word, String reason) {
    assertThat(saved(PrintOptions.PLAIN, sa(MATURE, identity(type, value))))
        .contains(
            "# WARNING: SPI 0x2112 not saved: the value of its srcidtype " + word + " " + reason,
            ".\n# add esp\n")
        .doesNotContain("\tsrcidtype")
        .doesNotContain("\nadd ");
  }

  /** Whoever looks at a saved file sees what is in it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\rb",
        "a\u000bb",
        "a\fb",
        "a\u0085b",
        "a\u009b2Jb",
        "a\u202eb",
        "a\u2066b",
        "a\u061cb"
      })
  void nothingThatSteersATerminalIsWritten(String value) {
    assertThat(saved(PrintOptions.PLAIN, sa(MATURE, identity(2, value))))
        .contains("not saved: the value of its srcidtype fqdn has ")
        .contains(", which no terminal shows as it is.\n")
        .doesNotContain(value);
  }

  @Test
  void aReplayValueOfZeroIsNothing() {
    assertThat(saved(PrintOptions.PLAIN, sa(MATURE, new ReplayValue(0, 0))))
        .isEqualTo(saved(PrintOptions.PLAIN, sa(MATURE)));
  }

  @Test
  void aReplayValueOf64BitsWarns() {
    assertThat(saved(PrintOptions.PLAIN, sa(MATURE, new ReplayValue(0, 1L << 32))))
        .contains("# WARNING: SPI 0x2112 not saved: its replay value has more than 32 bits.\n")
        .contains("\n# replay_value 4294967296\n");
  }

  @Test
  void whatHasNoWordIsARemark() {
    Sa sa = MATURE.withFlags(SaFlag.OUTBOUND.bit() | SaFlag.INBOUND.bit());
    assertThat(saved(PrintOptions.PLAIN, sa(sa, new Pair(0x5432))))
        .contains("# Not saved: inbound.\n# Not saved: outbound.\n# Not saved: pair-spi 0x5432.\n");
  }

  @Test
  void anSaWithoutAlgorithmIsACommentOnly() {
    String text = saved(PrintOptions.PLAIN, sa(new Sa(0x300, 0, 0, 0, 0, 0)));
    assertThat(text)
        .isEqualTo(
            """
            # begin assoc
            # WARNING: SPI 0x300 not saved: it has no algorithm yet.

            # end assoc

            """);
  }

  @Test
  void anAddressOfAnotherFamilyFailsTheSaveOfThatSaOnly() {
    Message message =
        dumped(
            MATURE,
            new Address(
                Address.Kind.SRC, 0, 0, new SocketAddress.Other(9, Octets.of(new byte[14]))),
            DST);
    PrintFixture.written(out -> {
      SavePrinter saver = PrintFixture.saver(PrintOptions.PLAIN, out);
      assertThat(saver.save(message)).isFalse();
      assertThat(saver.save(sa(MATURE))).isTrue();
    });
    assertThat(saved(PrintOptions.PLAIN, message))
        .contains("# WARNING: SPI 0x2112 not saved: an address is neither IPv4 nor IPv6.\n")
        .doesNotContain("add ");
  }

  @Test
  void innerAddressesKeepAPrefixOfZero() {
    Address any = new Address(Address.Kind.INNER_SRC, 0, 0, new SocketAddress.Inet(0, 0));
    Address host = new Address(Address.Kind.INNER_DST, 6, 32, new SocketAddress.Inet(80, 1));
    assertThat(saved(PrintOptions.PLAIN, sa(MATURE, any, host)))
        .contains("    isrc 0.0.0.0/0 \\\n    iproto 6 \\\n    idst 0.0.0.1 idport 80 \\\n");
  }

  /** Without the ends inside, the command would make a transport of it. */
  @Test
  void aTunnelThatShowsNoInnerEndsIsAComment() {
    assertThat(saved(PrintOptions.PLAIN, sa(MATURE.withFlags(SaFlag.TUNNEL.bit()))))
        .contains(
            "# WARNING: SPI 0x2112 not saved: a command brings other tunnel mode.\n# add esp\n")
        .doesNotContain("\nadd ");
  }

  @Test
  void whatACommandCannotSayMakesAComment() {
    Address source = new Address(Address.Kind.SRC, 6, 0, SRC.socketAddress());
    Address scoped =
        new Address(Address.Kind.SRC, 0, 0, new SocketAddress.Inet6(0, 0, 0xfe80L << 48, 1, 3, 0));
    Address local = new Address(Address.Kind.DST, 0, 0, SocketAddress.Inet6.of(0xfe80L << 48, 2));
    Key odd = key(Key.Kind.ENCRYPT, 127, 0, "00112233445566778899aabbccddeeff");
    Key even = key(Key.Kind.ENCRYPT, 128, 0, "00112233445566778899aabbccddeeff");
    assertThat(comment(MATURE, SRC, DST, odd)).contains("a command brings other keys");
    assertThat(comment(MATURE, source, DST, even)).contains("other addresses, ports or protocol");
    assertThat(comment(MATURE, scoped, local, even))
        .contains("the scope or the flow of an address");
    assertThat(comment(MATURE, SRC, DST, even, even)).contains("more than one extension of type 9");
    assertThat(comment(MATURE.withFlags(0x2004), SRC, DST, even)).contains("flags 0x2004");
    assertThat(comment(MATURE, SRC, DST, even, new UnknownExtension(99, Octets.of(new byte[4]))))
        .contains("extension of type 99");
    assertThat(comment(new Sa(0x2112, 0, 1, Sa.HIDDEN, 12, 0), SRC, DST, even))
        .contains("PF_KEY does not show which algorithm it uses");
  }

  /** What a database refuses it does not hold, but another program may have brought it there. */
  @Test
  void whatTheDatabaseWouldRefuseIsAComment() {
    Message message =
        sa(
            MATURE,
            new Lifetime(Lifetime.Kind.HARD, 0, 50, 0, 0),
            new Lifetime(Lifetime.Kind.SOFT, 0, 100, 0, 0));
    String text =
        PrintFixture.written(out ->
            new SavePrinter(
                    PrintFixture.context(),
                    PrintOptions.PLAIN,
                    Directions.UNKNOWN,
                    new LoadedBack(RandomSas.ALGORITHMS, RandomSas.open().judge()),
                    out)
                .save(message));
    assertThat(text)
        .contains("# WARNING: SPI 0x2112 not saved: the command is refused: invalid argument")
        .doesNotContain("\nadd ");
  }

  private static String comment(Extension... extensions) {
    String text = saved(PrintOptions.PLAIN, dumped(extensions));
    assertThat(text.lines()).allMatch(line -> line.isEmpty() || line.startsWith("#"));
    return text;
  }

  @Test
  void natTraversal() {
    Address local = new Address(Address.Kind.NATT_LOC, 17, 0, new SocketAddress.Inet(4500, 1));
    Sa sa = MATURE.withFlags(SaFlag.NATT_LOC.bit());
    assertThat(saved(PrintOptions.PLAIN, sa(sa, local)))
        .contains(" replay 0 encap udp \\\n")
        .contains("    nat_loc  0.0.0.1 nat_lport 4500 \\\n")
        .doesNotContain("WARNING");
  }

  @Test
  void lifetimesAreThoseGranted() {
    assertThat(
            saved(
                PrintOptions.PLAIN,
                sa(
                    MATURE,
                    new Lifetime(Lifetime.Kind.CURRENT, 1, 2, 3, 4),
                    new Lifetime(Lifetime.Kind.HARD, 1, -1, 0, 4),
                    new Lifetime(Lifetime.Kind.IDLE, 0, 0, 5, 0))))
        .contains("\thard_alloc 1 hard_bytes 18446744073709551615 hard_usetime 4  \\\n")
        .contains("\tidle_addtime 5  \\\n");
  }

  @Test
  void paranoidWarnsThatTheFileDoesNotLoad() {
    String text =
        PrintFixture.written(out -> {
          SavePrinter saver = PrintFixture.saver(PARANOID, out);
          saver.start();
          saver.save(sa(MATURE));
        });
    assertThat(text)
        .contains("# WARNING: the keys were left out (-p)")
        .contains("\tencrkey XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX/128 \\\n");
  }

  @Test
  void typesWithoutAWordAreNumbers() {
    Header header = Header.request(MessageType.DUMP, SaType.of(9), 1, 1);
    assertThat(saved(PrintOptions.PLAIN, sa(MATURE).with(header))).contains("\nadd 9  \\\n");
    Header unspecified = Header.request(MessageType.DUMP, SaType.UNSPEC, 1, 1);
    assertThat(saved(PrintOptions.PLAIN, sa(MATURE).with(unspecified)))
        .contains("missing SA type")
        .contains("\n# add all\n");
  }

  /** An SA between two hosts, with a key. */
  private static Message sa(Sa sa, Extension... more) {
    Extension[] all = new Extension[more.length + 4];
    all[0] = sa;
    all[1] = SRC;
    all[2] = DST;
    all[3] = key(Key.Kind.ENCRYPT, 128, 0, "00112233445566778899aabbccddeeff");
    System.arraycopy(more, 0, all, 4, more.length);
    return dumped(all);
  }

  private static Identity identity(int type, String value) {
    return Identity.of(Identity.Kind.SRC, type, value.getBytes(StandardCharsets.UTF_8));
  }
}
