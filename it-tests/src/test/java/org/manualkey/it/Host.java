package org.manualkey.it;

import org.manualkey.it.GuestKernel.Result;

/**
 * A host in the guest: a network namespace, and with it SAs, policies and AF_KEY sockets that no
 * other host sees. Its directory {@link #directory} is in the memory of the guest.
 */
final class Host implements AutoCloseable {

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
   * 10.0.0.1/24}, usable at once.
   */
  static void connect(Host left, String leftAddresses, Host right, String rightAddresses) {
    left.guest
        .shell(
            "ip link add eth0 netns "
                + left.name
                + " type veth peer name eth0 netns "
                + right.name
                + left.up(leftAddresses)
                + right.up(rightAddresses))
        .expectSuccess();
  }

  private String up(String addresses) {
    StringBuilder commands = new StringBuilder();
    for (String address : addresses.split(" ")) {
      commands.append(" && ip -n ").append(name).append(" addr add ").append(address);
      // Without duplicate address detection an IPv6 address can be used at once.
      commands.append(" dev eth0").append(address.contains(":") ? " nodad" : "");
    }
    return commands.append(" && ip -n ").append(name).append(" link set eth0 up").toString();
  }

  /** Runs a program on this host. */
  Result run(String... command) {
    return shell(GuestKernel.quoted(command));
  }

  /** Runs a bash script on this host. */
  Result shell(String script) {
    return guest.shell(GuestKernel.quoted("ip", "netns", "exec", name, "bash", "-c", script));
  }

  /** Writes a file that only root may read. */
  void write(String path, String text) {
    guest.shell("umask 077; printf %s " + GuestKernel.quoted(text) + " >" + path).expectSuccess();
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
