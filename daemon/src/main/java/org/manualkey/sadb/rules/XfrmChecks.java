package org.manualkey.sadb.rules;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.CheckBits;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Subject;

/** What XFRM would refuse of that which only XFRM has, or take for something else. */
final class XfrmChecks {
  private XfrmChecks() {}

  static @Nullable Refusal refusal(RequestInProgress request) {
    XfrmSettings settings = request.settings();
    if (settings.longNumbers() && request.sa().replay() == 0) {
      return Refusal.invalid(
              Diagnostic.NONE, "esn needs a replay window; add, for example, replay 32")
          .about(Subject.LONG_NUMBERS);
    }
    return settings.checkBits() == 0 ? null : checkBits(request.sa().auth(), settings.checkBits());
  }

  private static @Nullable Refusal checkBits(int auth, int bits) {
    if (auth == 0) {
      return refused("trunc_bits needs an authentication algorithm");
    }
    if (bits % Byte.SIZE != 0) {
      return refused("trunc_bits must be a multiple of 8");
    }
    int whole = CheckBits.whole(auth);
    return whole != 0 && bits > whole
        ? refused("the algorithm makes check values of " + whole + " bits; " + bits + " given")
        : null;
  }

  private static Refusal refused(String reason) {
    return Refusal.invalid(Diagnostic.NONE, reason).about(Subject.CHECK_BITS);
  }
}
