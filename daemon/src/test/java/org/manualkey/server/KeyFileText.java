package org.manualkey.server;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Key files of ESP SAs with keys that can be looked for. */
final class KeyFileText {
  /** Begins every encryption key. */
  static final String ENCRYPTION_MARK = "c0ffee5eed";

  /** Begins every authentication key. */
  static final String AUTHENTICATION_MARK = "a5caded0d0";

  private static final int FIRST_SPI = 0x10000;

  private KeyFileText() {}

  /** Lines of {@code add} commands, each on a destination and an SPI of its own. */
  static String of(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(
          "add esp spi 0x%x src 192.0.2.1 dst 10.%d.%d.%d encralg aes encrkey %s%022x authalg sha1 authkey %s%030x\n"
              .formatted(
                  FIRST_SPI + i,
                  i >> 16,
                  i >> 8 & 255,
                  i & 255,
                  ENCRYPTION_MARK,
                  i + 1,
                  AUTHENTICATION_MARK,
                  i + 1));
    }
    return text.toString();
  }

  /** Writes a file that only its owner can read. */
  static Path write(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, text);
  }

  /** Runs {@code ipseckey} with an option and its file. */
  static TestClient.Ended run(LiveDaemon daemon, Path file, String... argv) throws IOException {
    try (FileInputStream in = new FileInputStream(file.toFile());
        TestClient client = daemon.client()) {
      return client.pass(in.getFD(), "ipseckey", argv).end();
    }
  }
}
