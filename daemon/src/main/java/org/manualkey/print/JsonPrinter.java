package org.manualkey.print;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.IdentityType;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.SpiRange;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.Identities;

/**
 * Prints SAs and events as {@linkplain JsonLines JSON records}. Fields are named by the words of
 * the command language; what an SA lacks is omitted.
 */
public final class JsonPrinter implements Printer {
  private static final int IKE = 1;

  private final NameSource names;
  private final CookieLabels cookies;
  private final InstantSource clock;
  private final boolean numeric;
  private final boolean withKeys;
  private final TextSink out;
  private final JsonLines json;
  private final KeyDigits digits;
  private final JsonAlgorithms algorithms;
  private final OtherExtensions rest;

  /**
   * Creates a printer.
   *
   * @param withKeys whether to print keys; {@code -p} overrides it
   */
  public JsonPrinter(PrintContext context, PrintOptions options, boolean withKeys, TextSink out) {
    names = context.names();
    cookies = context.cookies();
    clock = context.clock();
    numeric = options.numeric();
    this.withKeys = withKeys && !options.paranoid();
    this.out = out;
    json = new JsonLines(out);
    digits = new KeyDigits(false, out);
    algorithms = new JsonAlgorithms(context.algorithms(), json);
    rest = new OtherExtensions(context.codec(), json);
  }

  /** Prints nothing: JSON output has no echo of requests. */
  @Override
  public void request(Message request) {}

  @Override
  public void print(Message message) {
    json.begin("sa").text("sa_type", saType(message.header().saType()));
    extensions(message);
    json.end();
  }

  @Override
  public void dumped(Message message) {
    print(message);
  }

  /** Prints nothing: the exit status is enough. */
  @Override
  public void dumpEnd(SaType saType) {}

  @Override
  public void monitorStart(boolean active, @Nullable Message request) {}

  @Override
  public void monitored(Message message) {
    Header header = message.header();
    json.begin("event")
        .time("time", clock.instant().getEpochSecond())
        .text("message", messageType(header))
        .text("sa_type", saType(header.saType()))
        .number("seq", header.seq())
        .number("pid", header.pid());
    if (header.errno() != 0) {
      error(header);
    }
    extensions(message);
    json.end();
  }

  @Override
  public void lost(long messages) {
    json.begin("lost").number("messages", messages).end();
  }

  @Override
  public void refused(Header answer, int spi, String destination, String text) {
    json.begin("error")
        .text("text", text)
        .text("message", messageType(answer))
        .text("sa_type", saType(answer.saType()));
    if (spi != 0) {
      spi(spi);
    }
    json.textIfAny("dst", destination);
    error(answer);
    json.end();
  }

  @Override
  public void failed(String text) {
    json.begin("error").text("text", text).end();
  }

  private void error(Header header) {
    json.number("errno", header.errno());
    for (Errno errno : Errno.values()) {
      if (errno.code() == header.errno()) {
        json.text("errno_name", errno.name());
      }
    }
    json.text("errno_text", Errno.text(header.errno()));
    Diagnostic diagnostic = Diagnostic.of(header.diagnostic());
    json.number("diagnostic", header.diagnostic())
        .text("diagnostic_name", diagnostic.name())
        .text("diagnostic_text", diagnostic.text());
  }

  private static String messageType(Header header) {
    return switch (header.type()) {
      case UNKNOWN -> Integer.toString(header.typeCode());
      default -> lower(header.type());
    };
  }

