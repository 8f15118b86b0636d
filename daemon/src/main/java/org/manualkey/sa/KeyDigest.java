package org.manualkey.sa;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Key;
import org.manualkey.secret.KeyMaterial;

/**
 * Digests of the algorithms and keys of SAs, by which an SA of the kernel is known again without
 * its keys being kept: SHA-256 over a block with a secret and what is digested, cut to 128 bits.
 * Who reads a digest but not the secret cannot try keys against it, and half of the hash does not
 * let it be continued. A load makes two for each SA; HMAC takes twice as long for that little.
 *
 * <p>For one thread.
 */
public final class KeyDigest {
  private static final String ALGORITHM = "SHA-256";

  /** Octets that it digests together. */
  private static final int BLOCK = 64;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final MessageDigest hash;
  private final byte[] result;

  /**
   * A block with the secret, and behind it what is digested next, which is overwritten then; a
   * common SA fits into it. It is whole blocks, the last of which is filled with zeros: of a part
   * of a block the hash keeps a copy until its end, of which a collection of the heap before that
   * would leave another one.
   */
  private final ByteBuffer octets = ByteBuffer.allocate(5 * BLOCK).position(BLOCK);

  /** Where what is not digested yet begins: with the secret, or behind it. */
  private int from;

  /**
   * A digest.
   *
   * @param high the first eight octets
   * @param low the next eight
   */
  public record Value(long high, long low) {}

  /** Digests under a new secret. */
  public KeyDigest() {
    this(new SecureRandom());
  }

  private KeyDigest(SecureRandom random) {
    this(new byte[0]);
    byte[] secret = new byte[BLOCK];
    random.nextBytes(secret);
    try {
      octets.put(0, secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /**
   * Digests under a secret that outlives the process.
   *
   * @param secret at most 64 octets, which are the caller's
   */
  public KeyDigest(byte[] secret) {
    octets.put(0, secret, 0, Objects.checkIndex(secret.length, BLOCK + 1));
    try {
      hash = MessageDigest.getInstance(ALGORITHM);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
    result = new byte[hash.getDigestLength()];
    var _ = value(); // so that it has what it needs before there are keys
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
      return value();
    } finally {
      forget();
    }
  }

  /** Nothing of a digest that failed goes into the next one. */
  private void forget() {
    wipe();
    hash.reset();
    from = 0;
  }

  private Value value() {
    octets.position((octets.position() + BLOCK - 1) / BLOCK * BLOCK); // behind it there are zeros
    flush();
    try {
      hash.digest(result, 0, result.length);
    } catch (DigestException e) {
      throw new IllegalStateException(e); // it is as long as the hash
    }
    from = 0;
    return new Value(word(0), word(Long.BYTES));
  }

  /** The bits of a key that count; the parity of DES does not. */
  private void add(@Nullable Key key, int bits, int cipher) {
    add(bits >>> Byte.SIZE);
    add(bits);
    if (key == null) {
      return;
    }
    KeyMaterial material = key.material();
    int length = Math.min((bits + 7) >> 3, material.length());
    for (int done = 0; done < length; ) {
      makeRoom();
      int at = octets.position();
      int some = Math.min(length - done, octets.remaining());
      material.copyTo(done, octets, some);
      if (DesKeys.areOf(cipher)) {
        withoutParity(at);
      }
      done += some;
    }
  }

  private void withoutParity(int start) {
    for (int at = start; at < octets.position(); at++) {
      octets.put(at, (byte) (octets.get(at) & 0xfe));
    }
  }

  private void add(ByteBuffer more) {
    while (more.hasRemaining()) {
      makeRoom();
      int some = Math.min(more.remaining(), octets.remaining());
      octets.put(octets.position(), more, more.position(), some);
      octets.position(octets.position() + some);
      more.position(more.position() + some);
    }
  }

  private void add(int octet) {
    makeRoom();
    octets.put((byte) octet);
  }

  private void makeRoom() {
    if (!octets.hasRemaining()) {
      flush();
    }
  }

  /** Digests the whole blocks that are there. */
  private void flush() {
    hash.update(octets.array(), from, octets.position() - from);
    wipe();
    from = BLOCK;
  }

  private void wipe() {
    Arrays.fill(octets.array(), BLOCK, octets.position(), (byte) 0);
    octets.position(BLOCK);
  }

  private long word(int at) {
    return ByteBuffer.wrap(result).getLong(at);
  }
}
