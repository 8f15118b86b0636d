package org.manualkey.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.illumos.IllumosCodec;
import org.manualkey.pfkey.illumos.MalformedMessageException;
import org.manualkey.print.JsonPrinter;
import org.manualkey.print.MessagePrinter;
import org.manualkey.print.PrintOptions;
import org.manualkey.print.Printer;
import org.manualkey.print.SavePrinter;
import org.manualkey.print.TextSink;
import org.manualkey.program.LoadedBack;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.JudgedAdds;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;

/**
 * Octets as a message of illumos: decoded, encoded, printed, saved, and sent to a database.
 *
 * <p>The first octet chooses the order of octets; the length in the header is made to fit.
 */
final class IllumosMessageTarget {
  private static final int HEADER = 16;
  private static final PrintOptions PARANOID = new PrintOptions(true, false, true);

  private final IllumosCodec codec;
  private final Planted key;
  private final Message message;

  private IllumosMessageTarget(IllumosCodec codec, Planted key, Message decoded) {
    this.codec = codec;
    this.key = key;
    message = key.in(decoded);
  }

  static void run(byte[] input) {
    if (input.length == 0) {
      return;
    }
    ByteOrder order = (input[0] & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    IllumosCodec codec = new IllumosCodec(order);
    Message message = decoded(codec, framed(input, order));
    if (message != null) {
      Planted.inTurn(input, key -> new IllumosMessageTarget(codec, key, message).run());
    }
  }

  private void run() {
    encode();
    print();
    send();
  }

  /** All octets but the first, in whole words, with their length in the header. */
  static byte[] framed(byte[] input, ByteOrder order) {
    byte[] octets = Arrays.copyOfRange(input, 1, 1 + (input.length - 1) / 8 * 8);
    if (octets.length >= HEADER) {
      ByteBuffer.wrap(octets).order(order).putShort(4, (short) (octets.length / 8));
    }
    return octets;
  }

  private static @Nullable Message decoded(IllumosCodec codec, byte[] octets) {
    try {
      return codec.decode(ByteBuffer.wrap(octets));
    } catch (MalformedMessageException e) {
      assertThat(e.offset()).isBetween(0, octets.length);
      return null;
    }
  }

  private void encode() {
    byte[] once = encoded(message);
    Message again = decoded(codec, once);
    assertThat(message.equals(again)).as("the same message after encoding it").isTrue();
    assertThat(encoded(again)).as("its octets").isEqualTo(once);
    key.assertAbsent("a message", message.toString());
    assertThat(message.withoutKeys().key(Key.Kind.AUTH)).isNull();
  }

  private byte[] encoded(Message encodable) {
    ByteBuffer octets = ByteBuffer.allocate(codec.length(encodable));
    codec.encode(encodable, octets);
    assertThat(octets.hasRemaining()).isFalse();
    return octets.array();
  }

  private void print() {
    printed(out -> new MessagePrinter(LoadedSadb.PRINTING, PrintOptions.PLAIN, out));
    printed(out -> new JsonPrinter(LoadedSadb.PRINTING, PrintOptions.PLAIN, true, out));
    key.assertAbsent(
        "a message without keys",
        printed(out -> new MessagePrinter(LoadedSadb.PRINTING, PARANOID, out)));
    key.assertAbsent(
        "JSON without keys",
        printed(out -> new JsonPrinter(LoadedSadb.PRINTING, PrintOptions.PLAIN, false, out)));
  }

  private String printed(Function<TextSink, Printer> printers) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    TextSink out = new TextSink(octets);
    Printer printer = printers.apply(out);
    printer.print(message);
    printer.dumped(message);
    printer.monitored(message);
    out.flush();
    String text = octets.toString(StandardCharsets.UTF_8);
    assertThat(text.chars().noneMatch(each -> each < ' ' && each != '\n' && each != '\t'))
        .as("no control characters")
        .isTrue();
    return text;
  }

  private void send() {
    try (LoadedSadb database = LoadedSadb.memory(LoadedSadb.HOSTS)) {
      Sadb sadb = database.sadb();
      if (message.header().type() == MessageType.ADD) {
        JudgedAdds.assertAgreed(sadb, message);
      }
      fill(sadb);
      sadb.subscribe(EventScope.PROMISCUOUS, new Keyless());
      List<String> before = database.contents();
      if (!isGranted(sadb)) {
        assertThat(database.contents()).as("after a refusal").isEqualTo(before);
      }
      database.assertPairsAreMutual();
      save(sadb);
    }
  }

  private static void fill(Sadb sadb) {
    sadb.exchange(Draft.out(0x101).build());
    sadb.exchange(Draft.in(0x102).with(new Pair(0x101)).build());
    sadb.exchange(Draft.addAh(0x103).hard(0, 0, 9, 0).build());
  }

  private boolean isGranted(Sadb sadb) {
    try {
      Reply reply =
          message.header().type() == MessageType.DUMP
              ? sadb.dump(message, _ -> {})
              : sadb.exchange(message);
      return reply instanceof Reply.Done;
    } catch (SadbException e) {
      return false; // some requests have no reply
    }
  }

  /** Whatever a dump may show is saved as what loads, or as a remark. */
  private void save(Sadb sadb) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    TextSink out = new TextSink(octets);
    LoadedBack back = new LoadedBack(LoadedSadb.ALGORITHMS, sadb.judge());
    new SavePrinter(LoadedSadb.PRINTING, PrintOptions.PLAIN, sadb.directions(), back, out)
        .save(message);
    out.flush();
  }

  /** Events never have keys. */
  private static final class Keyless implements EventSink {
    @Override
    public void onEvent(Message event) {
      assertThat(event.key(Key.Kind.AUTH)).isNull();
      assertThat(event.key(Key.Kind.ENCRYPT)).isNull();
    }

    @Override
    public void end() {}
  }
}
