package org.manualkey.it;

import java.time.Duration;
import org.manualkey.it.GuestKernel.Result;

/**
 * A router in a guest with systemd, on a link that is its {@code eth0}: the guest itself, or a
 * network namespace with units of its own.
 *
 * @param number of its addresses
 * @param namespace empty for the guest itself
 */
record OspfRouter(GuestKernel guest, int number, String namespace) {

  private static final Duration LONG = Duration.ofMinutes(2);

  String id() {
    return "192.0.2." + number;
  }

  String address() {
    return "fe80::" + number;
  }

  /** The socket of its {@code ospf6d}. */
  String vty() {
    return "/run/frr/" + (namespace.isEmpty() ? "" : namespace + "/") + "ospf6d.vty";
  }

  /** What a document has for the first router, for this one. */
  private String own(String documented) {
    if (namespace.isEmpty()) {
      return documented;
    }
    String instance = "@" + namespace;
    return documented
        .replace("fe80::1", address())
        .replace("192.0.2.1", id())
        .replace("/etc/inet/secret/", "/etc/inet/secret/" + namespace + ".")
        .replace("/etc/frr/", "/etc/frr/" + namespace + "/")
        .replace("ospf6-policies", "ospf6-policies-" + namespace)
        .replace("manual-keyd.service", "manual-keyd" + instance + ".service")
        .replace("reload manual-keyd", "reload manual-keyd" + instance)
        .replace("frr.service", "frr" + instance + ".service")
        .replace("restart frr", "restart frr" + instance)
        .replace("[Service]", "[Service]\nNetworkNamespacePath=/run/netns/" + namespace);
  }

  /** Writes a file of a document for the first router, as that of this one. */
  void write(String file, String documented) {
    run("umask 022; cat >%s <<'END'%n%sEND%n".formatted(file, documented));
  }

  /** Where the configuration of FRR goes. */
  void makeFrrDirectory() {
    if (!namespace.isEmpty()) {
      shell(
              """
              set -e; mkdir /etc/frr/%1$s; cd /etc/frr/%1$s; touch vtysh.conf
              (cat ../daemons; echo 'watchfrr_options="--netns"') >daemons
              """
                  .formatted(namespace))
          .expectSuccess();
    }
  }

  /** Runs the commands of a document for the first router, as this one, where the keys are. */
  String run(String documented) {
    String script =
        "exec 2>&1; set -e; umask 077; mkdir -p /root/keys; cd /root/keys\n" + own(documented);
    if (namespace.isEmpty()) {
      return shell(script).expectSuccess().out();
    }
    return shell(
            "exec env MANUAL_KEY_SOCKET=/run/manual-key/netns/%1$s/socket ip netns exec %1$s bash -c %2$s"
                .formatted(namespace, GuestKernel.quoted(script)))
        .expectSuccess()
        .out();
  }

  private Result shell(String script) {
    return guest.shell(script, LONG);
  }

  /** Waits until a command of {@code ospf6d} prints what matches. */
  String await(String pattern, String command) {
    return shell(GuestKernel.quoted("ospf6", "await", vty(), pattern, command))
        .expectSuccess()
        .out();
  }

  /** Waits for the adjacency to another router. */
  String awaitFull(OspfRouter other) {
    return await(other.id().replace(".", "\\.") + "\\s.*\\sFull/", "show ipv6 ospf6 neighbor");
  }

  /** What its kernel has dropped because of IPsec: the counters that are not 0. */
  String dropped() {
    return run("grep -v '\\s0$' /proc/net/xfrm_stat || true");
  }
}
