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

final class ServicePropertiesTest {
  @TempDir Path directory;

  private ServiceProperties read(String text) throws IOException {
    return ServiceProperties.read(Files.writeString(directory.resolve("properties"), text));
  }

  @Test
  void withoutAFileEverythingIsDefault() throws IOException {
    ServiceProperties properties = ServiceProperties.read(directory.resolve("missing"));
    assertThat(properties.keyFile()).isEqualTo(ServiceProperties.DEFAULT_KEY_FILE);
    assertThat(properties.algorithmsFile()).isNull();
  }

  @Test
  void propertiesAreRead() throws IOException {
    ServiceProperties properties =
        read("# x\nconfig/config_file = /a b/keys \nconfig/algorithms_file=/algs\n");
    assertThat(properties.keyFile()).isEqualTo(Path.of("/a b/keys"));
    assertThat(properties.algorithmsFile()).isEqualTo(Path.of("/algs"));
    assertThat(read("config/algorithms_file=\n").algorithmsFile()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"config/config_fil=/x\n", "x\n", "config/config_file=\\u12\n"})
  void whatIsNoPropertyIsAnErrorThatNamesTheFile(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("properties");
  }

  @ParameterizedTest
  @ValueSource(strings = {"config/config_file=\n", "config/config_file=a\\u0000b\n"})
  void whatIsNoPathIsAnErrorThatNamesTheFile(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("properties");
  }
}
