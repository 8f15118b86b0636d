package org.manualkey.netlink;

/** Types of attributes ({@code enum xfrm_attr_type_t}). */
public final class AttributeType {
  /** Authentication without the length of its check value; the kernel repeats it. */
  public static final int ALG_AUTH = 1;

  public static final int ALG_CRYPT = 2;
  public static final int ENCAP = 4;
  public static final int TMPL = 5;
  public static final int SA = 6;
  public static final int LIFETIME = 9;
  public static final int REPLAY_VAL = 10;
  public static final int LAST_USED = 15;
  public static final int ALG_AEAD = 18;
  public static final int ALG_AUTH_TRUNC = 20;
  public static final int MARK = 21;
  public static final int REPLAY_ESN_VAL = 23;
  public static final int EXTRA_FLAGS = 24;
  public static final int PROTO = 25;

  /** Fills the message so that the next attribute can have 64 bits. */
  public static final int PAD = 27;

  /** Which device encrypts; a change that repeats it is one of the device. */
  public static final int OFFLOAD_DEV = 28;

  public static final int IF_ID = 31;
  public static final int SA_DIR = 33;

  private AttributeType() {}
}
