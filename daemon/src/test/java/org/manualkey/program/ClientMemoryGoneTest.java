package org.manualkey.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.load.RecordingSadb;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.sadb.ForwardingSadb;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.SadbOwner;

/** Commands of clients for which there is not enough memory, from the beginning or half way. */
final class ClientMemoryGoneTest {
  private static final int COMMANDS = 200;

  @TempDir private Path directory;
  private final RecordingSadb memory = new RecordingSadb();
  private final MemoryConsole console = new MemoryConsole(true);

  /** SAs that the database says it holds; -1: as many as it does. */
  private int held = -1;

  /** Which request finds no memory, from 1; 0: none. */
  private int gone;

  private final class ShortOfMemory extends ForwardingSadb {
    ShortOfMemory() {
      super(memory);
    }

    private void step() {
      if (--gone == 0) {
        throw new OutOfMemoryError("for the test");
      }
    }

    @Override
    public int held() {
      return held < 0 ? super.held() : held;
    }

    @Override
    public Reply exchange(Message request) {
      step();
      return super.exchange(request);
    }

    @Override
    public Reply dump(Message request, Consumer<? super Message> sink) {
      return super.dump(
          request,
          sa -> {
            step();
            sink.accept(sa);
          });
    }
  }

  private Path file() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < COMMANDS; i++) {
      text.append(
          "add esp spi %d dst 192.0.2.1 encralg aes encrkey %032x\n".formatted(1000 + i, i + 1));
    }
    Path file = Files.writeString(directory.resolve("file"), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void dumpThatDoesNotFit_isRefusedBeforehand() {
    held = Integer.MAX_VALUE;
    try (SadbOwner owner = new SadbOwner(new ShortOfMemory())) {
      assertThat(Commands.ipseckey(owner).run(List.of("-n", "dump"), console)).isNotZero();
    }
    assertThat(console.complained())
        .matches("ipseckey: needs about \\d+ MiB of memory, and \\d+ MiB are free; .*\n");
    assertThat(memory.requests()).doesNotContain(MessageType.DUMP);
  }

  @Test
  void fileWhoseMemoryIsGoneHalfWay_tellsHowFarItCame() throws Exception {
    gone = 151; // in the second turn
    try (SadbOwner owner = new SadbOwner(new ShortOfMemory());
        FileInputStream in = new FileInputStream(file().toFile())) {
      assertThat(
              Commands.ipseckey(owner).run(List.of("-n", "-f", "file"), console.pass(in.getFD())))
          .isEqualTo(ExitStatus.FAILED);
      assertThat(console.complained())
          .endsWith(
              "ipseckey: manual-keyd ran out of memory; 150 commands applied, the last of them on"
                  + " line 150; the one after them may have been, too\n");
      assertThat(memory.contents()).hasSize(150);
    }
  }

  @Test
  void dumpWhoseMemoryIsGoneHalfWay_isReported_andTheNextOneWorks() throws Exception {
    try (SadbOwner owner = new SadbOwner(new ShortOfMemory());
        FileInputStream in = new FileInputStream(file().toFile())) {
      assertThat(
              Commands.ipseckey(owner).run(List.of("-n", "-f", "file"), console.pass(in.getFD())))
          .isZero();
      gone = 100;
      assertThat(Commands.ipseckey(owner).run(List.of("-n", "-p", "dump"), console)).isNotZero();
      assertThat(console.complained())
          .endsWith(
              "ipseckey: manual-keyd ran out of memory; not all SAs were printed; give it a larger"
                  + " -Xmx\n");
      MemoryConsole again = new MemoryConsole(true);
      assertThat(Commands.ipseckey(owner).run(List.of("-n", "-p", "dump"), again)).isZero();
      assertThat(again.printed().split("Base message", -1)).hasSize(COMMANDS + 1);
    }
  }
}
