package org.manualkey.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EnablementTest {
  @TempDir Path directory;

  @Test
  void withoutAFileTheServiceIsDisabled() throws IOException {
    assertThat(new Enablement(directory.resolve("missing")).isEnabled()).isFalse();
  }

  @Test
  void whatIsKeptIsReadBack() throws IOException {
    Enablement enablement = new Enablement(directory.resolve("a/b"));
    enablement.keep(true);
    assertThat(new Enablement(directory.resolve("a/b")).isEnabled()).isTrue();
    enablement.keep(false);
    assertThat(new Enablement(directory.resolve("a/b")).isEnabled()).isFalse();
    try (var files = Files.list(directory.resolve("a/b"))) {
      assertThat(files).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yes", "Enabled", "enabled disabled"})
  void anythingElseIsAnError(String text) throws IOException {
    Files.writeString(directory.resolve("general-enabled"), text);
    assertThatThrownBy(() -> new Enablement(directory).isEnabled())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("general-enabled");
  }

  @Test
  void directoryThatIsAFileIsAnError() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> new Enablement(file).keep(true)).isInstanceOf(IOException.class);
  }
}