  static String saType(SaType type) {
    return switch (type.code()) {
      case 0 -> "unspec";
      case 2 -> "ah";
      case 3 -> "esp";
      default -> Integer.toString(type.code());
    };
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Prints all extensions; the first of each type has the fields. */
  private void extensions(Message message) {
    Sa sa = message.sa();
    if (sa != null) {
      sa(sa);
    }
    outer(message);
    inner(message);
    address(message, Address.Kind.NATT_LOC, "nat_loc", "nat_lport");
    address(message, Address.Kind.NATT_REM, "nat_rem", "nat_rport");
    key(message.key(Key.Kind.AUTH), "authkey");
    key(message.key(Key.Kind.ENCRYPT), "encrkey");
    identity(message.find(ExtensionType.IDENTITY_SRC), "srcid");
    identity(message.find(ExtensionType.IDENTITY_DST), "dstid");
    if (message.find(ExtensionType.X_PAIR) instanceof Pair pair) {
      json.number("pair_spi", pair.spi());
    }
    if (message.find(ExtensionType.X_REPLAY_VALUE) instanceof ReplayValue replay) {
      json.number("replay_value", SaveCommand.replayValue(replay));
    }
    if (message.find(ExtensionType.XFRM) instanceof XfrmSettings settings) {
      print(settings);
    }
    current(message.find(ExtensionType.LIFETIME_CURRENT));
    limits(message.find(ExtensionType.LIFETIME_HARD), "hard");
    limits(message.find(ExtensionType.LIFETIME_SOFT), "soft");
    limits(message.find(ExtensionType.X_LIFETIME_IDLE), "idle");
    if (message.find(ExtensionType.X_KM_COOKIE) instanceof KmCookie cookie) {
      cookie(cookie);
    }
    if (message.find(ExtensionType.SPIRANGE) instanceof SpiRange range) {
      json.number("spi_min", range.min()).number("spi_max", range.max());
    }
    algorithms.negotiation(message);
    rest.print(message);
  }

  private void print(XfrmSettings settings) {
    json.numberIfAny("reqid", Integer.toUnsignedLong(settings.requestId()));
    if (settings.wholeMark() != 0) {
      json.number("mark", Integer.toUnsignedLong(settings.mark()))
          .number("mark_mask", Integer.toUnsignedLong(settings.markMask()));
    }
    json.numberIfAny("if_id", Integer.toUnsignedLong(settings.interfaceId()));
    if (settings.longNumbers()) {
      json.flag("esn", true);
    }
    json.numberIfAny("trunc_bits", settings.checkBits());
  }

  private void sa(Sa sa) {
    spi(sa.spi());
    SaState state = sa.state();
    json.text("state", state == SaState.UNKNOWN ? Integer.toString(sa.stateCode()) : lower(state));
    json.number("replay", sa.replay());
    if (sa.auth() != 0) {
      json.text("auth_alg", algorithms.name(Algorithm.Kind.AUTHENTICATION, sa.auth()));
    }
    if (sa.encrypt() != 0) {
      json.text("encr_alg", algorithms.name(Algorithm.Kind.ENCRYPTION, sa.encrypt()));
    }
    json.list("flags");
    int nameless = sa.flags();
    for (SaFlag flag : SaFlag.values()) {
      if (sa.has(flag)) {
        json.item(lower(flag));
        nameless &= ~flag.bit();
      }
    }
    for (; nameless != 0; nameless &= nameless - 1) {
      json.item("0x" + Integer.toHexString(Integer.lowestOneBit(nameless)));
    }
    json.endList();
  }

  private void spi(int spi) {
    json.number("spi", spi).text("spi_hex", "0x" + Integer.toHexString(spi));
  }

  private void outer(Message message) {
    address(message, Address.Kind.SRC, "src", "sport");
    address(message, Address.Kind.DST, "dst", "dport");
    protocol("proto", message.destination(), message.source());
  }

  private void inner(Message message) {
    address(message, Address.Kind.INNER_SRC, "isrc", "isport");
    address(message, Address.Kind.INNER_DST, "idst", "idport");
    protocol(
        "iproto",
        (Address) message.find(ExtensionType.X_ADDRESS_INNER_DST),
        (Address) message.find(ExtensionType.ADDRESS_INNER_SRC));
  }

  private void protocol(String word, @Nullable Address first, @Nullable Address second) {
    int protocol = first == null ? 0 : first.protocol();
    if (protocol == 0 && second != null) {
      protocol = second.protocol();
    }
    if (protocol != 0) {
      json.number(word, protocol);
      String name = numeric ? null : names.protocol(protocol);
      json.textIfAny(word + "_name", name == null ? "" : name);
    }
  }

  private void address(Message message, Address.Kind kind, String word, String portWord) {
    if (message.find(kind.type()) instanceof Address address) {
      SocketAddress socketAddress = address.socketAddress();
      if (socketAddress instanceof SocketAddress.Other other) {
        json.number(word + "_family", other.family());
        return;
      }
      json.direct(word, () -> print(address));
      String name = numeric || isUnspecified(socketAddress) ? null : names.host(socketAddress);
      json.textIfAny(word + "_name", name == null ? "" : name);
      json.numberIfAny(portWord, socketAddress.port());
    }
  }

  /** Inner addresses always have their prefix length. */
  private void print(Address address) {
    InetText.print(address.socketAddress(), out);
    boolean inner =
        switch (address.kind()) {
          case INNER_SRC, INNER_DST -> true;
          case SRC, DST, NATT_LOC, NATT_REM -> false;
        };
    if (inner || address.prefixLength() != 0) {
      out.character('/').unsigned(address.prefixLength());
    }
  }

  private static boolean isUnspecified(SocketAddress address) {
    return switch (address) {
      case SocketAddress.Inet inet -> inet.address() == 0;
      case SocketAddress.Inet6 inet6 -> inet6.isUnspecified();
      case SocketAddress.Other _ -> true;
    };
  }

  private void key(@Nullable Key key, String word) {
    if (key != null) {
      json.number(word + "_bits", key.bits()).numberIfAny(word + "_salt_bits", key.reserved());
      if (withKeys) {
        json.direct(word, () -> digits.digits(key));
      }
    }
  }

  private void identity(@Nullable Extension extension, String word) {
    if (!(extension instanceof Identity identity)) {
      return;
    }
    IdentityType type = IdentityType.of(identity.idType());
    boolean der = type == IdentityType.X_DN || type == IdentityType.X_GN;
    ByteBuffer value = Identities.value(identity);
    String name = der ? DistinguishedName.text(identity.value().view()) : "";
    String text = name.isEmpty() ? text(value.duplicate()) : name;
    json.text(word + "type", SaveCommand.typeWord(identity));
    if (text != null) {
      json.text(word, text);
    }
    if (!name.isEmpty() || text == null) {
      byte[] octets = new byte[value.remaining()];
      value.get(octets);
      json.text(word + "_hex", HexFormat.of().formatHex(octets));
    }
    json.numberIfAny(word + "_uid", identity.id());
  }

  /** The octets as UTF-8 text, or null if they are not. */
  private static @Nullable String text(ByteBuffer octets) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(octets).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private void current(@Nullable Extension extension) {
    if (extension instanceof Lifetime current) {
      json.number("current_alloc", current.allocations())
          .number("current_bytes", current.bytes())
          .time("current_addtime", current.addTime());
      if (current.useTime() != 0) {
        json.time("current_usetime", current.useTime());
      }
    }
  }

  private void limits(@Nullable Extension extension, String word) {
    if (extension instanceof Lifetime limit) {
      limits(json, word, limit.allocations(), limit.bytes(), limit.addTime(), limit.useTime());
    }
  }

  /** Prints the limits that are set; 0 is none. */
  static void limits(
      JsonLines json, String word, int allocations, long bytes, long addTime, long useTime) {
    json.numberIfAny(word + "_alloc", Integer.toUnsignedLong(allocations))
        .numberIfAny(word + "_bytes", bytes)
        .numberIfAny(word + "_addtime", addTime)
        .numberIfAny(word + "_usetime", useTime);
  }

  private void cookie(KmCookie cookie) {
    json.number("km_protocol", cookie.protocol()).number("km_cookie", cookie.cookie());
    String label = cookie.protocol() == IKE ? cookies.label((int) cookie.cookie()) : null;
    json.textIfAny("km_label", label == null ? "" : label);
  }
}
