package org.manualkey.print;

import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.IdentityType;
import org.manualkey.sa.Identities;

/** Prints identity extensions. */
final class IdentityText {
  private final TextSink out;

  IdentityText(TextSink out) {
    this.out = out;
  }

  void print(Identity identity) {
    String tag =
        switch (identity.kind()) {
          case SRC -> "SID: ";
          case DST -> "DID: ";
        };
    int uid = (int) identity.id(); // which the original prints as an int
    out.text(tag)
        .text(
            switch (identity.kind()) {
              case SRC -> "Source";
              case DST -> "Destination";
            })
        .text(" identity, uid=")
        .signed(uid)
        .text(", type ");
    // The original keeps eight bits of the type here, so 300 prints as 44.
    int shown = identity.idType() & 0xff;
    IdentityType type = IdentityType.of(shown);
    typeName(type, shown);
    out.newline().text(tag);
    switch (type) {
      case X_DN, X_GN -> out.foreign(DistinguishedName.text(identity.value().view()));
      case RESERVED, PREFIX, FQDN, USER_FQDN, X_KEY_ID, X_ADDR_RANGE, UNKNOWN ->
          out.foreign(Identities.value(identity));
    }
    out.newline();
  }

  private void typeName(IdentityType type, int code) {
    switch (type) {
      case PREFIX -> out.text("prefix");
      case FQDN -> out.text("FQDN");
      case USER_FQDN -> out.text("user-FQDN (mbox)");
      case X_DN -> out.text("ASN.1 DER Distinguished Name");
      case X_GN -> out.text("ASN.1 DER Generic Name");
      case X_KEY_ID -> out.text("Generic key id");
      case X_ADDR_RANGE -> out.text("Address range");
      case RESERVED, UNKNOWN -> out.text("<unknown ").unsigned(code).character('>');
    }
  }
}
