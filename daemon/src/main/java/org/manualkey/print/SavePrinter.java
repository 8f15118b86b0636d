package org.manualkey.print;

import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.ExtendedDump;
import org.manualkey.pfkey.ExtendedProposal;
import org.manualkey.pfkey.ExtendedRegister;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Oversized;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.Proposal;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.Sensitivity;
import org.manualkey.pfkey.SpiRange;
import org.manualkey.pfkey.Supported;
import org.manualkey.pfkey.UnknownExtension;
import org.manualkey.sa.Directions;
import org.manualkey.sa.Restoration;
import org.manualkey.sa.SecurityAssociation;

/**
 * Writes SAs as {@code add} commands of a key file.
 *
 * <p>Each is one command over several lines, between two comments. Remarks precede the command,
 * because a comment inside a continued line would end it; illumos writes such comments, and its
 * files cannot be loaded. What a key file cannot express becomes a comment. Lifetimes are the
 * original limits, not the remainders.
 */
public final class SavePrinter {
  private static final String CONTINUED = " \\\n";

  private final boolean paranoid;
  private final Directions directions;
  private final Restoration restoration;
  private final AlgorithmText algorithms;
  private final KeyDigits keys;
  private final TextSink out;

  /**
   * Creates a printer for one file.
   *
   * @param directions those of the database, into which the file will be loaded again
   */
  public SavePrinter(
      PrintContext context, PrintOptions options, Directions directions, TextSink out) {
    this.directions = directions.now();
    restoration = new Restoration(directions);
    this.paranoid = options.paranoid();
    this.out = out;
    algorithms = new AlgorithmText(context.algorithms(), out);
    keys = new KeyDigits(options.paranoid(), out);
  }

  /** Prints the head of the file. */
  public void start() {
    out.text("# Security associations saved by ipseckey; \"ipseckey -f\" loads this file.\n");
    if (paranoid) {
      out.text("# WARNING: the keys were left out (-p), so it does not load as it is.\n");
    }
    out.newline();
  }

  /**
   * Saves an SA.
   *
   * @param message a message of a dump
   * @return whether it was written as a command, not as a comment alone, which makes the save
   *     incomplete
   */
  public boolean save(Message message) {
    out.text("# begin assoc\n");
    SecurityAssociation sa = SecurityAssociation.shown(message);
    for (String remark : SaveRemarks.of(message, directions, sa != null && restoration.pairs(sa))) {
      out.text("# ").foreign(remark).newline();
    }
    boolean writable = SaveRemarks.isWritable(message);
    if (writable) {
      command(message, sa);
      if (sa != null) {
        restoration.isBack(sa);
      }
    }
    out.text("\n# end assoc\n\n");
    return writable || !SaveRemarks.hasUnknownAddress(message);
  }

  private void command(Message message, @Nullable SecurityAssociation association) {
    out.text("add ");
    type(message.header());
    out.character(' ').text(CONTINUED);
    boolean outerProtocol = false;
    boolean innerProtocol = false;
    for (Extension extension : message.extensions()) {
      Extension content =
          extension instanceof Oversized oversized ? oversized.content() : extension;
      if (content instanceof Address address && address.protocol() != 0) {
        switch (address.kind()) {
          case SRC, DST -> outerProtocol = protocol("proto ", address, outerProtocol);
          case INNER_SRC, INNER_DST -> innerProtocol = protocol("iproto ", address, innerProtocol);
          case NATT_LOC, NATT_REM -> {}
        }
      }
      if (content instanceof Sa sa) {
        save(sa, association);
      } else {
        save(content);
      }
    }
  }

  /** Prints the protocol of both addresses once, before the first that has one. */
  private boolean protocol(String word, Address address, boolean printed) {
    if (!printed) {
      out.text("    ").text(word).unsigned(address.protocol()).text(CONTINUED);
    }
    return true;
  }

  private void type(Header header) {
    switch (header.saType().code()) {
      case 0 -> out.text("all");
      case 2 -> out.text("ah");
      case 3 -> out.text("esp");
      default -> out.unsigned(header.saType().code());
    }
  }

  private void save(Extension extension) {
    switch (extension) {
      case Lifetime lifetime -> save(lifetime);
      case Address address -> save(address);
      case Key key -> save(key);
      case Identity identity -> save(identity);
      case ReplayValue replay -> save(replay);
      // The language has no words for these; SaveRemarks reports those that matter.
      case Sa _,
          Oversized _,
          Pair _,
          KmCookie _,
          Sensitivity _,
          Proposal _,
          Supported _,
          SpiRange _,
          ExtendedRegister _,
          ExtendedProposal _,
          ExtendedDump _,
          UnknownExtension _ -> {}
    }
  }

