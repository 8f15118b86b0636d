package org.manualkey.sadb.rules;

import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Key;
import org.manualkey.sa.DesKeys;

/**
 * Whether the keys of an ADD fit their algorithms ({@code ipsec_valid_key_size()}, {@code
 * ipsec_check_key()}).
 *
 * <p>The material of an encryption key is the key and then the salt of its algorithm; {@code bits}
 * counts both. {@code reserved} may be 0 or the bits of the salt and means the same either way
 * (illumos takes it for an initial vector, which makes no sense with manual keys).
 *
 * <p>As in the kernel a length inside the range of an algorithm but off its steps (AES with 160
 * bits) is found out last, when the cipher is set up: that is {@link #cipherSetup}. Stricter than
 * illumos: an authentication algorithm needs its key.
 */
public final class KeyChecks {
  private static final int DES_BITS = 64;

  private final Algorithms algorithms;

  KeyChecks(Algorithms algorithms) {
    this.algorithms = algorithms;
  }

  /** The authentication key, its algorithm and its length. */
  @Nullable Refusal authentication(RequestInProgress request) {
    int id = request.sa().auth();
    Key key = request.key(Key.Kind.AUTH);
    if (key == null) {
      return id == 0 ? null : Refusal.invalid(Diagnostic.MISSING_AKEY);
    }
    Algorithm algorithm = algorithms.usable(Algorithm.Kind.AUTHENTICATION, id);
    if (algorithm == null) {
      return Refusal.invalid(Diagnostic.BAD_AALG);
    }
    return algorithm.keyLengths().inRange(key.bits())
        ? null
        : Refusal.invalid(Diagnostic.BAD_AKEYBITS);
  }

  /** The encryption key, its algorithm, its length and its weakness. */
  @Nullable Refusal encryption(RequestInProgress request) {
    Key key = request.key(Key.Kind.ENCRYPT);
    if (key == null) {
      return null;
    }
    Algorithm algorithm = algorithms.usable(Algorithm.Kind.ENCRYPTION, request.sa().encrypt());
    if (algorithm == null) {
      return Refusal.invalid(Diagnostic.BAD_EALG);
    }
    boolean lengthFits =
        algorithm.id() != Algorithm.NULL_ENCRYPTION
            && (key.reserved() == 0 || key.reserved() == algorithm.saltBits())
            && algorithm.keyLengths().inRange(bitsWithoutSalt(key, algorithm));
    if (!lengthFits) {
      return Refusal.invalid(Diagnostic.BAD_EKEYBITS);
    }
    return weakness(key, algorithm);
  }

  /** Whether the ciphers take keys of these lengths. */
  @Nullable Refusal cipherSetup(RequestInProgress request) {
    Key auth = request.key(Key.Kind.AUTH);
    Key encrypt = request.key(Key.Kind.ENCRYPT);
    Algorithm mac = algorithms.usable(Algorithm.Kind.AUTHENTICATION, request.sa().auth());
    Algorithm cipher = algorithms.usable(Algorithm.Kind.ENCRYPTION, request.sa().encrypt());
    boolean bothFit =
        (auth == null || mac == null || mac.keyLengths().permits(auth.bits()))
            && (encrypt == null
                || cipher == null
                || cipher.keyLengths().permits(bitsWithoutSalt(encrypt, cipher)));
    return bothFit ? null : Refusal.invalid(Diagnostic.BAD_CTX);
  }

  /** Bits of the key proper; negative when there is not even room for the salt. */
  public static int bitsWithoutSalt(Key key, Algorithm algorithm) {
    return key.bits() - algorithm.saltBits();
  }

  /** DES is the only cipher whose provider looks at the key itself; its length is fixed. */
  private static @Nullable Refusal weakness(Key key, Algorithm algorithm) {
    int id = algorithm.id();
    if (!DesKeys.areOf(id)) {
      return null;
    }
    if (key.bits() != (id == DesKeys.DES_CBC ? DES_BITS : 3 * DES_BITS)) {
      return Refusal.invalid(Diagnostic.BAD_EKEYBITS);
    }
    boolean weak =
        id == DesKeys.DES_CBC
            ? WeakKeys.isWeakDes(key.material())
            : WeakKeys.isWeakTripleDes(key.material());
    return weak ? Refusal.invalid(Diagnostic.WEAK_EKEY) : null;
  }
}
