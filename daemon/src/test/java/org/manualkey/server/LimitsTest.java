package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the limits for clients come to together. */
final class LimitsTest {
  /** A connection takes one, and one that watches its client, and one that ends it at a stop. */
  private static final int THREADS_OF_CONNECTION = 3;

  /** Look-ups of names, the threads of the daemon, and those of its virtual machine. */
  private static final int OTHER_THREADS = 100;

  @Test
  void unitPermitsMoreThreads_thanAllClientsAtOnceTake() throws IOException {
    int most =
        (Limits.DEFAULT.connections() + MemberLimits.DEFAULT.commands()) * THREADS_OF_CONNECTION
            + OTHER_THREADS;
    String permitted =
        Files.readAllLines(Path.of("../systemd/manual-keyd.service")).stream()
            .filter(line -> line.startsWith("TasksMax="))
            .findFirst()
            .orElseThrow();
    assertThat(Integer.parseInt(permitted.substring(permitted.indexOf('=') + 1)))
        .isGreaterThan(most);
  }
}
