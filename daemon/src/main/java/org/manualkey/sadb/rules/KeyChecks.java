package org.manualkey.sadb.rules;

import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.algorithm.KeyLengths;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Key;
import org.manualkey.sa.DesKeys;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Subject;

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
      return unusable(Diagnostic.BAD_AALG, id);
    }
    return algorithm.keyLengths().inRange(key.bits())
        ? null
        : lengths(Diagnostic.BAD_AKEYBITS, algorithm, key);
  }

  /** The encryption key, its algorithm, its length and its weakness. */
  @Nullable Refusal encryption(RequestInProgress request) {
    Key key = request.key(Key.Kind.ENCRYPT);
    if (key == null) {
      return null;
    }
    int id = request.sa().encrypt();
    Algorithm algorithm = algorithms.usable(Algorithm.Kind.ENCRYPTION, id);
    if (algorithm == null) {
      return unusable(Diagnostic.BAD_EALG, id);
    }
    if (algorithm.id() == Algorithm.NULL_ENCRYPTION) {
      return Refusal.invalid(Diagnostic.BAD_EKEYBITS, "NULL encryption (RFC 2410) takes no key");
    }
    if (key.reserved() != 0 && key.reserved() != algorithm.saltBits()) {
      return salt(algorithm, key.reserved());
    }
    if (!algorithm.keyLengths().inRange(bitsWithoutSalt(key, algorithm))) {
      return lengths(Diagnostic.BAD_EKEYBITS, algorithm, key);
    }
    return weakness(key, algorithm);
  }

  /** Whether the ciphers take keys of these lengths. */
  @Nullable Refusal cipherSetup(RequestInProgress request) {
    Key auth = request.key(Key.Kind.AUTH);
    Key encrypt = request.key(Key.Kind.ENCRYPT);
    Algorithm mac = algorithms.usable(Algorithm.Kind.AUTHENTICATION, request.sa().auth());
    Algorithm cipher = algorithms.usable(Algorithm.Kind.ENCRYPTION, request.sa().encrypt());
    if (auth != null && mac != null && !mac.keyLengths().permits(auth.bits())) {
      return lengths(Diagnostic.BAD_CTX, mac, auth).about(Subject.AUTH_KEY);
    }
    return encrypt == null
            || cipher == null
            || cipher.keyLengths().permits(bitsWithoutSalt(encrypt, cipher))
        ? null
        : lengths(Diagnostic.BAD_CTX, cipher, encrypt);
  }

  /** Bits of the key proper; negative when there is not even room for the salt. */
  public static int bitsWithoutSalt(Key key, Algorithm algorithm) {
    return key.bits() - algorithm.saltBits();
  }

  /** What an algorithm takes, and what it was given, in bits. */
  private static Refusal lengths(Diagnostic diagnostic, Algorithm algorithm, Key key) {
    int salt = algorithm.saltBits();
    KeyLengths lengths = algorithm.keyLengths();
    String inAll =
        salt == 0
            ? ""
            : ", and " + salt + " of salt after them: " + lengths.plus(salt).words() + " in all";
    return refusal(
        diagnostic, algorithm, " takes " + lengths.words() + inAll + "; " + key.bits() + " given");
  }

  private static Refusal salt(Algorithm algorithm, int given) {
    String taken = algorithm.saltBits() == 0 ? "no" : algorithm.saltBits() + " bits of";
    return refusal(
        Diagnostic.BAD_EKEYBITS, algorithm, " takes " + taken + " salt; " + given + " bits given");
  }

  private static Refusal refusal(Diagnostic diagnostic, Algorithm algorithm, String predicate) {
    return Refusal.invalid(diagnostic, algorithm.name(), "the algorithm", predicate);
  }

  private static Refusal unusable(Diagnostic diagnostic, int id) {
    return Refusal.invalid(
        diagnostic,
        id == 0 ? "a key needs its algorithm" : "no usable algorithm has the number " + id);
  }

  private static String weaknessOf(Key key, int cipher) {
    if (cipher == DesKeys.DES_CBC) {
      return "DES must not use this key";
    }
    return WeakKeys.hasEqualNeighbours(key.material())
        ? "two of the three DES keys are equal: the cipher is no more than single DES"
        : "DES must not use one of the three keys";
  }

  /** DES is the only cipher whose provider looks at the key itself; its length is fixed. */
  private static @Nullable Refusal weakness(Key key, Algorithm algorithm) {
    int id = algorithm.id();
    if (!DesKeys.areOf(id)) {
      return null;
    }
    if (key.bits() != (id == DesKeys.DES_CBC ? DES_BITS : 3 * DES_BITS)) {
      return lengths(Diagnostic.BAD_EKEYBITS, algorithm, key);
    }
    boolean weak =
        id == DesKeys.DES_CBC
            ? WeakKeys.isWeakDes(key.material())
            : WeakKeys.isWeakTripleDes(key.material());
    return weak ? Refusal.invalid(Diagnostic.WEAK_EKEY, weaknessOf(key, id)) : null;
  }
}
