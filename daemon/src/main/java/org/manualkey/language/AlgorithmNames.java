package org.manualkey.language;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.algorithm.Algorithms;

/** The names of the algorithms that can be used, and what to use for those of other systems. */
final class AlgorithmNames {
  /** The number that is no algorithm, whatever it is called. */
  static final int NONE = 0;

  /** As the manual page of illumos prints the name of HMAC-SHA-1. */
  private static final String PRINTED_SHA1 = "hmac-sh-1";

  /** An algorithm that no name of ours stands for. */
  private static final String NOT_HERE = "";

  /**
   * Names of setkey, iproute2, OpenBSD, IANA, OpenSSL and others, in lower case, with the name here
   * or {@link #NOT_HERE}.
   */
  private static final Map<String, String> NAMES = names();

  /** The same, by octets. */
  static final WordTable<String> ELSEWHERE = new WordTable<>(NAMES);

  private final Algorithms algorithms;
  private final Spelling spelling;

  /** The names as the table spells them, by octets: most are found there, and need no string. */
  private final Map<Algorithm.Kind, WordTable<Algorithm>> spelled =
      new EnumMap<>(Algorithm.Kind.class);

  /** The lists of what there is, made when first needed. */
  private final Map<Algorithm.Kind, String> available = new EnumMap<>(Algorithm.Kind.class);

  AlgorithmNames(Algorithms algorithms, Spelling spelling) {
    this.algorithms = algorithms;
    this.spelling = spelling;
    for (Algorithm.Kind kind : Algorithm.Kind.values()) {
      spelled.put(kind, table(kind));
    }
  }

  private WordTable<Algorithm> table(Algorithm.Kind kind) {
    Map<String, Algorithm> entries = new HashMap<>();
    for (Algorithm algorithm : algorithms.all(kind)) {
      for (String name : algorithm.names()) {
        if (name.chars().allMatch(character -> character < 0x80)) {
          entries.put(name, algorithm);
        }
      }
    }
    return new WordTable<>(entries);
  }

  /** The algorithm that a word names; null: none, or the word may be a key. */
  @Nullable Algorithm find(Algorithm.Kind kind, Tokens tokens, int index) {
    WordTable<Algorithm> table = spelled.get(kind);
    Algorithm found = table == null ? null : tokens.in(table, index);
    return found != null || tokens.mayBeKey(index) ? found : find(kind, tokens.string(index));
  }

  /** The algorithm of a name in any case, or null. */
  @Nullable Algorithm find(Algorithm.Kind kind, String name) {
    Algorithm found = algorithms.byName(kind, name);
    if (found == null
        && kind == Algorithm.Kind.AUTHENTICATION
        && name.equalsIgnoreCase(PRINTED_SHA1)) {
      found = algorithms.byName(kind, "hmac-sha1");
    }
    return found;
  }

  /** What to write instead of an unknown name, and what there is. */
  String hint(Algorithm.Kind kind, Tokens tokens, int index) {
    String name = tokens.isSecret(index) ? "" : tokens.string(index).toLowerCase(Locale.ROOT);
    String meant = name.isEmpty() ? null : meant(kind, name, tokens, index);
    return (meant == null ? "" : meant + " ") + available.computeIfAbsent(kind, this::available);
  }

  private @Nullable String meant(Algorithm.Kind kind, String name, Tokens tokens, int index) {
    Algorithm.Kind other = other(kind);
    if (find(other, name) != null) {
      return "'" + name + "' is for " + word(other) + ";";
    }
    String here = NAMES.get(name);
    if (here != null) {
      return isUsable(kind, here) ? Spelling.didYouMean(here) : null;
    }
    String nearest = spelling.isSpent() ? null : nearest(kind, tokens, index);
    return nearest == null ? null : Spelling.didYouMean(nearest);
  }

  /**
   * A name with one typo, if it can be no other algorithm: its digits are the same, and no second
   * algorithm is as near.
   */
  private @Nullable String nearest(Algorithm.Kind kind, Tokens tokens, int index) {
    List<String> names = new ArrayList<>();
    for (Algorithm algorithm : algorithms.all(kind)) {
      if (algorithm.isUsable()) {
        names.addAll(algorithm.names());
      }
    }
    String typed = tokens.string(index).toLowerCase(Locale.ROOT);
    names.removeIf(name -> !digits(name).equals(digits(typed)));
    String nearest = spelling.nearest(tokens, index, names, 1);
    if (nearest == null) {
      return null;
    }
    Algorithm algorithm = algorithms.byName(kind, nearest);
    names.removeIf(name -> algorithm != null && algorithm.names().contains(name));
    return Spelling.nearest(typed, names, 1) == null ? nearest : null;
  }

