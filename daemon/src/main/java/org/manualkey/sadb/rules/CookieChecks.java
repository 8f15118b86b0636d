package org.manualkey.sadb.rules;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.sadb.Refusal;

/** Whether two cookies of key management can be of one SA; 0 stands for any in either part. */
public final class CookieChecks {
  private static final int IKEV2 = 3;

  private CookieChecks() {}

  /** Why the cookie of an UPDATE cannot be that of the SA; a new one of IKEv2 can. */
  public static @Nullable Refusal updateConflict(
      @Nullable KmCookie asked, @Nullable KmCookie stored) {
    Refusal conflict = conflict(asked, stored);
    boolean exempt =
        asked != null
            && asked.protocol() == IKEV2
            && conflict != null
            && conflict.diagnostic() == Diagnostic.DUPLICATE_KMC.code();
    return exempt ? null : conflict;
  }

  public static @Nullable Refusal conflict(@Nullable KmCookie asked, @Nullable KmCookie stored) {
    if (asked == null || stored == null) {
      return null;
    }
    if (differ(asked.protocol(), stored.protocol())) {
      return Refusal.invalid(Diagnostic.DUPLICATE_KMP);
    }
    return differ(asked.cookie(), stored.cookie())
        ? Refusal.invalid(Diagnostic.DUPLICATE_KMC)
        : null;
  }

  /** The cookie of an SA after an UPDATE: a part that is 0 leaves what the SA has. */
  public static KmCookie merged(KmCookie asked, @Nullable KmCookie stored) {
    if (stored == null) {
      return asked;
    }
    return new KmCookie(
        asked.protocol() == 0 ? stored.protocol() : asked.protocol(),
        asked.cookie() == 0 ? stored.cookie() : asked.cookie());
  }

  private static boolean differ(long one, long other) {
    return one != 0 && other != 0 && one != other;
  }
}
