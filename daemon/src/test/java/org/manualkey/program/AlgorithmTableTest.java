package org.manualkey.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.algorithm.Algorithm;

/** One reading serves the start of the daemon, a check without it, and setprop. */
final class AlgorithmTableTest {
  private static final String ROW = "ALG|3|12|aes|CKM_AES_CBC|128/128-256,64|16\n";

  @TempDir private Path directory;

  private AlgorithmTable read(byte[] octets) throws IOException {
    return AlgorithmTable.read(Files.write(directory.resolve("table"), octets));
  }

  @Test
  void table_isReadWithItsText() throws IOException {
    AlgorithmTable table = read(ROW.getBytes(StandardCharsets.UTF_8));
    assertThat(table.text()).isEqualTo(ROW);
    assertThat(table.algorithms().byName(Algorithm.Kind.ENCRYPTION, "aes")).isNotNull();
    assertThat(
            AlgorithmTable.of(table.text(), "it")
                .algorithms()
                .byName(Algorithm.Kind.ENCRYPTION, "aes"))
        .isNotNull();
  }

  @Test
  void noFile_isTheBuiltInTable() throws IOException {
    assertThat(AlgorithmTable.read(null).text()).isEmpty();
    assertThat(AlgorithmTable.read(null).algorithms().byName(Algorithm.Kind.ENCRYPTION, "aes"))
        .isNotNull();
  }

  @Test
  void otherFiles_areErrorsThatNameThem() {
    byte[] latin1 = (ROW + "# caf\u00e9\n").getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> read(latin1)).hasMessageEndingWith("/table: not valid UTF-8");
    assertThatThrownBy(() -> read(new byte[0]))
        .hasMessageEndingWith(": no algorithm that can be used");
    assertThatThrownBy(() -> read(new byte[CheckConditions.MAX_TABLE + 1]))
        .hasMessageEndingWith("/table: not more than 127 KiB are allowed");
    assertThatThrownBy(() -> AlgorithmTable.read(directory.resolve("none")))
        .hasMessageEndingWith("/none: no such file or directory");
  }
}
