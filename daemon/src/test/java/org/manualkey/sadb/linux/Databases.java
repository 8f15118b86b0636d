package org.manualkey.sadb.linux;

import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.IpAddress;
import org.manualkey.host.LocalAddresses;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Draft;

/** Databases over a {@link FakeLinuxKernel}, on a host with the addresses of {@link Draft}. */
public final class Databases {
  private Databases() {}

  /** The database of a process. */
  public static LinuxSadb over(LinuxKernel kernel, int pid) {
    return new LinuxSadb(kernel, AlgorithmsFile.builtIn(), HOST, pid);
  }

  /** The same with clocks of a test. */
  static LinuxSadb over(LinuxKernel kernel, int pid, InstantSource clock, LongSupplier nanoTime) {
    return new LinuxSadb(kernel, AlgorithmsFile.builtIn(), HOST, pid, clock, nanoTime);
  }

  /** How many SAs a database has on record. */
  public static int recorded(LinuxSadb sadb) {
    return sadb.recorded();
  }

  /** The ESP SA of an SPI to an address. */
  public static SaId id(int spi, String destination) {
    return Objects.requireNonNull(SaId.of(SaType.ESP, spi, Draft.socketAddress(destination)));
  }

  /** 10.0.0.1 and 2001:db8::1 are its addresses. */
  public static final LocalAddresses HOST =
      new LocalAddresses() {
        private final Set<IpAddress> local = Set.of(ip(Draft.L4), ip(Draft.L6));

        @Override
        public boolean isLocal(IpAddress address) {
          return local.contains(address);
        }

        @Override
        public boolean isBroadcast(IpAddress address) {
          return address.equals(ip(Draft.B4));
        }
      };

  private static IpAddress ip(String text) {
    return Objects.requireNonNull(IpAddress.of(Draft.socketAddress(text)));
  }
}
