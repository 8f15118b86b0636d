package org.manualkey.print;

import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.golden.HostsFile;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.PlainKeys;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.illumos.IllumosCodec;
import org.manualkey.program.LoadedBack;
import org.manualkey.sa.Directions;

/** Printers on a fixed clock, and the parts of messages that tests print. */
final class PrintFixture {
  static final long NOW = 1_700_000_000;
  static final PrintOptions NUMERIC = new PrintOptions(true, false, false);
  static final PrintOptions PARANOID = new PrintOptions(true, false, true);
  static final Address SRC =
      new Address(Address.Kind.SRC, 0, 0, new SocketAddress.Inet(0, 0xc0000201));
  static final Address DST =
      new Address(Address.Kind.DST, 0, 0, new SocketAddress.Inet(0, 0xc0000202));

  private PrintFixture() {}

  static PrintContext context() {
    return context(ZoneOffset.UTC);
  }

  static PrintContext context(ZoneId zone) {
    return new PrintContext(
        AlgorithmsFile.builtIn(),
        new HostsFile("192.0.2.1 me.example.com me\n"),
        CookieLabels.parse("7\tbgp peers\n"),
        ErrorTexts.builtIn(),
        InstantSource.fixed(Instant.ofEpochSecond(NOW)),
        zone.getRules(),
        new IllumosCodec(ByteOrder.LITTLE_ENDIAN));
  }

  /** What something writes. */
  static String written(Consumer<TextSink> writer) {
    return new String(octets(writer), StandardCharsets.UTF_8);
  }

  /** What something writes, also where that is no text. */
  static byte[] octets(Consumer<TextSink> writer) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    TextSink out = new TextSink(octets);
    writer.accept(out);
    out.flush();
    return octets.toByteArray();
  }

  /** A message as a block. */
  static String printed(PrintOptions options, Message message) {
    return written(out -> new MessagePrinter(context(), options, out).print(message));
  }

  /** The lines of extensions alone. */
  static String printed(Extension... extensions) {
    String block = printed(NUMERIC, dumped(extensions));
    return block.substring(block.indexOf("\n", block.indexOf("Message length")) + 1);
  }

  /** An SA as saved. */
  static String saved(PrintOptions options, Message message) {
    return written(out -> saver(options, out).save(message));
  }

  /** A printer of commands, which are read back by the real language. */
  static SavePrinter saver(PrintOptions options, TextSink out) {
    return new SavePrinter(context(), options, Directions.UNKNOWN, back(), out);
  }

  /** Reads back without the judgement of a database. */
  static ReadBack back() {
    return new LoadedBack(AlgorithmsFile.builtIn(), null);
  }

  /** A message of a dump of ESP. */
  static Message dumped(Extension... extensions) {
    return Message.of(Header.request(MessageType.DUMP, SaType.ESP, 1, 4242), extensions);
  }

  static Key key(Key.Kind kind, int bits, int reserved, String hex) {
    return PlainKeys.of(kind, bits, reserved, HexFormat.of().parseHex(hex));
  }
}
