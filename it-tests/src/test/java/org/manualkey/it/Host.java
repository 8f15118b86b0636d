package org.manualkey.it;

import java.time.Duration;
import java.util.List;
import org.manualkey.it.GuestKernel.Result;

/**
 * A host in the guest: a network namespace, and with it SAs, policies and AF_KEY sockets that no
 * other host sees. Its directory {@link #directory} is in the memory of the guest.
 */
final class Host implements AutoCloseable {

  private static final String LEFT_PLUG = "02:00:00:00:00:01";
  private static final String RIGHT_PLUG = "02:00:00:00:00:02";

  private final GuestKernel guest;
  private final String name;

  private Host(GuestKernel guest, String name) {
    this.guest = guest;
    this.name = name;
  }

  static Host create(GuestKernel guest, String name) {
    Host host = new Host(guest, name);
    guest
        .shell(
            "ip netns add %1$s && ip -n %1$s link set lo up && mkdir -p %2$s"
                .formatted(name, host.directory()))
        .expectSuccess();
    return host;
  }

  /**
   * A cable between two hosts: a device {@code eth0} in each, with addresses such as {@code
   * 10.0.0.1/24}, usable at once. They know each other's place on it: what asks for it would go
   * through IPsec as well, and be counted.
   */
  static void connect(
      Host left, List<String> leftAddresses, Host right, List<String> rightAddresses) {
    left.guest
        .shell(
            "set -e; ip link add eth0 netns %s address %s type veth peer name eth0 netns %s address %s%n"
                    .formatted(left.name, LEFT_PLUG, right.name, RIGHT_PLUG)
                + left.plugIn(leftAddresses, rightAddresses, RIGHT_PLUG)
                + right.plugIn(rightAddresses, leftAddresses, LEFT_PLUG))
        .expectSuccess();
  }

  private String plugIn(List<String> own, List<String> others, String otherPlug) {
    String ip = "ip -n " + name;
    StringBuilder commands = new StringBuilder(ip + " link set eth0 up\n");
    for (String address : own) {
      // Without duplicate address detection an IPv6 address can be used at once.
      String flag = address.contains(":") ? " nodad" : "";
      commands.append("%s addr add %s dev eth0%s%n".formatted(ip, address, flag));
    }
    for (String address : others) {
      String other = address.substring(0, address.indexOf('/'));
      commands.append(
          "%s neigh add %s lladdr %s dev eth0 nud permanent%n".formatted(ip, other, otherPlug));
    }
    return commands.toString();
  }

  /** Runs a program on this host. */
  Result run(String... command) {
    return shell(GuestKernel.quoted(command));
  }

  /** Runs a bash script on this host. */
  Result shell(String script) {
    return guest.shell(script, GuestKernel.DEADLINE, name);
  }

  /** Runs a bash script on this host that may take longer than others. */
  Result shell(String script, Duration limit) {
    return guest.shell(script, limit, name);
  }

  /** The command that writes a file which only root may read. */
  static String write(String path, String text) {
    return "(umask 077; printf %s " + GuestKernel.quoted(text) + " >" + path + ")";
  }

  /** Where files of this host go; nothing else uses it. */
  String directory() {
    return "/run/" + name;
  }

  @Override
  public void close() {
    guest.shell("ip netns delete " + name + "; rm -r " + directory()).expectSuccess();
  }
}
