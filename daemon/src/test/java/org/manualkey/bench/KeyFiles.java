package org.manualkey.bench;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.load.CommandPipeline;
import org.manualkey.request.Resolver;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.memory.MemorySadb;
import org.manualkey.sadb.rules.IllumosJudge;

/** Makes the key file of every figure: distinct ESP SAs with AES and SHA-1, one on a line. */
final class KeyFiles {
  private static final int FIRST_SPI = 1 << 20;

  private KeyFiles() {}

  /** An empty embedded database. */
  static Sadb sadb() {
    return new MemorySadb(
        AlgorithmsFile.builtIn(), InstantSource.system(), new InterfaceAddresses());
  }

  /** A pipeline that knows no name. */
  static CommandPipeline loads() {
    return new CommandPipeline(
        AlgorithmsFile.builtIn(), (_, _) -> new Resolver.Answer.Unknown(), KeyFiles::sadb);
  }

  /** The judgement of the embedded database. */
  static Judge judge() {
    return new IllumosJudge(AlgorithmsFile.builtIn(), new InterfaceAddresses());
  }

  /** The text of {@code count} commands, 168 octets each. */
  static byte[] of(int count) {
    ByteArrayOutputStream text = new ByteArrayOutputStream(count * 170);
    for (int i = 0; i < count; i++) {
      String line =
          "add esp spi 0x%x src 192.168.0.1 dst 10.%d.%d.%d encralg aes encrkey %s authalg sha1 authkey %s\n"
              .formatted(
                  FIRST_SPI + i,
                  i >> 16 & 255,
                  i >> 8 & 255,
                  i & 255,
                  digits("e" + i, 32),
                  digits("a" + i, 40));
      text.writeBytes(line.getBytes(StandardCharsets.US_ASCII));
    }
    return text.toByteArray();
  }

  /** The first hex digits of the SHA-256 of a text. */
  private static String digits(String text, int count) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(hash).substring(0, count);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
