package org.manualkey.print;

import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.ExtendedDump;
import org.manualkey.pfkey.ExtendedProposal;
import org.manualkey.pfkey.ExtendedRegister;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Oversized;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.Proposal;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.Sensitivity;
import org.manualkey.pfkey.SpiRange;
import org.manualkey.pfkey.Supported;
import org.manualkey.pfkey.UnknownExtension;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.pfkey.illumos.IllumosCodec;

/**
 * Prints messages as blocks of lines, each with a tag that names its extension, and the text around
 * the blocks of a dump, a monitor and a verbose request.
 *
 * <p>A printer belongs to one client and one thread. It does not flush: callers that have a waiting
 * reader must call {@link TextSink#flush}.
 */
public final class MessagePrinter implements Printer {
  private static final String RULE = "==========================================\n";
  private static final int BASE_HEADER = 16;

  /** A header for the codec, which does not encode an extension alone. */
  private static final Header NO_HEADER = Header.request(MessageType.RESERVED, SaType.UNSPEC, 0, 0);

  private final IllumosCodec codec;
  private final InstantSource clock;
  private final boolean paranoid;
  private final TextSink out;
  private final TimeText times;
  private final HeaderText headers;
  private final SaText associations;
  private final AddressText addresses;
  private final KeyDigits keys;
  private final IdentityText identities;
  private final ProposalText proposals;
  private final CookieText cookies;
  private final LifetimeText lifetimes;

  public MessagePrinter(PrintContext context, PrintOptions options, TextSink out) {
    this.codec = context.codec();
    this.clock = context.clock();
    this.paranoid = options.paranoid();
    this.out = out;
    AlgorithmText algorithms = new AlgorithmText(context.algorithms(), out);
    times = new TimeText(context.zone());
    headers = new HeaderText(context.errors(), out);
    associations = new SaText(algorithms, out);
    addresses = new AddressText(context.names(), options.numeric(), out);
    keys = new KeyDigits(options.paranoid(), out);
    identities = new IdentityText(out);
    proposals = new ProposalText(algorithms, out);
    cookies = new CookieText(context.cookies(), out);
    lifetimes = new LifetimeText(times, options.verbose(), out);
  }

  /** Prints a message as a block, such as the reply to a {@code get}. */
  @Override
  public void print(Message message) {
    headers.print(message.header(), codec.length(message));
    for (Extension extension : message.extensions()) {
      print(extension);
    }
    printLifetimes(message);
  }

  /** Prints one SA of a dump, followed by an empty line. */
  @Override
  public void dumped(Message message) {
    print(message);
    out.newline();
  }

  /** Prints the end of a successful dump. */
  @Override
  public void dumpEnd(SaType saType) {
    out.text("Dump succeeded for SA type ").unsigned(saType.code()).text(".\n");
  }

  /** Prints a request before it is sent, for {@code -v}. */
  @Override
  public void request(Message request) {
    out.text("VERBOSE ON:  Message to kernel looks like:\n").text(RULE);
    print(request);
    out.text(RULE);
  }

  /** Prints the first line of a monitor, with the request in the middle, as the original does. */
  @Override
  public void monitorStart(boolean active, @Nullable Message request) {
    out.text(active ? "Actively" : "Passively");
    if (request != null) {
      request(request);
    }
    out.text(" monitoring the PF_KEY socket.\n");
  }

  /** Prints one monitored message. */
  @Override
  public void monitored(Message message) {
    out.text("Read ").unsigned(codec.length(message)).text(" bytes.\nTimestamp: ");
    times.print(now(), out);
    out.newline();
    print(message);
    out.newline();
  }

  private void print(Extension extension) {
    switch (extension) {
      case Sa sa -> associations.print(sa);
      case Address address -> addresses.print(address);
      case Key key -> keys.print(key);
      case Identity identity -> identities.print(identity);
      case Proposal proposal -> proposals.print(proposal);
      case ExtendedProposal proposal -> proposals.print(proposal);
      case Supported supported -> proposals.print(supported);
      case SpiRange range ->
          out.text("SPR: SPI Range, min=0x")
              .hex(range.min())
              .text(", max=0x")
              .hex(range.max())
              .newline();
      case KmCookie cookie -> cookies.print(cookie);
      case Pair pair -> out.text("OTH: Paired with spi=0x").hex(pair.spi()).newline();
      case ReplayValue replay -> print(replay);
      case XfrmSettings settings -> print(settings);
      // Printed after all others, when the current lifetime is known.
      case Lifetime _ -> {}
      case Oversized oversized -> oversized(oversized);
      case ExtendedRegister _, ExtendedDump _, Sensitivity _, UnknownExtension _ ->
          unknown(extension);
    }
  }

  private void print(XfrmSettings settings) {
    if (settings.needsXfrm()) {
      out.text("XFRM:");
      XfrmWords.print(settings, out);
      out.newline();
    }
  }

  private void print(ReplayValue replay) {
    out.text("RPL: Replay Value ");
    if (replay.value32() != 0) {
      out.unsigned(replay.value32());
    } else {
      out.text(replay.value64() == 0 ? "<Value not found.>" : "").unsigned(replay.value64());
    }
    out.newline();
  }

  private void oversized(Oversized oversized) {
    switch (oversized.content()) {
      case ExtendedRegister _, ExtendedDump _, Sensitivity _ -> unknown(oversized);
      default -> print(oversized.content());
    }
  }

  /** Prints the words of an extension that has no format. */
  private void unknown(Extension extension) {
    if (extension instanceof UnknownExtension foreign && foreign.words() != null) {
      out.text("UNK: The SA is ").text(foreign.words()).text(".\n");
      return;
    }
    Message alone = Message.of(NO_HEADER, extension);
    ByteBuffer wire = ByteBuffer.allocate(codec.length(alone));
    codec.encode(alone, wire);
    wire.position(BASE_HEADER);
    out.text("UNK: Unknown ext. ").unsigned(wire.getShort(BASE_HEADER + 2) & 0xffff);
    out.text(", len ").unsigned(wire.remaining()).text(".\n");
    words(wire, paranoid && extension.type() == ExtensionType.UNKNOWN);
    // An unknown extension may hold a key.
    Arrays.fill(wire.array(), (byte) 0);
  }

  private void words(ByteBuffer wire, boolean hidden) {
    while (wire.hasRemaining()) {
      long word = wire.getLong();
      out.text("UNK: 0x");
      if (hidden) {
        out.text("XXXXXXXXXXXXXXXX").newline();
      } else {
        out.hex(word).newline();
      }
    }
  }

  private void printLifetimes(Message message) {
    Lifetime current = lifetime(message, Lifetime.Kind.CURRENT);
    Lifetime soft = lifetime(message, Lifetime.Kind.SOFT);
    Lifetime hard = lifetime(message, Lifetime.Kind.HARD);
    Lifetime idle = lifetime(message, Lifetime.Kind.IDLE);
    if (current != null || soft != null || hard != null || idle != null) {
      lifetimes.print(current, soft, hard, idle, now());
    }
  }

  /** The last lifetime of a kind, which illumos prints, or null. */
  private static @Nullable Lifetime lifetime(Message message, Lifetime.Kind kind) {
    Lifetime found = null;
    for (Extension extension : message.extensions()) {
      Extension content =
          extension instanceof Oversized oversized ? oversized.content() : extension;
      if (content instanceof Lifetime lifetime && lifetime.kind() == kind) {
        found = lifetime;
      }
    }
    return found;
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
