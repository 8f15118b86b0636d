package org.manualkey.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootIdTest {
  @TempDir private Path directory;

  @Test
  void staysAsLongAsTheDirectory_andIsAnotherOneAfterABoot() throws IOException {
    Path file = BootId.keptIn(directory);
    String word = Files.readString(file).strip();
    assertThat(word).matches("\\S{1,64}");

    assertThat(Files.readString(BootId.keptIn(directory)).strip()).isEqualTo(word);

    Files.delete(file);
    assertThat(Files.readString(BootId.keptIn(directory)).strip()).isNotEqualTo(word);
  }

  @Test
  void isMissing_whereItCannotBeMade() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThat(BootId.keptIn(file)).doesNotExist();
  }
}
