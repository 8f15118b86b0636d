package org.manualkey.service;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The instance of SMF that this process is the daemon of. Its repository is the only store of
 * properties then, and whether the service is enabled is for SMF to say: a daemon that runs is.
 *
 * @param fmri its name, such as {@code svc:/network/ipsec/manual-keyd:default}; smf(7)
 */
public record SmfInstance(String fmri) {
  /**
   * The instance of a process.
   *
   * @param environment its variables; {@code SMF_FMRI} counts, which smf_method(7) sets
   * @return null if it does not belong to SMF
   */
  public static @Nullable SmfInstance of(Map<String, String> environment) {
    String fmri = environment.getOrDefault("SMF_FMRI", "");
    return fmri.isEmpty() ? null : new SmfInstance(fmri);
  }

  /** The name of the service without that of the instance: it has the properties. */
  public String service() {
    int colon = fmri.lastIndexOf(':');
    return colon > fmri.indexOf('/') ? fmri.substring(0, colon) : fmri;
  }
}
