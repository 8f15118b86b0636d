package org.manualkey.server;

import java.time.Duration;

/**
 * How much clients may ask of the server.
 *
 * @param all connections at once
 * @param unprivileged those of them that clients without privilege may have
 * @param perUid those of them that one uid without privilege may have
 * @param patience how long a privileged client waits for its turn
 * @param hello how long a client may take to say hello and name its command
 * @param farewell how long a stopping server waits for what its clients are doing
 */
record Limits(
    int all, int unprivileged, int perUid, Duration patience, Duration hello, Duration farewell) {
  static final Limits DEFAULT =
      new Limits(256, 64, 16, Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(2));

  Limits withHello(Duration limit) {
    return new Limits(all, unprivileged, perUid, patience, limit, farewell);
  }
}
