package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.service.ManualKeyService.Obstacle;

/**
 * A daemon that is online with two SAs of its key file, for tests of what its administrator does.
 */
abstract class Administered {
  @TempDir Path directory;
  LiveDaemon daemon;

  @BeforeEach
  void start() throws Exception {
    daemon = new LiveDaemon(directory).start();
    write(add(0x1000) + add(0x1001));
    assertThat(daemon.adm("enable", "-s").exit()).isZero();
  }

  @AfterEach
  void stop() {
    daemon.close();
  }

  final void write(String text) throws Exception {
    Files.writeString(daemon.keyFile, text);
    Files.setPosixFilePermissions(daemon.keyFile, PosixFilePermissions.fromString("rw-------"));
  }

  /** Returns when the mark has taken effect, which the command does not wait for. */
  final void mark() throws Exception {
    assertThat(daemon.adm("mark", "maintenance").exit()).isZero();
    assertThat(Resources.becomes(() -> daemon.service.obstacle() == Obstacle.MARKED)).isTrue();
  }

  static String add(int spi) {
    return "add esp spi "
        + spi
        + " src 192.0.2.1 dst 192.0.2.2 encralg aes encrkey %032x\n".formatted(spi);
  }
}
