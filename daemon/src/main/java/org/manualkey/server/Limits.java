package org.manualkey.server;

import java.time.Duration;

/**
 * Limits for clients of the server.
 *
 * @param all concurrent connections
 * @param unprivileged concurrent connections of all unprivileged clients
 * @param perUid concurrent connections of one unprivileged uid
 * @param patience how long a privileged client waits for a connection
 * @param silence how long a client may send nothing before its hello and its command are complete
 * @param hello how long these may take in all
 * @param shutdown how long a stopping server waits for running commands
 */
record Limits(
    int all,
    int unprivileged,
    int perUid,
    Duration patience,
    Duration silence,
    Duration hello,
    Duration shutdown) {
  static final Limits DEFAULT =
      new Limits(
          256,
          64,
          16,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofSeconds(2));

  Limits withHello(Duration longestSilence, Duration limit) {
    return new Limits(all, unprivileged, perUid, patience, longestSilence, limit, shutdown);
  }
}
