package org.manualkey.program;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SaveTargetTest {
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("saved");
  }

  private static Function<OutputStream, CommandRun.Saved> writes(String text) {
    return target -> {
      try {
        target.write(text.getBytes(US_ASCII));
        return CommandRun.Saved.WHOLE;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  @Test
  void newFileHoldsTheText() throws IOException {
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
      assertThat(new SaveTarget(opened.getFD()).replace(writes("new")))
          .isEqualTo(CommandRun.Saved.WHOLE);
    }
    assertThat(file).hasContent("new");
  }

  @Test
  void withoutADumpTheOldTextStays() throws IOException {
    Files.writeString(file, "old");
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
      CommandRun.Saved saved =
          new SaveTarget(opened.getFD())
              .replace(target -> {
                var _ = writes("head").apply(target);
                return CommandRun.Saved.NOTHING;
              });
      assertThat(saved).isEqualTo(CommandRun.Saved.NOTHING);
    }
    assertThat(file).hasContent("old");
  }

  @Test
  void longerAndShorterTextsTakeThePlaceOfTheOldOne() throws IOException {
    for (String text : new String[] {"a longer text", "short", "", "again"}) {
      try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
        new SaveTarget(opened.getFD()).replace(writes(text));
      }
      assertThat(file).hasContent(text);
    }
  }

  @Test
  void fileOpenedForAppendingIsRefusedAndKeepsWhatItHeld() throws IOException {
    Files.writeString(file, "old");
    try (FileOutputStream opened = new FileOutputStream(file.toFile(), true)) {
      assertThatThrownBy(() -> new SaveTarget(opened.getFD()).replace(writes("new")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("appending");
    }
    assertThat(file).hasContent("old");
  }
}
