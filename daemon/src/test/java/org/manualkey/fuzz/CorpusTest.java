package org.manualkey.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The stored inputs of the fuzzer, each of which reaches what the others do not. */
final class CorpusTest {
  private static final Path FOLDER = Path.of("src/test/resources/org/manualkey/fuzz");

  @ParameterizedTest
  @EnumSource
  void storedInputsFindNothing(FuzzTarget target) throws Exception {
    List<Path> inputs = inputs(target);
    assertThat(inputs).as("inputs of %s", target.word()).isNotEmpty();
    for (Path input : inputs) {
      try {
        target.run(Files.readAllBytes(input));
      } catch (Exception | AssertionError e) {
        throw new AssertionError("with the input " + input, e);
      }
    }
  }

  @Test
  void storedInputsAreFewAndSmall() throws IOException {
    long octets = 0;
    for (FuzzTarget target : FuzzTarget.values()) {
      for (Path input : inputs(target)) {
        octets += Files.size(input);
      }
    }
    assertThat(octets).isLessThan(96 << 10);
  }

  private static List<Path> inputs(FuzzTarget target) throws IOException {
    try (Stream<Path> files = Files.list(FOLDER.resolve(target.word()))) {
      return files.sorted().toList();
    }
  }
}
