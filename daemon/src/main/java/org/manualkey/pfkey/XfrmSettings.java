package org.manualkey.pfkey;

/**
 * What an SA of XFRM on Linux has beside all that PF_KEY can say. No message of a socket carries
 * it: the codecs leave it out.
 *
 * @param requestId which policies use the SA; 0: those that name none
 * @param mark part of the identity of the SA: packets whose mark has this value...
 * @param markMask ...in these bits; 0: of any mark
 * @param interfaceId of the XFRM interface that uses the SA; 0: none
 * @param longNumbers whether sequence numbers have 64 bits (ESN, RFC 4304)
 * @param checkBits of the check value, instead of those that its algorithm has; 0: not said
 * @param usual whether that is the length that the SA has anyway here, by the configuration
 * @param direction flags of {@link SaFlag}: the one direction that the kernel takes the SA for;
 *     both: any, whatever the SA names; 0: that which the SA names, or any
 */
public record XfrmSettings(
    int requestId,
    int mark,
    int markMask,
    int interfaceId,
    boolean longNumbers,
    int checkBits,
    boolean usual,
    int direction)
    implements Extension {
  public static final XfrmSettings NONE = new XfrmSettings(0, 0, 0, 0, false, 0, false, 0);

  /** Those of an SA of which no more than its identity is known. */
  public static XfrmSettings ofMark(int mark, int markMask) {
    return new XfrmSettings(0, mark, markMask, 0, false, 0, false, 0);
  }

  /** Mark and mask in one number, as identities have them; 0: of any mark. */
  public long wholeMark() {
    return (long) mark << Integer.SIZE | Integer.toUnsignedLong(markMask);
  }

  /** The same for another direction. */
  public XfrmSettings withDirection(int flags) {
    return new XfrmSettings(
        requestId, mark, markMask, interfaceId, longNumbers, checkBits, usual, flags);
  }

  /** Whether there is more than a direction, which other back ends know as well. */
  public boolean needsXfrm() {
    return (requestId | mark | markMask | interfaceId | checkBits) != 0 || longNumbers || usual;
  }

  /** Whether there is nothing of all this. */
  public boolean isNone() {
    return direction == 0 && !needsXfrm();
  }

  @Override
  public ExtensionType type() {
    return ExtensionType.XFRM;
  }
}
