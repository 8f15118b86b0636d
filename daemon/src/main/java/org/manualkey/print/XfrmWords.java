package org.manualkey.print;

import org.manualkey.pfkey.XfrmSettings;

/** Prints what only XFRM has in the words of a command, each after a blank. */
final class XfrmWords {
  private XfrmWords() {}

  static void print(XfrmSettings settings, TextSink out) {
    number(" reqid ", settings.requestId(), out);
    if (settings.wholeMark() != 0) {
      out.text(" mark 0x").hex(settings.mark()).text("/0x").hex(settings.markMask());
    }
    number(" if_id ", settings.interfaceId(), out);
    if (settings.longNumbers()) {
      out.text(" esn");
    }
    number(" trunc_bits ", settings.checkBits(), out);
  }

  private static void number(String word, int value, TextSink out) {
    if (value != 0) {
      out.text(word).unsigned(value);
    }
  }
}