  private static String digits(String name) {
    return name.chars()
        .filter(Character::isDigit)
        .sorted()
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  private boolean isUsable(Algorithm.Kind kind, String name) {
    Algorithm algorithm = algorithms.byName(kind, name);
    return algorithm != null && algorithm.isUsable();
  }

  private String available(Algorithm.Kind kind) {
    TreeSet<String> names = new TreeSet<>();
    for (Algorithm algorithm : algorithms.all(kind)) {
      if (algorithm.isUsable()) {
        names.add(algorithm.name());
      }
    }
    return "available: " + String.join(", ", names);
  }

  private static Algorithm.Kind other(Algorithm.Kind kind) {
    return switch (kind) {
      case AUTHENTICATION -> Algorithm.Kind.ENCRYPTION;
      case ENCRYPTION -> Algorithm.Kind.AUTHENTICATION;
    };
  }

  private static String word(Algorithm.Kind kind) {
    return switch (kind) {
      case AUTHENTICATION -> "auth_alg";
      case ENCRYPTION -> "encr_alg";
    };
  }

  private static Map<String, String> names() {
    Map<String, String> names = new HashMap<>();
    String[] rows = {
      "aes-cbc: rijndael rijndael-cbc rijndael128 rijndael-128 aes_cbc aescbc cbc(aes) cbc-aes"
          + " aes128 aes192 aes256 aes-128 aes-192 aes-256 aes128-cbc aes192-cbc aes256-cbc"
          + " aes-128-cbc aes-192-cbc aes-256-cbc aes-cbc-128 aes-cbc-192 aes-cbc-256 aes_cbc_128"
          + " aes_cbc_192 aes_cbc_256 aes128cbc aes192cbc aes256cbc encr_aes_cbc aes-cbc-esp",
      "3des-cbc: des-ede3-cbc des_ede3_cbc des-ede3 des3-cbc des3 cbc(des3_ede) des3_ede"
          + " des3_ede-cbc 3des_cbc 3descbc triple-des tripledes 3des-ede 3des-ede-cbc 3des-ede3"
          + " 3des-ede3-cbc encr_3des tdes",
      "des-cbc: cbc(des) des_cbc descbc encr_des des-64 des56 des-56",
      "blowfish-cbc: cbc(blowfish) blowfish_cbc bf bf-cbc encr_blowfish blowfish128"
          + " blowfish-128-cbc",
      "null: ecb(cipher_null) cipher_null cipher-null null_encryption null_enc null-encryption"
          + " encr_null enull none esp-null null-esp",
      "aes-gcm: rfc4106(gcm(aes)) gcm(aes) gcm-aes aes-gcm-16 aes_gcm aes_gcm_16 aesgcm aes-gcm-esp"
          + " aes128gcm16 aes192gcm16 aes256gcm16 aes128gcm128 aes256gcm128 aes-128-gcm aes-192-gcm"
          + " aes-256-gcm aes128-gcm aes192-gcm aes256-gcm aes-gcm-128 aes-gcm-192 aes-gcm-256"
          + " aes-128-gcm-16 aes-256-gcm-16 aes_gcm_icv16 aes-gcm-icv16 encr_aes_gcm_icv16"
          + " aes128gcm aes256gcm aes_gcm_a aes_gcm_c",
      "aes-gcm12: aes-gcm-12 aes_gcm_12 aes128gcm12 aes256gcm12 aes128gcm96 aes256gcm96"
          + " aes_gcm_icv12 aes-gcm-icv12 aes-128-gcm-12 aes-256-gcm-12",
      "aes-gcm8: aes-gcm-8 aes_gcm_8 aes128gcm8 aes256gcm8 aes128gcm64 aes256gcm64 aes_gcm_icv8"
          + " aes-gcm-icv8 aes-128-gcm-8 aes-256-gcm-8",
      "aes-ccm: rfc4309(ccm(aes)) ccm(aes) ccm-aes aes-ccm-16 aes_ccm aes_ccm_16 aesccm aes128ccm16"
          + " aes256ccm16 aes128ccm128 aes256ccm128 aes-128-ccm aes-256-ccm aes_ccm_icv16"
          + " aes-ccm-icv16 aes128ccm aes256ccm",
      "aes-ccm12: aes-ccm-12 aes_ccm_12 aes128ccm12 aes256ccm12 aes_ccm_icv12 aes-ccm-icv12",
      "aes-ccm8: aes-ccm-8 aes_ccm_8 aes128ccm8 aes256ccm8 aes_ccm_icv8 aes-ccm-icv8",
      "hmac-md5: hmac(md5) hmac-md5-96 hmac_md5 hmac_md5_96 hmacmd5 md5-96 md5_96 auth_hmac_md5_96"
          + " hmac-md5-rfc2403",
      "hmac-sha1: hmac(sha1) hmac-sha1-96 hmac_sha1 hmac_sha1_96 hmacsha1 hmac-sha-1-96 hmac-sha-96"
          + " sha1-96 sha1_96 sha-1-96 auth_hmac_sha1_96 hmac-sha96 sha-160 hmac-sha1-rfc2404",
      "hmac-sha256: hmac(sha256) hmac-sha2-256 hmac-sha2-256-128 hmac_sha2_256 hmac_sha2_256_128"
          + " hmac_sha256 hmac-sha256-128 hmac-sha-256-128 sha2 sha2-256 sha2_256 sha2-256-128"
          + " sha256-128 sha256_128 hmacsha256 hmac_sha256_128 auth_hmac_sha2_256_128",
      "hmac-sha384: hmac(sha384) hmac-sha2-384 hmac-sha2-384-192 hmac_sha2_384 hmac_sha2_384_192"
          + " hmac_sha384 hmac-sha384-192 hmac-sha-384-192 sha2-384 sha2_384 sha2-384-192"
          + " sha384-192 sha384_192 hmacsha384 auth_hmac_sha2_384_192",
      "hmac-sha512: hmac(sha512) hmac-sha2-512 hmac-sha2-512-256 hmac_sha2_512 hmac_sha2_512_256"
          + " hmac_sha512 hmac-sha512-256 hmac-sha-512-256 sha2-512 sha2_512 sha2-512-256"
          + " sha512-256 sha512_256 hmacsha512 auth_hmac_sha2_512_256",
      "aes-ctr: aes_ctr ctr(aes) rfc3686(ctr(aes)) aes128ctr aes192ctr aes256ctr aes-128-ctr"
          + " aes-192-ctr aes-256-ctr aesctr encr_aes_ctr",
      "aes-gmac: rfc4543(gcm(aes)) aes_gmac null-auth-aes-gmac aes128gmac aes192gmac aes256gmac",
      "camellia-cbc: cbc(camellia) camellia_cbc camellia128 camellia192 camellia256"
          + " encr_camellia_cbc",
      "chacha20-poly1305: rfc7539esp(chacha20,poly1305) chacha20_poly1305 chacha20"
          + " chacha20poly1305-128 encr_chacha20_poly1305",
      "aes-xcbc: aes-xcbc-mac xcbc(aes) aesxcbc aes_xcbc_96 aes-xcbc-96 auth_aes_xcbc_96"
          + " aes-xcbc-mac-96",
      "aes-cmac: cmac(aes) aescmac aes_cmac_96 aes-cmac-96 auth_aes_cmac_96",
      NOT_HERE
          + ": aes-cfb aes-ofb aes-ecb aes-xts aes-eax aes-siv cast cast5 cast-cbc cast128"
          + " cast128-cbc cast5-cbc cbc(cast5) cast-128-cbc des-iv64 des-iv32 des-deriv 3des-deriv desx idea idea-cbc rc4 rc5 rc5-cbc skipjack"
          + " serpent serpent-cbc cbc(serpent) twofish twofish-cbc cbc(twofish) sm4 sm4-cbc"
          + " cbc(sm4) seed seed-cbc aria keyed-md5 keyed-sha1 kpdk-md5 des-mac tcp-md5 md4"
          + " hmac-ripemd160 hmac-rmd160 hmac(rmd160) ripemd160 rmd160 sha0 sha224 sha-224"
          + " sha2-224 hmac-sha224 hmac-sha2-224 sha3 sha3-256 hmac(sm3) sm3 blake2b blake2s"
    };
    for (String row : rows) {
      int colon = row.indexOf(": ");
      for (String name : row.substring(colon + 2).split(" ")) {
        names.put(name, row.substring(0, colon));
      }
    }
    return Map.copyOf(names);
  }
}
