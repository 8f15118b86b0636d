package org.manualkey.host;

import java.io.UncheckedIOException;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of the interfaces that are up, read when first needed and cached for a few seconds,
 * so that a long load does not list the interfaces for each SA. Thread-safe.
 */
public final class InterfaceAddresses implements LocalAddresses {
  private static final Duration FRESH = Duration.ofSeconds(5);

  private final LongSupplier nanoTime;
  private volatile @Nullable Snapshot snapshot;

  /** Reads time from {@link System#nanoTime}. */
  public InterfaceAddresses() {
    this(System::nanoTime);
  }

  InterfaceAddresses(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public boolean isLocal(IpAddress address) {
    return now().isLocal(address);
  }

  @Override
  public boolean isBroadcast(IpAddress address) {
    return now().isBroadcast(address);
  }

  @Override
  public LocalAddresses now() {
    long now = nanoTime.getAsLong();
    Snapshot last = snapshot;
    if (last == null || now - last.takenAt > FRESH.toNanos()) {
      last = Snapshot.take(now);
      snapshot = last;
    }
    return last;
  }

  private record Snapshot(long takenAt, Set<IpAddress> local, Set<IpAddress> broadcast)
      implements LocalAddresses {
    @Override
    public boolean isLocal(IpAddress address) {
      return local.contains(address);
    }

    @Override
    public boolean isBroadcast(IpAddress address) {
      return broadcast.contains(address);
    }

    static Snapshot take(long now) {
      Set<IpAddress> local = new HashSet<>();
      Set<IpAddress> broadcast = new HashSet<>();
      try {
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
          if (each.isUp() && !each.isLoopback()) {
            for (InterfaceAddress address : each.getInterfaceAddresses()) {
              local.add(IpAddress.of(address.getAddress()));
              if (address.getBroadcast() != null) {
                broadcast.add(IpAddress.of(address.getBroadcast()));
              }
            }
          }
        }
      } catch (SocketException e) {
        throw new UncheckedIOException("cannot list the network interfaces: " + e.getMessage(), e);
      }
      return new Snapshot(now, local, broadcast);
    }
  }
}
