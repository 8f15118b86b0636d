package org.manualkey.smf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.app.DaemonProcess;

/** An instance on a played system, disabled, with a key file of three commands. */
abstract class OnPlayedSystem {
  static final String BAD = "add esp spi 1 dst nonsense\n";

  @TempDir Path directory;

  PlayedSystem system;
  PlayedRestarter restarter;

  @BeforeEach
  final void install() throws Exception {
    system = PlayedSystem.install(directory);
    restarter = new PlayedRestarter(system, Shells.ofIllumos());
    system.writeKeys(DaemonProcess.commands(3));
  }

  @AfterEach
  final void end() throws Exception {
    if (restarter != null) { // else there is no compiler, and nothing was installed
      restarter.close();
      system.close();
    }
  }

  /** Enables or clears the instance, which comes online. */
  final void enable() throws Exception {
    restarter.enable();
    assertThat(restarter.state).as(Files.readString(restarter.log)).isEqualTo("online");
  }
}
