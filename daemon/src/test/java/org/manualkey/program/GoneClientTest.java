package org.manualkey.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.load.RecordingSadb;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.MessageType;
import org.manualkey.sadb.SadbOwner;

/** A client that goes away at a known request of its file: what is still done, and what is not. */
final class GoneClientTest {
  private static final int COMMANDS = 100;

  @TempDir private Path directory;
  private final RecordingSadb sadb = new RecordingSadb();

  private Path file() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < COMMANDS; i++) {
      text.append(
          "add esp spi %d dst 192.0.2.1 encralg aes encrkey %032x\n".formatted(1000 + i, i + 1));
    }
    Path file = Files.writeString(directory.resolve("file"), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  /** Runs {@code -n -f} for a client that goes away at the n-th request of a type. */
  private int run(MemoryConsole console, MessageType type, int nth) throws IOException {
    AtomicInteger requests = new AtomicInteger();
    sadb.refusing(
        request -> {
          if (request.header().type() == type && requests.incrementAndGet() == nth) {
            console.interruptAndAwait();
          }
          return false;
        },
        Errno.EPERM.code());
    Path file = file();
    try (SadbOwner owner = new SadbOwner(sadb);
        FileInputStream in = new FileInputStream(file.toFile())) {
      int status =
          Commands.ipseckey(owner).run(List.of("-n", "-f", "file"), console.pass(in.getFD()));
      Commands.ipseckey(owner).run(List.of("-n", "-p", "dump"), after);
      return status;
    }
  }

  private final MemoryConsole after = new MemoryConsole(true);

  private int sas() {
    return after.printed().split("Base message", -1).length - 1;
  }

  @Test
  void fileOfAShell_endsAfterTheCommandUnderWay() throws Exception {
    MemoryConsole console = new MemoryConsole(true);
    assertThat(run(console, MessageType.ADD, 7)).isEqualTo(ExitStatus.FAILED);
    assertThat(sas()).isEqualTo(7);
    assertThat(console.complained())
        .endsWith("ipseckey: interrupted; 7 commands applied, the last of them on line 7\n");
  }

  @Test
  void loadUnderSmf_isGivenUpUntilItsFirstChange() throws Exception {
    MemoryConsole console = MemoryConsole.underSmf();
    assertThat(run(console, MessageType.DUMP, 1)).isEqualTo(ExitStatus.FAILED);
    assertThat(console.complained()).isEqualTo("ipseckey: interrupted; 0 commands applied\n");
    assertThat(sadb.requests()).doesNotContain(MessageType.FLUSH, MessageType.ADD);
  }

  @Test
  void loadUnderSmf_isCarriedToItsEndAfterItsFirstChange() throws Exception {
    MemoryConsole console = MemoryConsole.underSmf();
    assertThat(run(console, MessageType.FLUSH, 1)).isEqualTo(ExitStatus.OK);
    assertThat(console.complained()).isEmpty();
    assertThat(sas()).isEqualTo(COMMANDS);
  }

  @Test
  void workThatOthersShare_isNotWaitedForAnyMore() {
    MemoryConsole console = new MemoryConsole(true);
    Presence client = new Presence(console);
    console.interrupt();
    CompletableFuture<String> work = new CompletableFuture<>();
    assertThatThrownBy(() -> client.awaitShared(work)).isInstanceOf(CancellationException.class);
    assertThat(client.isGone()).isTrue();
    assertThat(work).isNotDone();
  }
}
