package org.manualkey.service;

/**
 * A port of {@code config/nat_t_ports} cannot be had.
 *
 * @param port of UDP
 * @param ipVersion 4 or 6
 * @param reason why not
 */
public record PortWarning(int port, int ipVersion, String reason) implements ServiceWarning {
  @Override
  public String word() {
    return "nat-t-port";
  }

  @Override
  public String text() {
    return ServiceMessage.NO_NAT_T_PORT.with(port, ipVersion, reason);
  }
}
