package org.manualkey.sadb.memory;

import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.pfkey.Key;
import org.manualkey.sa.KeyForm;
import org.manualkey.sadb.rules.KeyChecks;
import org.manualkey.sadb.rules.RequestInProgress;
import org.manualkey.secret.KeyMaterial;

/**
 * The keys of an SA: copies of its own, in the form in which a GET reports them.
 *
 * @param auth null: none
 * @param encrypt the key without its salt in {@code bits}, the bits of the salt in {@code
 *     reserved}; null: none
 */
record StoredKeys(@Nullable Key auth, @Nullable Key encrypt) {
  /** Of an SA that has none yet. */
  static final StoredKeys NONE = new StoredKeys(null, null);

  /** Copies the keys of an ADD that {@link KeyChecks} let through. */
  static StoredKeys copyOf(RequestInProgress request, Algorithms algorithms) {
    Key auth = request.key(Key.Kind.AUTH);
    Key encrypt = request.key(Key.Kind.ENCRYPT);
    Algorithm cipher = algorithms.usable(Algorithm.Kind.ENCRYPTION, request.sa().encrypt());
    return new StoredKeys(
        auth == null ? null : new Key(Key.Kind.AUTH, auth.bits(), 0, auth.material().copy()),
        encrypt == null || cipher == null ? null : copyOf(encrypt, cipher));
  }

  /** A GET shows a key of DES with corrected parity. */
  private static Key copyOf(Key key, Algorithm cipher) {
    return new Key(
        Key.Kind.ENCRYPT,
        KeyChecks.bitsWithoutSalt(key, cipher),
        cipher.saltBits(),
        KeyForm.asUsed(key, cipher.id()));
  }

  /** A copy of the authentication key, for a reply; null: none. */
  @Nullable Key authReply() {
    return auth == null
        ? null
        : new Key(Key.Kind.AUTH, auth.bits(), auth.reserved(), auth.material().copy());
  }

  /**
   * A copy of the encryption key, for a reply; null: none. illumos leaves room for an initial
   * vector behind it, which readers of its replies count on.
   */
  @Nullable Key encryptReply(int ivOctets) {
    if (encrypt == null) {
      return null;
    }
    int octets = encrypt.octets() + encrypt.reserved() / Byte.SIZE + ivOctets;
    KeyMaterial material = encrypt.material();
    return new Key(
        Key.Kind.ENCRYPT,
        encrypt.bits(),
        encrypt.reserved(),
        material.resized(Math.max((octets + 7) & ~7, material.length())));
  }

  void wipe() {
    if (auth != null) {
      auth.material().wipe();
    }
    if (encrypt != null) {
      encrypt.material().wipe();
    }
  }
}
