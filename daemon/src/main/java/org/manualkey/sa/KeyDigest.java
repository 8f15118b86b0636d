package org.manualkey.sa;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Key;
import org.manualkey.secret.KeyMaterial;

/**
 * Digests of the algorithms and keys of SAs, by which an SA of the kernel is known again without
 * its keys being kept: HMAC-SHA-256 under a secret of this process, cut to 128 bits. Who reads a
 * digest but not the secret cannot try keys against it.
 *
 * <p>For one thread.
 */
public final class KeyDigest {
  private static final String ALGORITHM = "HmacSHA256";

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** Octets that SHA-256 digests together. */
  private static final int BLOCK = 64;

  private final Mac mac;

  /**
   * What is digested next, overwritten behind it. For an SA it is whole blocks, the last of which
   * is filled with zeros: of a part of a block the hash keeps a copy until its end, of which a
   * collection of the heap before that would leave another one.
   */
  private final byte[] octets = new byte[2 * BLOCK];

  private int waiting;

  /**
   * A digest.
   *
   * @param high the first eight octets
   * @param low the next eight
   */
  public record Value(long high, long low) {}

  /** Digests under a new secret. */
  public KeyDigest() {
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    try {
      mac = under(secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /**
   * Digests under a secret that outlives the process.
   *
   * @param secret 32 octets, which are the caller's
   */
  public KeyDigest(byte[] secret) {
    mac = under(secret);
  }

  private static Mac under(byte[] secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      mac.doFinal(new byte[BLOCK]); // so that it has what it needs before there are keys
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /**
   * The digest of a key alone, whatever the algorithm.
   *
   * @param bits of it, which count
   */
  public Value of(Key key, int bits) {
    try {
      add(key, bits, 0);
      return value();
    } finally {
      forget();
    }
  }

  /** The digest of an SA, whether an ADD asks for it or the kernel shows it. */
  public Value of(SecurityAssociation sa) {
    return of(sa, NOTHING);
  }

  /**
   * The same of an SA and what else there is of it.
   *
   * @param more without keys
   */
  Value of(SecurityAssociation sa, ByteBuffer more) {
    try {
      add(more);
      add(sa.sa().auth());
      add(sa.sa().encrypt());
      add(sa.keys().auth(), sa.keys().authBits(), 0);
      add(sa.keys().encrypt(), sa.keys().encryptBits(), sa.sa().encrypt());
      waiting = (waiting + BLOCK - 1) / BLOCK * BLOCK; // behind it there are zeros
      return value();
    } finally {
      forget();
    }
  }

  /** Nothing of a digest that failed goes into the next one. */
  private void forget() {
    Arrays.fill(octets, 0, waiting, (byte) 0);
    waiting = 0;
    mac.reset();
  }

  private Value value() {
    flush();
    byte[] result = mac.doFinal();
    return new Value(word(result, 0), word(result, Long.BYTES));
  }

  /** The bits of a key that count; the parity of DES does not. */
  private void add(@Nullable Key key, int bits, int cipher) {
    add(bits >>> 8);
    add(bits);
    if (key == null) {
      return;
    }
    KeyMaterial material = key.material();
    int mask = DesKeys.areOf(cipher) ? 0xfe : 0xff;
    int length = Math.min((bits + 7) >> 3, material.length());
    for (int i = 0; i < length; i++) {
      add(material.octet(i) & mask);
    }
  }

  private void add(ByteBuffer more) {
    while (more.hasRemaining()) {
      flushIfFull();
      int length = Math.min(more.remaining(), octets.length - waiting);
      more.get(octets, waiting, length);
      waiting += length;
    }
  }

  /** One octet; those of a common SA go into the digest together. */
  private void add(int octet) {
    flushIfFull();
    octets[waiting++] = (byte) octet;
  }

  private void flushIfFull() {
    if (waiting == octets.length) {
      flush();
    }
  }

  private void flush() {
    mac.update(octets, 0, waiting);
    Arrays.fill(octets, 0, waiting, (byte) 0);
    waiting = 0;
  }

  private static long word(byte[] from, int at) {
    long word = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      word = (word << Byte.SIZE) | (from[at + i] & 0xff);
    }
    return word;
  }
}
