package org.manualkey.netlink;

import java.util.List;
import org.manualkey.secret.KeyMaterial;

/**
 * What a message has beside its fixed part: length u16 with these four octets, type u16, content,
 * and zeros to a multiple of four.
 *
 * <p>Key material is filled with zeros to a multiple of eight octets, as PF_KEY has it; on the wire
 * are the octets that its bits take.
 */
public sealed interface Attribute {
  /** Its type, 0 to 65535. */
  int type();

  /**
   * Authentication and the length of its check value ({@code XFRMA_ALG_AUTH_TRUNC}): 0 name, 64
   * bits of the key u32, 68 bits of the check value u32, 72 key. The older {@code XFRMA_ALG_AUTH},
   * which the kernel shows as well, leaves that length to the kernel; it is not read.
   *
   * @param name at most 63 characters
   * @param bits of the key
   * @param checkBits of the check value
   */
  record Authentication(String name, int bits, int checkBits, KeyMaterial key)
      implements Attribute {
    @Override
    public int type() {
      return AttributeType.ALG_AUTH_TRUNC;
    }
  }

  /**
   * Encryption ({@code XFRMA_ALG_CRYPT}): 0 name, 64 bits of the key u32, 68 key.
   *
   * @param name at most 63 characters
   * @param bits of the key, and of the nonce behind it where the cipher has one
   */
  record Encryption(String name, int bits, KeyMaterial key) implements Attribute {
    @Override
    public int type() {
      return AttributeType.ALG_CRYPT;
    }
  }

  /**
   * Encryption and authentication in one ({@code XFRMA_ALG_AEAD}): 0 name, 64 bits of the key u32,
   * 68 bits of the check value u32, 72 key.
   *
   * @param name at most 63 characters
   * @param bits of the key and of the salt behind it
   * @param checkBits of the check value
   */
  record Combined(String name, int bits, int checkBits, KeyMaterial key) implements Attribute {
    @Override
    public int type() {
      return AttributeType.ALG_AEAD;
    }
  }

  /**
   * Encapsulation in UDP ({@code XFRMA_ENCAP}, 24 octets): 0 type u16, 2 and 4 ports of source and
   * destination in network order, 8 original address.
   *
   * @param kind 2: that of RFC 3948
   */
  record Encapsulation(int kind, int sourcePort, int destinationPort, NetlinkAddress original)
      implements Attribute {
    /** UDP_ENCAP_ESPINUDP, RFC 3948. */
    public static final int UDP = 2;

    @Override
    public int type() {
      return AttributeType.ENCAP;
    }
  }

  /**
   * Replay counters ({@code XFRMA_REPLAY_VAL}, 12 octets, in this order).
   *
   * @param sent number of the last packet sent
   * @param received the highest number received
   * @param bitmap which of the 32 numbers up to that one were received; the lowest bit is it
   */
  record Replay(int sent, int received, int bitmap) implements Attribute {
    @Override
    public int type() {
      return AttributeType.REPLAY_VAL;
    }
  }

  /**
   * Replay counters of 64 bits, or with a window larger than 32 ({@code XFRMA_REPLAY_ESN_VAL}): 0
   * words of the bitmap u32, 4 sent, 8 received, 12 and 16 the upper halves of both, 20 window u32,
   * 24 bitmap.
   *
   * @param sent lower half of the number of the last packet sent
   * @param received lower half of the highest number received
   * @param sentHigh upper half
   * @param receivedHigh upper half
   * @param window in packets
   * @param bitmap words of 32 numbers
   */
  record LongReplay(
      int sent, int received, int sentHigh, int receivedHigh, int window, List<Integer> bitmap)
      implements Attribute {
    public LongReplay {
      bitmap = List.copyOf(bitmap);
    }

    @Override
    public int type() {
      return AttributeType.REPLAY_ESN_VAL;
    }
  }

  /**
   * Part of the identity of an SA ({@code XFRMA_MARK}, 8 octets, in this order): packets whose mark
   * has this value in the bits of the mask.
   */
  record Mark(int value, int mask) implements Attribute {
    @Override
    public int type() {
      return AttributeType.MARK;
    }
  }

  /**
   * The XFRM interface that uses an SA ({@code XFRMA_IF_ID}, u32).
   *
   * @param id 0: none
   */
  record Interface(int id) implements Attribute {
    @Override
    public int type() {
      return AttributeType.IF_ID;
    }
  }

  /**
   * For which direction alone an SA is ({@code XFRMA_SA_DIR}, one octet).
   *
   * @param code {@link #IN} or {@link #OUT}
   */
  record OneDirection(int code) implements Attribute {
    public static final int IN = 1;
    public static final int OUT = 2;

    @Override
    public int type() {
      return AttributeType.SA_DIR;
    }
  }

  /**
   * When an SA was used last, in either direction ({@code XFRMA_LASTUSED}, u64; Linux shows it from
   * 6.2 on, and not before the first use).
   *
   * @param time seconds since 1970
   */
  record LastUse(long time) implements Attribute {
    @Override
    public int type() {
      return AttributeType.LAST_USED;
    }
  }

  /** The fixed part of an SA that is gone ({@code XFRMA_SA}), in the notice of its deletion. */
  record Gone(SaInfo info) implements Attribute {
    @Override
    public int type() {
      return AttributeType.SA;
    }
  }

  /** Which SAs a policy uses ({@code XFRMA_TMPL}), one behind the other, the innermost first. */
  record Templates(List<Template> templates) implements Attribute {
    public Templates {
      templates = List.copyOf(templates);
    }

    @Override
    public int type() {
      return AttributeType.TMPL;
    }
  }

  /**
   * Of which IP protocol a dump shows the SAs ({@code XFRMA_PROTO}, one octet).
   *
   * @param protocol {@link SaInfo#ESP} or {@link SaInfo#AH}; 0: any
   */
  record OfProtocol(int protocol) implements Attribute {
    @Override
    public int type() {
      return AttributeType.PROTO;
    }
  }

  /**
   * Any other, or one that is shorter than its layout. It may be a key for all that is known here,
   * and so its content is kept where keys are.
   *
   * @param octets its content; the material may be longer
   */
  record Unknown(int type, int octets, KeyMaterial content) implements Attribute {}

  /** Overwrites the key material in it. */
  static void wipe(Attribute attribute) {
    switch (attribute) {
      case Authentication it -> it.key.wipe();
      case Encryption it -> it.key.wipe();
      case Combined it -> it.key.wipe();
      case Unknown it -> it.content.wipe();
      case Encapsulation _,
          Replay _,
          LongReplay _,
          Mark _,
          Interface _,
          OneDirection _,
          LastUse _,
          Gone _,
          Templates _,
          OfProtocol _ -> {}
    }
  }
}
