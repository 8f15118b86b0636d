package org.manualkey.print;

import org.manualkey.pfkey.KmCookie;

/** Prints key management cookies. */
final class CookieText {
  private static final int MANUAL = 0;
  private static final int IKE = 1;
  private static final int KINK = 2;
  private static final int IKEV2 = 3;

  private final CookieLabels labels;
  private final TextSink out;

  CookieText(CookieLabels labels, TextSink out) {
    this.labels = labels;
    this.out = out;
  }

  /** IKE cookies have 32 bits and labels, all others 64 bits and no labels. */
  void print(KmCookie cookie) {
    out.text("KMC:  Protocol ").unsigned(cookie.protocol()).text(", cookie=\"");
    switch (cookie.protocol()) {
      case MANUAL -> out.text("Manual SA with cookie:");
      case IKE -> {
        String label = labels.label((int) cookie.cookie());
        out.foreign(label == null ? "<Label not found.>" : label);
        out.text("\" (").unsigned((int) cookie.cookie()).text(")\n");
        return;
      }
      case KINK -> out.text("KINK:");
      case IKEV2 -> out.text("IKEV2:");
      default -> out.text("<unknown KM protocol>");
    }
    out.text("\" (0x").hex(cookie.cookie());
    out.character('/').unsigned(cookie.cookie()).text(")\n");
  }
}
