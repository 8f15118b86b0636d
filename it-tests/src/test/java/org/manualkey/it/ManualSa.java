package org.manualkey.it;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An SA as a test wants it, in the words of our language and in those of {@code ip xfrm state add}.
 * Its keys follow from its SPI.
 *
 * @param auth how it authenticates, or empty
 * @param encryption how it encrypts; empty for AH, and for ESP that does not
 * @param innerSource source prefix of the packets in its tunnel, or empty for transport mode
 */
record ManualSa(
    String protocol,
    String source,
    String destination,
    long spi,
    Optional<Algorithm> auth,
    Optional<Algorithm> encryption,
    Optional<String> innerSource) {

  /**
   * An algorithm by both its names.
   *
   * @param bits length of its key
   * @param check bits of the check value, 0 for a cipher
   */
  record Algorithm(String word, String kernelName, int bits, int check) {
    static final Algorithm MD5 = new Algorithm("md5", "hmac(md5)", 128, 96);
    static final Algorithm SHA1 = new Algorithm("sha1", "hmac(sha1)", 160, 96);
    static final Algorithm SHA256 = new Algorithm("sha256", "hmac(sha256)", 256, 128);
    static final Algorithm SHA384 = new Algorithm("sha384", "hmac(sha384)", 384, 192);
    static final Algorithm SHA512 = new Algorithm("sha512", "hmac(sha512)", 512, 256);
    static final Algorithm DES = new Algorithm("des", "cbc(des)", 64, 0);
    static final Algorithm DES3 = new Algorithm("3des", "cbc(des3_ede)", 192, 0);
    static final Algorithm BLOWFISH = new Algorithm("blowfish", "cbc(blowfish)", 128, 0);
    static final Algorithm AES128 = new Algorithm("aes", "cbc(aes)", 128, 0);
    static final Algorithm AES192 = new Algorithm("aes", "cbc(aes)", 192, 0);
    static final Algorithm AES256 = new Algorithm("aes", "cbc(aes)", 256, 0);

    /** Its key has the salt behind it. */
    static final Algorithm GCM = new Algorithm("aes-gcm", "rfc4106(gcm(aes))", 160, 0);

    /** The same. */
    static final Algorithm CHACHA20 =
        new Algorithm("chacha20-poly1305", "rfc7539esp(chacha20,poly1305)", 288, 0);

    /** Its key has the nonce behind it. */
    static final Algorithm CTR = new Algorithm("aes-ctr", "rfc3686(ctr(aes))", 160, 0);

    static final Algorithm CAMELLIA = new Algorithm("camellia-cbc", "cbc(camellia)", 256, 0);
    static final Algorithm XCBC = new Algorithm("aes-xcbc", "xcbc(aes)", 128, 96);
    static final Algorithm CMAC = new Algorithm("aes-cmac", "cmac(aes)", 128, 96);

    static final List<Algorithm> AUTHENTICATION = List.of(MD5, SHA1, SHA384, SHA512);
    static final List<Algorithm> ENCRYPTION = List.of(DES, DES3, BLOWFISH, AES128, AES192, AES256);

    /** A key that is not weak, whose octets are of odd parity as DES wants them. */
    String key(long spi) {
      StringBuilder key = new StringBuilder();
      for (int i = 0; i < bits / Byte.SIZE; i++) {
        long seven = (spi * 31 + i * 37L + kernelName.length()) & 0x7f;
        int parity = (Long.bitCount(seven) + 1) & 1;
        key.append(String.format(Locale.ROOT, "%02x", seven << 1 | parity));
      }
      return key.toString();
    }
  }

  static ManualSa esp(String source, String destination, long spi) {
    return new ManualSa(
        "esp",
        source,
        destination,
        spi,
        Optional.of(Algorithm.SHA1),
        Optional.of(Algorithm.AES128),
        Optional.empty());
  }

  static ManualSa ah(String source, String destination, long spi) {
    return esp(source, destination, spi)
        .with(Optional.of(Algorithm.SHA1), Optional.empty())
        .as("ah");
  }

  ManualSa with(Optional<Algorithm> newAuth, Optional<Algorithm> newEncryption) {
    return new ManualSa(protocol, source, destination, spi, newAuth, newEncryption, innerSource);
  }

  ManualSa tunnelOf(String prefix) {
    return new ManualSa(protocol, source, destination, spi, auth, encryption, Optional.of(prefix));
  }

  private ManualSa as(String newProtocol) {
    return new ManualSa(newProtocol, source, destination, spi, auth, encryption, innerSource);
  }

  String mode() {
    return innerSource.isPresent() ? "tunnel" : "transport";
  }

  /** The {@code add} of a key file, without the end of its line. */
  String keyFileLine() {
    StringBuilder line =
        new StringBuilder(
            "add %s spi 0x%x src %s dst %s".formatted(protocol, spi, source, destination));
    auth.ifPresent(
        a -> line.append(" authalg ").append(a.word()).append(" authkey ").append(a.key(spi)));
    encryption.ifPresent(
        a -> line.append(" encralg ").append(a.word()).append(" encrkey ").append(a.key(spi)));
    // What is in the tunnel is an IP packet of the same family: IPv4 is protocol 4, IPv6 is 41.
    innerSource.ifPresent(prefix ->
        line.append(
            (prefix.contains(":")
                    ? " proto 41 innersrc %s innerdst ::/0"
                    : " proto 4 innersrc %s innerdst 0.0.0.0/0")
                .formatted(prefix)));
    return line.toString();
  }

  /** The command of iproute2 that adds it. */
  String ipXfrmAdd() {
    StringBuilder line =
        new StringBuilder(
            "ip xfrm state add src %s dst %s proto %s spi 0x%x mode %s"
                .formatted(source, destination, protocol, spi, mode()));
    auth.ifPresent(a ->
        line.append(" auth-trunc '%s' 0x%s %d".formatted(a.kernelName(), a.key(spi), a.check())));
    encryption.ifPresent(a -> line.append(" enc '%s' 0x%s".formatted(a.kernelName(), a.key(spi))));
    innerSource.ifPresent(prefix -> line.append(" sel src ").append(prefix));
    return line.toString();
  }

  /** The script that adds all of them. */
  static String ipXfrmAdd(List<ManualSa> sas) {
    return sas.stream().map(ManualSa::ipXfrmAdd).collect(Collectors.joining(" && "));
  }

  /** A key file with all of them. */
  static String keyFile(List<ManualSa> sas) {
    return sas.stream().map(sa -> sa.keyFileLine() + "\n").collect(Collectors.joining());
  }

  /** The command of iproute2 that takes it out. */
  String ipXfrmDelete() {
    return "ip xfrm state delete src %s dst %s proto %s spi 0x%x"
        .formatted(source, destination, protocol, spi);
  }
}
