package org.manualkey.it;

import java.util.List;

/**
 * Two hosts on a cable. Each has addresses of both families on the cable, and others behind it that
 * only a tunnel needs. They live longer than a {@link Conversation}.
 */
final class TwoHosts implements AutoCloseable {

  private static final Ends ON_CABLE_4 = new Ends("10.0.0.1", "10.0.0.2");
  private static final Ends ON_CABLE_6 = new Ends("fd00::1", "fd00::2");
  private static final Ends BEHIND_4 = new Ends("10.1.0.1", "10.2.0.1");
  private static final Ends BEHIND_6 = new Ends("fd01::1", "fd02::1");

  private final Host left;
  private final Host right;

  /** An address of each. */
  record Ends(String left, String right) {
    Ends reversed() {
      return new Ends(right, left);
    }
  }

  TwoHosts(GuestKernel guest) {
    left = guest.host();
    right = guest.host();
    Host.connect(
        left,
        List.of(ON_CABLE_4.left() + "/24", ON_CABLE_6.left() + "/64"),
        right,
        List.of(ON_CABLE_4.right() + "/24", ON_CABLE_6.right() + "/64"));
    putBehind(left, ON_CABLE_4, BEHIND_4, "");
    putBehind(left, ON_CABLE_6, BEHIND_6, " nodad");
    putBehind(right, ON_CABLE_4.reversed(), BEHIND_4.reversed(), "");
    putBehind(right, ON_CABLE_6.reversed(), BEHIND_6.reversed(), " nodad");
  }

  Host left() {
    return left;
  }

  Host right() {
    return right;
  }

  Ends onCable(boolean ipv6) {
    return ipv6 ? ON_CABLE_6 : ON_CABLE_4;
  }

  Ends behind(boolean ipv6) {
    return ipv6 ? BEHIND_6 : BEHIND_4;
  }

  @Override
  public void close() {
    left.close();
    right.close();
  }

  private static void putBehind(Host host, Ends cable, Ends behind, String flag) {
    host.shell(
            "ip addr add %1$s dev lo%4$s && ip route add %2$s via %3$s src %1$s"
                .formatted(behind.left(), behind.right(), cable.right(), flag))
        .expectSuccess();
  }
}
