package org.manualkey.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.sadb.SadbOwner;
import org.manualkey.sadb.memory.RandomSas;

/** Nothing is done of a file that is not for us, even if some lines could be. */
class FileOfAnotherProgramTest {
  private static final String ADD =
      "add esp spi 0x1001 src 192.0.2.1 dst 192.0.2.2 encralg aes"
          + " encrkey c167f76601f6918b4c4230bd155037c6\n";

  @TempDir private Path folder;

  private MemoryConsole run(SadbOwner owner, String option, String text) throws IOException {
    Path file = Files.writeString(folder.resolve("keys"), text);
    MemoryConsole console = new MemoryConsole(true);
    try (FileInputStream passed = new FileInputStream(file.toFile())) {
      int status =
          Commands.ipseckey(owner)
              .run(List.of("-n", option, file.toString()), console.pass(passed.getFD()));
      assertThat(status).isEqualTo(text.equals(ADD) ? 0 : 1);
    }
    return console;
  }

  @Test
  void nothingOfItIsSentAndOneErrorNamesIt() throws IOException {
    try (SadbOwner owner = new SadbOwner(RandomSas.open())) {
      run(owner, "-f", ADD);
      String text = "flush\n" + ADD.replace("0x1001", "0x1002") + "spdflush;\nflush;\n";
      for (String option : List.of("-f", "-c")) {
        assertThat(run(owner, option, text).complained())
            .containsOnlyOnce("keys:3:1: error:")
            .containsOnlyOnce("error:")
            .contains("this looks like a file of setkey(8)");
      }
      assertThat(run(owner, "-f", text).complained()).contains("keys: nothing was run\n");
      assertThat(owner.call(RandomSas::dump))
          .singleElement()
          .satisfies(sa -> assertThat(sa.sa().spi()).isEqualTo(0x1001));
    }
  }
}
