package org.manualkey.host;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of the interfaces that are up. Thread-safe.
 *
 * <p>{@link #now} reads them. All else may use what was read a moment ago, so that a long run of
 * requests does not list the interfaces for each of them: reading takes at most a hundredth of the
 * time unless that is slow, and what is known is never older than a tenth of a second: scripts add
 * an address and then SAs of it.
 */
public final class InterfaceAddresses implements LocalAddresses {
  private static final int SHARE = 100;
  private static final Duration OLDEST = Duration.ofMillis(100);

  /** The library fails with these words where no interface is up, as in a new namespace. */
  private static final String NONE = "No network interfaces configured";

  private final LongSupplier nanoTime;
  private final Interfaces interfaces;
  private volatile @Nullable Snapshot snapshot;

  /** Lists network interfaces. */
  @FunctionalInterface
  interface Interfaces {
    /** The addresses of those that are up. */
    List<InterfaceAddress> addresses() throws SocketException;
  }

  /** The interfaces of this host, by {@link System#nanoTime}. */
  public InterfaceAddresses() {
    this(System::nanoTime, InterfaceAddresses::ofThisHost);
  }

  InterfaceAddresses(LongSupplier nanoTime, Interfaces interfaces) {
    this.nanoTime = nanoTime;
    this.interfaces = interfaces;
  }

  private static List<InterfaceAddress> ofThisHost() throws SocketException {
    List<InterfaceAddress> addresses = new ArrayList<>();
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      if (each.isUp()) {
        addresses.addAll(each.getInterfaceAddresses());
      }
    }
    return addresses;
  }

  @Override
  public boolean isLocal(IpAddress address) {
    return recent().isLocal(address);
  }

  @Override
  public boolean isBroadcast(IpAddress address) {
    return recent().isBroadcast(address);
  }

  @Override
  public LocalAddresses recent() {
    Snapshot last = snapshot;
    return last == null || nanoTime.getAsLong() - last.end > last.lifetime() ? now() : last;
  }

  @Override
  public LocalAddresses now() {
    long start = nanoTime.getAsLong();
    Set<IpAddress> local = new HashSet<>();
    Set<IpAddress> broadcast = new HashSet<>();
    try {
      for (InterfaceAddress each : interfaces.addresses()) {
        InetAddress address = each.getAddress();
        // Others on the loopback interface of Linux are of this host, such as those of a router.
        if (!address.isLoopbackAddress()) {
          local.add(IpAddress.of(address));
        }
        if (each.getBroadcast() != null) {
          broadcast.add(IpAddress.of(each.getBroadcast()));
        }
      }
    } catch (SocketException e) {
      if (!NONE.equals(e.getMessage())) {
        throw new UncheckedIOException("cannot list the network interfaces: " + e.getMessage(), e);
      }
    }
    Snapshot read = new Snapshot(start, nanoTime.getAsLong(), local, broadcast);
    snapshot = read;
    return read;
  }

  /**
   * What was read.
   *
   * @param start when reading began
   * @param end when it ended
   */
  private record Snapshot(long start, long end, Set<IpAddress> local, Set<IpAddress> broadcast)
      implements LocalAddresses {
    /** For so many nanoseconds it is recent. */
    long lifetime() {
      return Math.min(SHARE * (end - start), OLDEST.toNanos());
    }

    @Override
    public boolean isLocal(IpAddress address) {
      return local.contains(address);
    }

    @Override
    public boolean isBroadcast(IpAddress address) {
      return broadcast.contains(address);
    }
  }
}
