package org.manualkey.print;

import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.ExtendedDump;
import org.manualkey.pfkey.ExtendedProposal;
import org.manualkey.pfkey.ExtendedRegister;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.IdentityType;
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
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.SpiRange;
import org.manualkey.pfkey.Supported;
import org.manualkey.pfkey.UnknownExtension;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.Directions;
import org.manualkey.sa.Identities;
import org.manualkey.sa.SecurityAssociation;

/**
 * Writes an SA as one {@code add} command over several lines. What the language has no word for is
 * left out; {@link SavePrinter} finds that out by reading the command back.
 */
final class SaveCommand {
  private static final String CONTINUED = " \\\n";
  private static final int IPV4_BITS = 32;
  private static final int IPV6_BITS = 128;

  private final Directions directions;
  private final AlgorithmText algorithms;
  private final KeyDigits keys;
  private final TextSink out;

  /**
   * A writer of commands.
   *
   * @param paranoid whether digits of keys are crossed out
   * @param directions those of the database, into which the command will be loaded again
   */
  SaveCommand(Algorithms names, boolean paranoid, Directions directions, TextSink out) {
    this.directions = directions;
    this.out = out;
    algorithms = new AlgorithmText(names, out);
    keys = new KeyDigits(paranoid, out);
  }

  /** Writes the command of an SA that {@link SaveRemarks} finds writable. */
  void print(Message message, @Nullable SecurityAssociation association, boolean paired) {
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
        save(sa, association, paired);
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
      case XfrmSettings settings -> save(settings);
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

  private void save(Sa sa, @Nullable SecurityAssociation association, boolean paired) {
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
    exceptional(sa, association, paired);
    out.text(CONTINUED);
  }

  /**
   * Prints state, direction and pair where the command would create a different SA without them;
   * illumos never writes these.
   */
  private void exceptional(Sa sa, @Nullable SecurityAssociation association, boolean paired) {
    SaState state = SecurityAssociation.restoredState(sa);
    if (state != SaState.MATURE) {
      out.text(" state ").unsigned(state.code());
    }
    if (association == null) {
      return;
    }
    if (association.oneWay() != 0) {
      out.text(SaFlag.INBOUND.in(association.oneWay()) ? " inbound" : " outbound");
    } else if (association.givenDirection(directions) != null) {
      int flags = association.restoredFlags(directions);
      out.text(SaFlag.INBOUND.in(flags) ? " inbound" : "");
      out.text(SaFlag.OUTBOUND.in(flags) ? " outbound" : "");
    }
    if (paired) {
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
    if (savesPrefix(address)) {
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
    if (!isWritable(identity)) {
      return;
    }
    out.character('\t').text(word(identity)).character(' ');
    WordText.print(Identities.value(identity), out);
    out.text(CONTINUED);
  }

  private void save(XfrmSettings settings) {
    if (settings.needsXfrm()) {
      out.text("   ");
      XfrmWords.print(settings, out);
      out.text(CONTINUED);
    }
  }

  /** A zero counter is the default of a new SA. */
  private void save(ReplayValue replay) {
    long value = replayValue(replay);
    if (value != 0) {
      out.text("replay_value ").unsigned(value).text(CONTINUED);
    }
  }

  /**
   * Whether the prefix length of an address is written. The full length is implied, and so is zero,
   * except for inner addresses, where zero means any address.
   */
  static boolean savesPrefix(Address address) {
    int prefix = address.prefixLength();
    return switch (address.kind()) {
      case INNER_SRC, INNER_DST -> prefix != bits(address);
      case SRC, DST, NATT_LOC, NATT_REM -> prefix != 0 && prefix != bits(address);
    };
  }

  private static int bits(Address address) {
    return switch (address.socketAddress()) {
      case SocketAddress.Inet _ -> IPV4_BITS;
      case SocketAddress.Inet6 _, SocketAddress.Other _ -> IPV6_BITS;
    };
  }

  /** The counter to print: the 64-bit one only if the 32-bit one is zero. */
  static long replayValue(ReplayValue replay) {
    return replay.value32() != 0 ? Integer.toUnsignedLong(replay.value32()) : replay.value64();
  }

  /** Words for an identity's kind and type. */
  static String word(Identity identity) {
    String side =
        switch (identity.kind()) {
          case SRC -> "srcidtype ";
          case DST -> "dstidtype ";
        };
    return side + typeWord(identity);
  }

  /** The word for an identity's type; its number where it has none. */
  static String typeWord(Identity identity) {
    return switch (IdentityType.of(identity.idType())) {
      case PREFIX -> "prefix";
      case FQDN -> "fqdn";
      case USER_FQDN -> "user_fqdn";
      case X_DN -> "der_dn";
      case X_GN -> "der_gn";
      case RESERVED, X_KEY_ID, X_ADDR_RANGE, UNKNOWN -> Integer.toString(identity.idType());
    };
  }

  /** Whether a key file can hold the value. */
  static boolean isWritable(Identity identity) {
    return WordText.isWritable(Identities.value(identity));
  }
}