  private void save(Sa sa, @Nullable SecurityAssociation association) {
    out.text("    spi 0x").hex(sa.spi()).character(' ');
    if (sa.encrypt() != 0) {
      out.text("encr_alg ");
      algorithms.save(Algorithm.Kind.ENCRYPTION, sa.encrypt());
      out.character(' ');
    }
    if (sa.auth() != 0) {
      out.text("auth_alg ");
      algorithms.save(Algorithm.Kind.AUTHENTICATION, sa.auth());
      out.character(' ');
    }
    out.text("replay ").unsigned(sa.replay()).character(' ');
    if (sa.has(SaFlag.NATT_LOC) || sa.has(SaFlag.NATT_REM)) {
      out.text("encap udp");
    }
    exceptional(sa, association);
    out.text(CONTINUED);
  }

  /**
   * Prints state, direction and pair where the command would create a different SA without them;
   * illumos never writes these.
   */
  private void exceptional(Sa sa, @Nullable SecurityAssociation association) {
    SaState state = SecurityAssociation.restoredState(sa);
    if (state != SaState.MATURE) {
      out.text(" state ").unsigned(state.code());
    }
    if (association == null) {
      return;
    }
    if (association.givenDirection(directions) != null) {
      int flags = association.restoredFlags(directions);
      out.text(SaFlag.INBOUND.in(flags) ? " inbound" : "");
      out.text(SaFlag.OUTBOUND.in(flags) ? " outbound" : "");
    }
    if (restoration.pairs(association)) {
      out.text(" pair-spi 0x").hex(association.pairSpi());
    }
  }

  private void save(Lifetime lifetime) {
    String prefix =
        switch (lifetime.kind()) {
          case CURRENT -> "";
          case HARD -> "hard";
          case SOFT -> "soft";
          case IDLE -> "idle";
        };
    if (prefix.isEmpty()) {
      return;
    }
    out.character('\t');
    limit(prefix, "_alloc ", Integer.toUnsignedLong(lifetime.allocations()));
    limit(prefix, "_bytes ", lifetime.bytes());
    limit(prefix, "_addtime ", lifetime.addTime());
    limit(prefix, "_usetime ", lifetime.useTime());
    out.text(CONTINUED);
  }

  private void limit(String prefix, String word, long value) {
    if (value != 0) {
      out.text(prefix).text(word).unsigned(value).character(' ');
    }
  }

  private void save(Address address) {
    out.text("    ").text(word(address.kind())).character(' ');
    InetText.print(address.socketAddress(), out);
    if (SaveRemarks.savesPrefix(address)) {
      out.character('/').unsigned(address.prefixLength());
    }
    int port = address.socketAddress().port();
    if (port != 0) {
      out.character(' ').text(portWord(address.kind())).character(' ').unsigned(port);
    }
    out.text(CONTINUED);
  }

  /** The words for NAT-T addresses are followed by two blanks, as on illumos. */
  private static String word(Address.Kind kind) {
    return switch (kind) {
      case SRC -> "src";
      case DST -> "dst";
      case INNER_SRC -> "isrc";
      case INNER_DST -> "idst";
      case NATT_LOC -> "nat_loc ";
      case NATT_REM -> "nat_rem ";
    };
  }

  private static String portWord(Address.Kind kind) {
    return switch (kind) {
      case SRC -> "sport";
      case DST -> "dport";
      case INNER_SRC -> "isport";
      case INNER_DST -> "idport";
      case NATT_LOC -> "nat_lport";
      case NATT_REM -> "nat_rport";
    };
  }

  private void save(Key key) {
    out.text(
        switch (key.kind()) {
          case AUTH -> "\tauthkey ";
          case ENCRYPT -> "\tencrkey ";
        });
    keys.save(key);
    out.text(CONTINUED);
  }

  private void save(Identity identity) {
    if (!SaveRemarks.isWritable(identity)) {
      return;
    }
    out.character('\t').text(SaveRemarks.word(identity)).character(' ');
    WordText.print(SaveRemarks.value(identity), out);
    out.text(CONTINUED);
  }

  /** A zero counter is the default of a new SA. */
  private void save(ReplayValue replay) {
    long value = SaveRemarks.replayValue(replay);
    if (value != 0) {
      out.text("replay_value ").unsigned(value).text(CONTINUED);
    }
  }
}
