package org.manualkey.pfkey;

/**
 * The SA extension ({@code struct sadb_sa}, RFC 2367 section 2.3.1).
 *
 * @param spi security parameters index, host order, all 32 bits used
 * @param replay replay window size in packets, 0 to 255; where no PF_KEY carries it to the kernel,
 *     up to 4096
 * @param stateCode state as on the wire
 * @param auth authentication algorithm
 * @param encrypt encryption algorithm
 * @param flags bits of {@link SaFlag}
 */
public record Sa(int spi, int replay, int stateCode, int auth, int encrypt, int flags)
    implements Extension {
  /** In place of the number of an algorithm that a kernel uses and does not show; none has it. */
  public static final int HIDDEN = 256;

  @Override
  public ExtensionType type() {
    return ExtensionType.SA;
  }

  public SaState state() {
    return SaState.of(stateCode);
  }

  public boolean has(SaFlag flag) {
    return flag.in(flags);
  }

  public Sa withFlags(int flags) {
    return flags == this.flags ? this : new Sa(spi, replay, stateCode, auth, encrypt, flags);
  }

  public Sa withReplay(int window) {
    return window == replay ? this : new Sa(spi, window, stateCode, auth, encrypt, flags);
  }

  public Sa withState(SaState state) {
    return state.code() == stateCode
        ? this
        : new Sa(spi, replay, state.code(), auth, encrypt, flags);
  }
}
