package org.manualkey.server;

import java.time.ZoneId;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;
import org.manualkey.program.Console.Caller;
import org.manualkey.wire.ClientFrame.Hello;

/**
 * What is known of the caller of a client.
 *
 * @param caller what a program learns
 * @param warning lines for its standard error, or an empty string
 */
record KnownCaller(Caller caller, String warning) {
  /** The caller of a client; its rights are those of the credentials, whatever it claims. */
  static KnownCaller of(Peer peer, Hello hello, NetworkNamespace namespace) {
    String variable = hello.get(Hello.TZ);
    ZoneRules zone = zone(variable);
    boolean unknown = zone == null && variable != null && !variable.isEmpty();
    return new KnownCaller(
        new Caller(
            peer.rights(),
            hello.get(Hello.SMF_FMRI) != null,
            hello.get(Hello.TERMINAL) != null,
            zone == null ? ZoneId.systemDefault().getRules() : zone),
        line(hello, unknown ? ServerMessage.UNKNOWN_ZONE.text() : "")
            + line(hello, namespace.unlike(hello.get(Hello.NETNS))));
  }

  private static String line(Hello hello, String text) {
    return text.isEmpty() ? "" : hello.program() + ": " + text + "\n";
  }

  /** The zone of a TZ variable; null if it is unset or cannot be understood. */
  private static @Nullable ZoneRules zone(@Nullable String variable) {
    return variable == null || variable.isEmpty() ? null : TimeZoneVariable.parse(variable);
  }
}
