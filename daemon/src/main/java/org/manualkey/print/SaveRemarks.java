package org.manualkey.print;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Oversized;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.Sensitivity;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.UnknownExtension;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.Directions;
import org.manualkey.sa.Identities;
import org.manualkey.sa.SecurityAssociation;

/**
 * The comments before a saved SA: what no command can say of it, so that it is not saved, and what
 * its command leaves to the database.
 *
 * <p>Here is what the command is silent about, and no load of it could show; the rest is found by
 * reading the command back.
 */
final class SaveRemarks {
  private static final int NULL_ENCRYPTION = 11;

  private final Message message;
  private final Directions directions;
  private final boolean paired;
  private final @Nullable SecurityAssociation association;
  private final List<String> notes = new ArrayList<>(0);
  private @Nullable String obstacle;

  /**
   * Looks at an SA.
   *
   * @param directions those of the database
   * @param paired whether the command pairs the SA
   */
  SaveRemarks(
      Message message,
      @Nullable SecurityAssociation association,
      Directions directions,
      boolean paired) {
    this.message = message;
    this.association = association;
    this.directions = directions;
    this.paired = paired;
    Sa sa = message.sa();
    if (sa == null) {
      obstacle("it has no SPI");
    } else {
      association(sa);
    }
    doubled();
    for (Extension extension : message.extensions()) {
      extension(extension instanceof Oversized oversized ? oversized.content() : extension);
    }
    if (obstacle == null && isKeyless()) {
      notes.add("WARNING: does not load: it has no key.");
    }
  }

  /** What the command leaves to the database; each one line. */
  List<String> notes() {
    return notes;
  }

  /** Why no command brings the SA again; null: nothing is known. */
  @Nullable String obstacle() {
    return obstacle;
  }

  /**
   * Whether its keys are not shown, as those of a larval SA. Its command has none, as with {@code
   * -p}: it cannot be read back, and does not load.
   */
  boolean isKeyless() {
    Sa sa = message.sa();
    return sa != null
        && (sa.auth() != 0 || sa.encrypt() != NULL_ENCRYPTION)
        && message.key(Key.Kind.AUTH) == null
        && message.key(Key.Kind.ENCRYPT) == null;
  }

  /** Whether there is anything of a command that can be written. */
  static boolean isWritable(Message message) {
    Sa sa = message.sa();
    return sa != null && (sa.auth() != 0 || sa.encrypt() != 0) && !hasUnknownAddress(message);
  }

  /** Whether it has an address that is neither IPv4 nor IPv6. */
  static boolean hasUnknownAddress(Message message) {
    for (Extension extension : message.extensions()) {
      if (extension instanceof Address address
          && address.socketAddress() instanceof SocketAddress.Other) {
        return true;
      }
    }
    return false;
  }

  /** The first one is told. */
  private void obstacle(String reason) {
    obstacle = obstacle == null ? reason : obstacle;
  }

  private void association(Sa sa) {
    if (hasUnknownAddress(message)) {
      obstacle("an address is neither IPv4 nor IPv6");
    } else if (sa.auth() == 0 && sa.encrypt() == 0) {
      obstacle("it has no algorithm yet");
    } else if (sa.auth() == Sa.HIDDEN || sa.encrypt() == Sa.HIDDEN) {
      obstacle("PF_KEY does not show which algorithm it uses");
    } else if (association == null) {
      obstacle("it has no source or no destination");
    } else {
      command(sa, association);
    }
  }

  private void command(Sa sa, SecurityAssociation known) {
    if (sa.state() != known.restoredState()) {
      notes.add(
          "WARNING: the SA was not mature ("
              + sa.state().name().toLowerCase(Locale.ROOT)
              + "); it will be loaded as a new one.");
    }
    if (sa.has(SaFlag.NATT_LOC) != (known.natt().local() != null)
        || sa.has(SaFlag.NATT_REM) != (known.natt().remote() != null)) {
      obstacle("its NAT-T flags and addresses do not match");
    }
    int flags = known.flagsOfItsOwn();
    if (flags != 0) {
      obstacle("a command cannot set its flags 0x" + Integer.toHexString(flags));
    }
    if (known.oneWay() == 0 && known.givenDirection(directions) == null) {
      if (sa.has(SaFlag.INBOUND)) {
        notes.add("Not saved: inbound.");
      }
      if (sa.has(SaFlag.OUTBOUND)) {
        notes.add("Not saved: outbound.");
      }
    }
  }

  /** An SA has one extension of each type; of more the database takes one or refuses all. */
  private void doubled() {
    Set<ExtensionType> seen = EnumSet.noneOf(ExtensionType.class);
    for (Extension extension : message.extensions()) {
      if (extension.type() != ExtensionType.UNKNOWN && !seen.add(extension.type())) {
        obstacle("it has more than one extension of type " + extension.type().code());
      }
    }
  }

  private void extension(Extension extension) {
    switch (extension) {
      case Sa _, Key _, XfrmSettings _ -> {}
      case Address address -> address(address.socketAddress());
      case Identity identity -> identity(identity);
      case ReplayValue replay -> {
        if (replay.value64() >>> Integer.SIZE != 0) {
          obstacle("its replay value has more than 32 bits");
        }
      }
      case Lifetime lifetime -> {
        if (lifetime.kind() == Lifetime.Kind.IDLE
            && (lifetime.allocations() != 0 || lifetime.bytes() != 0)) {
          obstacle("a command cannot set idle lifetimes of allocations and bytes");
        }
      }
      case Pair pair when !paired ->
          notes.add("Not saved: pair-spi 0x" + Integer.toHexString(pair.spi()) + ".");
      case Pair _ -> {}
      case KmCookie cookie -> {
        if (cookie.protocol() != 0) {
          notes.add("Not saved: created by key management protocol " + cookie.protocol() + ".");
        }
      }
      case Sensitivity _ -> obstacle("a command cannot set its sensitivity label");
      case UnknownExtension unknown -> {
        String words = unknown.words();
        obstacle(
            words == null
                ? "a command cannot set its extension of type " + unknown.code()
                : "it is " + words);
      }
      default -> obstacle("a command cannot set its extension of type " + extension.type().code());
    }
  }

  private void identity(Identity identity) {
    if (!SaveCommand.isWritable(identity)) {
      obstacle(
          "the value of its "
              + SaveCommand.word(identity)
              + " "
              + WordText.whyNot(Identities.value(identity)));
    } else if (identity.id() != 0) {
      obstacle(
          "a command cannot set the uid "
              + identity.id()
              + " of its "
              + SaveCommand.word(identity));
    }
  }

  private void address(SocketAddress address) {
    if (address instanceof SocketAddress.Inet6 inet6
        && (inet6.scopeId() != 0 || inet6.flowInfo() != 0 || inet6.sourceId() != 0)) {
      obstacle("a command cannot set the scope or the flow of an address");
    }
  }
}
