package org.manualkey.pfkey;

/** Bits of {@code sadb_sa_flags}; illumos {@code net/pfkeyv2.h}. Every flag is one bit. */
public enum SaFlag {
  PFS(0x00000001),
  NOREPLAY(0x00000002),
  /** The SA has protected a packet; set by the kernel. */
  USED(0x80000000),
  /** The SA has selectors of its own; set by the kernel. */
  UNIQUE(0x40000000),
  AALG1(0x20000000),
  AALG2(0x10000000),
  /** Combined-mode cipher. */
  EALG1(0x08000000),
  /** Counter-mode cipher. */
  EALG2(0x04000000),
  KM1(0x02000000),
  KM2(0x01000000),
  KM3(0x00800000),
  KM4(0x00400000),
  KRES1(0x00200000),
  NATT_LOC(0x00100000),
  NATT_REM(0x00080000),
  KRES2(0x00040000),
  TUNNEL(0x00020000),
  PAIRED(0x00010000),
  OUTBOUND(0x00008000),
  INBOUND(0x00004000),
  NATTED(0x00001000);

  private final int bit;

  SaFlag(int bit) {
    this.bit = bit;
  }

  public int bit() {
    return bit;
  }

  public boolean in(int flags) {
    return (flags & bit) != 0;
  }
}
