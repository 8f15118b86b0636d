package org.manualkey.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.manualkey.sadb.SadbOwner;
import org.manualkey.sadb.memory.RandomSas;

/** A check warns of a file whose load would leave nothing, and of a pipe that had a text. */
class EmptyKeyFileTest {
  private static final String EMPTY =
      "ipseckey: warning: standard input: no commands in the file; a load would only delete SAs\n";
  private static final String PIPE =
      "ipseckey: warning: standard input: owner and mode of a pipe are not checked\n";

  @ParameterizedTest
  @CsvSource({"'',false,true", "'# a\n\n',true,true", "'flush\n',true,false"})
  void aTextWithoutCommandsIsAWarning(String text, boolean pipe, boolean empty) {
    MemoryConsole console = new MemoryConsole(true).enter(text.getBytes(UTF_8));
    try (SadbOwner owner = new SadbOwner(RandomSas.open())) {
      assertThat(Commands.ipseckey(owner).run(List.of("-c", "-"), console)).isZero();
    }
    assertThat(console.complained()).isEqualTo((pipe ? PIPE : "") + (empty ? EMPTY : ""));
  }

  /** It is no error there either: the service manager knows errors only by the exit status. */
  @Test
  void underSmf_theLoadOfSuchAFileSucceeds_withAWarning(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("keys"), "# a\n\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    try (SadbOwner owner = new SadbOwner(RandomSas.open());
        FileInputStream in = new FileInputStream(file.toFile())) {
      MemoryConsole console = MemoryConsole.underSmf().pass(in.getFD());
      assertThat(Commands.ipseckey(owner).run(List.of("-f", "keys"), console)).isZero();
      assertThat(console.complained())
          .isEqualTo("ipseckey: warning: keys: no commands in the file; all SAs were deleted\n");
    }
  }
}
