package org.manualkey.program;

import java.util.List;
import org.manualkey.print.TextSink;
import org.manualkey.sadb.BackEndOffer;
import org.manualkey.sadb.Capabilities;

/** What {@code manual-keyadm backends} prints: a block for each back end, the one in use first. */
final class BackEndsOutput {
  private BackEndsOutput() {}

  static void print(List<BackEndOffer> offers, TextSink out) {
    for (BackEndOffer.Use use : BackEndOffer.Use.values()) {
      for (BackEndOffer offer : offers) {
        if (offer.use() == use) {
          print(offer, out);
        }
      }
    }
    out.flush();
  }

  private static void print(BackEndOffer offer, TextSink out) {
    out.text(offer.backEnd().name()).text(": ").text(offer.use().word());
    out.text(" (").text(offer.why()).text(")").newline();
    for (Capabilities.Row row : offer.backEnd().capabilities().rows()) {
      out.text("  " + row.capability().words() + ": " + row.support().word());
      out.text(" (").text(row.how()).text(")").newline();
    }
    for (BackEndOffer.Tried tried : offer.trials()) {
      out.text("  " + tried.kind().word() + " " + tried.name() + ": ");
      out.text(tried.lack().isEmpty() ? "in this kernel" : "not in this kernel");
      if (!tried.lack().isEmpty()) {
        out.text(" (").text(tried.lack()).text(")");
      }
      out.newline();
    }
  }
}
