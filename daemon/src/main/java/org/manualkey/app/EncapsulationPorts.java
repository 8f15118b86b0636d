package org.manualkey.app;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.manualkey.libc.EncapsulationSocket;
import org.manualkey.libc.ErrnoException;
import org.manualkey.sadb.SadbOwner;
import org.manualkey.service.Configuration;
import org.manualkey.service.LoadFollower;
import org.manualkey.service.PortWarning;
import org.manualkey.service.ServiceProperties;
import org.manualkey.service.ServiceStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The UDP ports of {@code config/nat_t_ports}, at which the kernel takes ESP out of UDP: a socket
 * for each IP version, open as long as the property has the port and the daemon runs. Without the
 * property there are none.
 *
 * <p>A port that cannot be had is a warning, and tried again whenever properties are set or read,
 * and before each load. SAs are loaded all the same: most of all an IKE daemon has the port, whose
 * own socket makes the kernel take out the ESP of everybody's SAs.
 */
final class EncapsulationPorts implements LoadFollower, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.DAEMON);

  private static final List<Integer> IP_VERSIONS = List.of(4, 6);

  private final Configuration configuration;
  private final boolean useful;
  private final Opener opener;

  /** Guarded by this, as is what follows. */
  private final Map<Place, Runnable> open = new HashMap<>();

  private Map<Place, PortWarning> failed = Map.of();
  private boolean closed;

  private volatile List<PortWarning> warnings = List.of();

  /** A port of one IP version. */
  private record Place(int port, int ipVersion) {}

  /** Opens sockets. */
  interface Opener {
    /**
     * Opens one.
     *
     * @return closes it
     * @throws ErrnoException if there can be none
     */
    Runnable open(boolean ipv6, int port) throws ErrnoException;
  }

  @Inject
  EncapsulationPorts(Configuration configuration, SadbOwner owner, HostKernel kernel) {
    this(
        configuration,
        kernel.isLinux() && owner.backEnd().protectsTraffic(),
        (ipv6, port) -> EncapsulationSocket.open(ipv6, port)::close);
  }

  /**
   * Ports that are not open yet.
   *
   * @param useful whether there is a kernel of Linux that can take out anything
   */
  EncapsulationPorts(Configuration configuration, boolean useful, Opener opener) {
    this.configuration = configuration;
    this.useful = useful;
    this.opener = opener;
  }

  /** Opens the ports of the property, and follows it from now on. */
  void open() {
    if (useful) {
      configuration.follow(this::become);
    }
  }

  /** Ports that cannot be had. Any thread may ask. */
  List<PortWarning> warnings() {
    return warnings;
  }

  @Override
  public synchronized void begins() {
    if (!closed && !failed.isEmpty()) {
      Map<Place, PortWarning> failures = new LinkedHashMap<>();
      failed.keySet().forEach(place -> open(place, failures));
      failed(failures);
    }
  }

  @Override
  public void ended(ServiceStatus status) {}

  private synchronized void become(ServiceProperties properties) {
    if (closed) {
      return;
    }
    List<Integer> wanted = properties.natTPorts();
    open.entrySet()
        .removeIf(each -> {
          boolean gone = !wanted.contains(each.getKey().port());
          if (gone) {
            each.getValue().run();
          }
          return gone;
        });
    Map<Place, PortWarning> failures = new LinkedHashMap<>();
    for (int port : wanted) {
      for (int ipVersion : IP_VERSIONS) {
        Place place = new Place(port, ipVersion);
        if (!open.containsKey(place)) {
          open(place, failures);
        }
      }
    }
    failed(failures);
  }

  private void failed(Map<Place, PortWarning> failures) {
    failed = failures;
    warnings = new ArrayList<>(failures.values());
  }

  private void open(Place place, Map<Place, PortWarning> failures) {
    boolean ipv6 = place.ipVersion() == 6;
    try {
      open.put(place, opener.open(ipv6, place.port()));
      LOG.info(DaemonMessage.NAT_T_PORT.with(place.port(), place.ipVersion()));
    } catch (ErrnoException e) {
      if (ipv6 && e.errno() == EncapsulationSocket.EAFNOSUPPORT) {
        return; // a host without IPv6 misses nothing
      }
      PortWarning failure = new PortWarning(place.port(), place.ipVersion(), reason(e));
      failures.put(place, failure);
      if (!failure.equals(failed.get(place))) {
        LOG.atWarn()
            .addKeyValue("event", "warning")
            .addKeyValue("warning", failure.word())
            .addKeyValue("port", failure.port())
            .log(failure.text());
      }
    }
  }

  private static String reason(ErrnoException e) {
    return e.errno() == EncapsulationSocket.EADDRINUSE
        ? "another program has it"
        : String.valueOf(e.getMessage());
  }

  /** Gives back all ports. */
  @Override
  public synchronized void close() {
    closed = true;
    open.values().forEach(Runnable::run);
    open.clear();
  }
}
