package org.manualkey.print;

import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.SaType;

/** Prints base headers, the first lines of every block. */
final class HeaderText {
  private final ErrorTexts errors;
  private final TextSink out;

  HeaderText(ErrorTexts errors, TextSink out) {
    this.errors = errors;
    this.out = out;
  }

  /** Prints a header, and the length of its message in octets. */
  void print(Header header, int length) {
    out.text("Base message (version ").unsigned(header.version()).text(") type ");
    type(header);
    out.text(", SA type ");
    saType(header.saType());
    out.text(".\n");
    if (header.errno() != 0) {
      out.text("Error ").text(errors.errno(header.errno())).text(" from PF_KEY.\n");
      out.text("  Diagnostic code ").unsigned(header.diagnostic()).text(":  ");
      out.text(errors.diagnostic(header.diagnostic())).text(".\n");
    }
    out.text("Message length ").unsigned(length);
    out.text(" bytes, seq=").unsigned(header.seq());
    out.text(", pid=").unsigned(header.pid()).text(".\n");
  }

  private void type(Header header) {
    switch (header.type()) {
      case RESERVED -> out.text("RESERVED (warning: set to 0)");
      case X_UPDATEPAIR -> out.text("UPDATE PAIR");
      case X_DELPAIR -> out.text("DELETE PAIR");
      case GETSPI,
          UPDATE,
          ADD,
          DELETE,
          GET,
          ACQUIRE,
          REGISTER,
          EXPIRE,
          FLUSH,
          DUMP,
          X_PROMISC,
          X_INVERSE_ACQUIRE ->
          out.text(header.type().name());
      // illumos has no text for the type DELPAIR_STATE.
      case X_DELPAIR_STATE, UNKNOWN ->
          out.text("Unknown (").unsigned(header.typeCode()).character(')');
    }
  }

  private void saType(SaType type) {
    switch (type.code()) {
      case 0 -> out.text("<unspecified/all>");
      case 2 -> out.text("AH");
      case 3 -> out.text("ESP");
      case 5 -> out.text("RSVP");
      case 6 -> out.text("OSPFv2");
      case 7 -> out.text("RIPv2");
      case 8 -> out.text("Mobile IP");
      default -> out.text("<unknown ").unsigned(type.code()).character('>');
    }
  }
}
