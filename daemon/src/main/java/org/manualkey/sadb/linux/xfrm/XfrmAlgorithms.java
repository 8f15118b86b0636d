package org.manualkey.sadb.linux.xfrm;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.netlink.Attribute;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Sa;
import org.manualkey.secret.KeyMaterial;

/**
 * The algorithms of PF_KEY by the names that XFRM has for them. Numbers are those of PF_KEY on
 * Linux ({@code linux/pfkeyv2.h}), which are those of illumos where that has the algorithm;
 * AES-CMAC and ChaCha20-Poly1305, which PF_KEY does not have, have those of {@code ipsecalgs}.
 *
 * @param sha256CheckBits to how many bits HMAC-SHA-256 is truncated
 */
record XfrmAlgorithms(int sha256CheckBits) {
  private static final int HMAC_SHA256 = 5;
  private static final int NULL_ENCRYPTION = 11;
  static final KeyMaterial NO_KEY = KeyMaterial.of(0, _ -> 0);

  private record Digest(int id, String name, int checkBits) {}

  /** A cipher; with check bits, it authenticates as well. */
  private record Cipher(int id, String name, int saltBits, int checkBits) {}

  private static final List<Digest> DIGESTS =
      List.of(
          new Digest(2, "hmac(md5)", 96),
          new Digest(3, "hmac(sha1)", 96),
          new Digest(HMAC_SHA256, "hmac(sha256)", 128),
          new Digest(6, "hmac(sha384)", 192),
          new Digest(7, "hmac(sha512)", 256),
          new Digest(8, "hmac(rmd160)", 96),
          new Digest(9, "xcbc(aes)", 96),
          new Digest(250, "cmac(aes)", 96),
          new Digest(251, "digest_null", 0));

  private static final List<Cipher> CIPHERS =
      List.of(
          new Cipher(2, "cbc(des)", 0, 0),
          new Cipher(3, "cbc(des3_ede)", 0, 0),
          new Cipher(6, "cbc(cast5)", 0, 0),
          new Cipher(7, "cbc(blowfish)", 0, 0),
          new Cipher(NULL_ENCRYPTION, "ecb(cipher_null)", 0, 0),
          new Cipher(12, "cbc(aes)", 0, 0),
          new Cipher(13, "rfc3686(ctr(aes))", 32, 0),
          new Cipher(14, "rfc4309(ccm(aes))", 24, 64),
          new Cipher(15, "rfc4309(ccm(aes))", 24, 96),
          new Cipher(16, "rfc4309(ccm(aes))", 24, 128),
          new Cipher(18, "rfc4106(gcm(aes))", 32, 64),
          new Cipher(19, "rfc4106(gcm(aes))", 32, 96),
          new Cipher(20, "rfc4106(gcm(aes))", 32, 128),
          new Cipher(22, "cbc(camellia)", 0, 0),
          new Cipher(23, "rfc4543(gcm(aes))", 32, 128),
          new Cipher(28, "rfc7539esp(chacha20,poly1305)", 32, 128),
          new Cipher(252, "cbc(serpent)", 0, 0),
          new Cipher(253, "cbc(twofish)", 0, 0));

  /** Those of this configuration. */
  static XfrmAlgorithms of(boolean sha256With96Bits) {
    return new XfrmAlgorithms(sha256With96Bits ? 96 : 128);
  }

  private int checkBits(Digest digest) {
    return digest.id == HMAC_SHA256 ? sha256CheckBits : digest.checkBits;
  }

  /**
   * Authentication as XFRM is asked for it. A number that has no name here gets one that no kernel
   * has, so that the kernel refuses it in its words.
   */
  Attribute authentication(int id, int bits, KeyMaterial key) {
    return authentication(id, bits, 0, key);
  }

  /**
   * The same with a check value of another length.
   *
   * @param checkBits 0: the usual length
   */
  Attribute authentication(int id, int bits, int checkBits, KeyMaterial key) {
    for (Digest digest : DIGESTS) {
      if (digest.id == id) {
        int cut = checkBits == 0 ? checkBits(digest) : checkBits;
        return new Attribute.Authentication(digest.name, bits, cut, key);
      }
    }
    return new Attribute.Authentication("number " + id, bits, checkBits, key);
  }

  /** Encryption as XFRM is asked for it; of ESP that does not encrypt that is NULL (RFC 2410). */
  Attribute encryption(int id, int bits, @Nullable KeyMaterial key) {
    int asked = id == 0 ? NULL_ENCRYPTION : id;
    KeyMaterial material = key == null ? NO_KEY : key;
    for (Cipher cipher : CIPHERS) {
      if (cipher.id == asked) {
        return cipher.checkBits == 0
            ? new Attribute.Encryption(cipher.name, bits, material)
            : new Attribute.Combined(cipher.name, bits, cipher.checkBits, material);
      }
    }
    return new Attribute.Encryption("number " + id, bits, material);
  }

  /** The number of what an SA authenticates with, whatever the length of its check value. */
  int auth(Attribute.Authentication shown) {
    for (Digest digest : DIGESTS) {
      if (digest.name.equals(shown.name())) {
        return digest.id;
      }
    }
    return Sa.HIDDEN;
  }

  /** Whether the check value of an SA has the length that it has here unless another is named. */
  boolean isUsual(Attribute.Authentication shown) {
    for (Digest digest : DIGESTS) {
      if (digest.name.equals(shown.name())) {
        return checkBits(digest) == shown.checkBits();
      }
    }
    return true;
  }

  /** The number of what an SA encrypts with. */
  int encrypt(Attribute.Encryption shown) {
    Cipher cipher = cipher(shown.name(), 0);
    return cipher == null ? Sa.HIDDEN : cipher.id;
  }

  /** The number of what an SA encrypts and authenticates with. */
  int encrypt(Attribute.Combined shown) {
    Cipher cipher = cipher(shown.name(), shown.checkBits());
    return cipher == null ? Sa.HIDDEN : cipher.id;
  }

  private static @Nullable Cipher cipher(String name, int checkBits) {
    for (Cipher cipher : CIPHERS) {
      if (cipher.name.equals(name) && cipher.checkBits == checkBits) {
        return cipher;
      }
    }
    return null;
  }

  /** The key of an authentication as a dump shows it; null: it has none. */
  static @Nullable Key shown(int bits, KeyMaterial material) {
    if (bits == 0) {
      material.wipe();
      return null;
    }
    return new Key(Key.Kind.AUTH, bits, 0, material);
  }

  /**
   * The key of a cipher as a dump shows it, the salt counted apart; null: it has none.
   *
   * @param id number of the cipher
   */
  static @Nullable Key shown(int id, int bits, KeyMaterial material) {
    if (bits == 0) {
      material.wipe();
      return null;
    }
    int salt = 0;
    for (Cipher cipher : CIPHERS) {
      if (cipher.id == id) {
        salt = Math.min(cipher.saltBits, bits);
      }
    }
    return new Key(Key.Kind.ENCRYPT, bits - salt, salt, material);
  }
}
