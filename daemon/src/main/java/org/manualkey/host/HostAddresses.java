package org.manualkey.host;

/**
 * The addresses of this host as they were when somebody looked last: all of one piece of work is
 * judged by the same ones.
 *
 * <p>Used by one thread.
 */
public final class HostAddresses implements LocalAddresses {
  private final LocalAddresses source;
  private LocalAddresses last;

  public HostAddresses(LocalAddresses source) {
    this.source = source;
    last = source.now();
  }

  /**
   * Looks again.
   *
   * @throws java.io.UncheckedIOException when the interfaces cannot be listed
   */
  public void look() {
    last = source.now();
  }

  @Override
  public boolean isLocal(IpAddress address) {
    return last.isLocal(address);
  }

  @Override
  public boolean isBroadcast(IpAddress address) {
    return last.isBroadcast(address);
  }
}
