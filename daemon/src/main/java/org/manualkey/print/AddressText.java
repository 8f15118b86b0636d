package org.manualkey.print;

import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.SocketAddress;

/** Prints address extensions. */
final class AddressText {
  private final NameSource names;
  private final boolean numeric;
  private final TextSink out;

  AddressText(NameSource names, boolean numeric, TextSink out) {
    this.names = names;
    this.numeric = numeric;
    this.out = out;
  }

  void print(Address address) {
    String tag = tag(address.kind());
    out.text(tag).text(title(address.kind())).text(" address (proto=").unsigned(address.protocol());
    if (!numeric) {
      protocolName(address.protocol());
    }
    out.text(")\n").text(tag);
    switch (address.socketAddress()) {
      case SocketAddress.Inet inet -> {
        out.text("AF_INET: port ").unsigned(inet.port()).text(", ");
        end(address, inet.address() == 0);
      }
      case SocketAddress.Inet6 inet6 -> {
        out.text("AF_INET6: port ").unsigned(inet6.port()).text(", ");
        end(address, inet6.isUnspecified());
      }
      // The line is not even terminated, as on illumos.
      case SocketAddress.Other _ -> {}
    }
  }

  private void protocolName(int protocol) {
    out.character('/');
    if (protocol == 0) {
      out.text("<unspecified>");
    } else {
      String name = names.protocol(protocol);
      out.foreign(name == null ? "<unknown>" : name);
    }
  }

  /** Prints address, prefix length, host name and the end of the line. */
  private void end(Address address, boolean unspecified) {
    InetText.print(address.socketAddress(), out);
    if (address.prefixLength() != 0) {
      out.character('/').unsigned(address.prefixLength());
    }
    if (!numeric) {
      hostName(address.socketAddress(), unspecified);
    }
    out.text(".\n");
  }

  private void hostName(SocketAddress address, boolean unspecified) {
    if (unspecified) {
      out.text(" <unspecified>");
      return;
    }
    String name = names.host(address);
    if (name == null) {
      out.text(" <unknown>");
    } else {
      out.text(" (").foreign(name).character(')');
    }
  }

  private static String tag(Address.Kind kind) {
    return switch (kind) {
      case SRC -> "SRC: ";
      case DST -> "DST: ";
      case INNER_SRC -> "INS: ";
      case INNER_DST -> "IND: ";
      case NATT_LOC -> "NLC: ";
      case NATT_REM -> "NRM: ";
    };
  }

  private static String title(Address.Kind kind) {
    return switch (kind) {
      case SRC -> "Source";
      case DST -> "Destination";
      case INNER_SRC -> "Inner source";
      case INNER_DST -> "Inner destination";
      case NATT_LOC -> "NAT-T local";
      case NATT_REM -> "NAT-T remote";
    };
  }
}
