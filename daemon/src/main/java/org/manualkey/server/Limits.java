package org.manualkey.server;

import java.time.Duration;

/**
 * Limits for clients of the server.
 *
 * @param all concurrent connections
 * @param unprivileged concurrent connections of all unprivileged clients
 * @param perUid concurrent connections of one unprivileged uid
 * @param patience how long a privileged client waits for a connection
 * @param hello how long a client may take to send its hello and its command
 * @param shutdown how long a stopping server waits for running commands
 */
record Limits(
    int all, int unprivileged, int perUid, Duration patience, Duration hello, Duration shutdown) {
  static final Limits DEFAULT =
      new Limits(256, 64, 16, Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(2));

  Limits withHello(Duration limit) {
    return new Limits(all, unprivileged, perUid, patience, limit, shutdown);
  }
}
