package org.manualkey.print;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Labels of key management cookies, as IKE writes them to {@code /var/run/ipsec_kmc_map} on
 * illumos: one per line, with the number, blanks, and the label.
 */
public final class CookieLabels {
  /** No labels, for hosts without that file. */
  public static final CookieLabels NONE = new CookieLabels(Map.of());

  private final Map<Integer, String> byCookie;

  private CookieLabels(Map<Integer, String> byCookie) {
    this.byCookie = byCookie;
  }

  /** Parses a map. It ends at the first invalid line, as on illumos. */
  public static CookieLabels parse(String text) {
    Map<Integer, String> byCookie = new HashMap<>();
    for (String line : text.lines().toList()) {
      String[] parts = line.strip().split("[ \t]+", 2);
      if (parts.length < 2) {
        break;
      }
      try {
        byCookie.putIfAbsent(Integer.parseUnsignedInt(parts[0]), parts[1]);
      } catch (NumberFormatException e) {
        break;
      }
    }
    return new CookieLabels(Map.copyOf(byCookie));
  }

  /** The label of a cookie, or null. */
  public @Nullable String label(int cookie) {
    return byCookie.get(cookie);
  }
}
