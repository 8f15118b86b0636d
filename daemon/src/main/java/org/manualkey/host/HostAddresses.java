package org.manualkey.host;

/**
 * The addresses of this host at the last call of {@link #look}, so that all of one request, or of
 * several that are sent together, is judged by the same ones.
 *
 * <p>Confined to one thread.
 */
public final class HostAddresses implements LocalAddresses {
  private final LocalAddresses source;
  private LocalAddresses last;

  public HostAddresses(LocalAddresses source) {
    this.source = source;
    last = source.now();
  }

  /**
   * Takes the addresses that this host had a moment ago.
   *
   * @throws java.io.UncheckedIOException when the interfaces cannot be listed
   */
  public void look() {
    last = source.recent();
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
