package org.manualkey.netlink;

/**
 * The fixed part of an SA ({@code struct xfrm_usersa_info}, 224 octets): 0 selector, 56
 * destination, 72 SPI in network order, 76 protocol u8, 80 source, 96 limits, 160 usage, 192 three
 * counters u32, 204 sequence number u32, 208 request id u32, 212 family u16, 214 mode u8, 215
 * replay window u8, 216 flags u8.
 *
 * @param selector which packets it is for
 * @param name which SA it is
 * @param source where its packets come from
 * @param limits when it expires
 * @param usage what it has done; ignored in a request
 * @param failures what it has refused; ignored in a request
 * @param seq of the negotiation that made it. The kernel hashes SAs by it: the same number for many
 *     makes each more expensive than the one before
 * @param requestId which policies use it; 0: those that name none
 * @param mode {@link #TRANSPORT}, {@link #TUNNEL} or another
 * @param replayWindow in packets, at most 32; larger windows are an {@link Attribute.LongReplay}
 * @param flags eight bits
 */
public record SaInfo(
    Selector selector,
    SaName name,
    NetlinkAddress source,
    Limits limits,
    Usage usage,
    Failures failures,
    int seq,
    int requestId,
    int mode,
    int replayWindow,
    int flags) {
  /** Octets of the structure. */
  public static final int LENGTH = 224;

  /** Where its limits begin. */
  public static final int LIMITS = 96;

  public static final int LENGTH_OF_LIMITS = 64;

  /** Where the replay window is. */
  public static final int REPLAY_WINDOW = 215;

  /** Where the flags are. */
  public static final int FLAGS = 216;

  public static final int AF_INET = 2;
  public static final int AF_INET6 = 10;
  public static final int ESP = 50;
  public static final int AH = 51;
  public static final int TRANSPORT = 0;
  public static final int TUNNEL = 1;

  /** The flag of sequence numbers of 64 bits. */
  public static final int ESN = 0x80;

  /**
   * Packets that an SA refused.
   *
   * @param window those too old for the replay window
   * @param replay those that came before
   * @param integrity those with a wrong check value
   */
  public record Failures(int window, int replay, int integrity) {
    public static final Failures NONE = new Failures(0, 0, 0);
  }

  /** The same with other limits. */
  public SaInfo withLimits(Limits changed) {
    return new SaInfo(
        selector,
        name,
        source,
        changed,
        usage,
        failures,
        seq,
        requestId,
        mode,
        replayWindow,
        flags);
  }
}
