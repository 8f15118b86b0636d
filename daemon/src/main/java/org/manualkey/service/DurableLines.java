package org.manualkey.service;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A file of lines that is replaced atomically: after a crash it holds either all of the old lines
 * or all of the new ones.
 */
final class DurableLines {
  private final Path file;

  DurableLines(Path file) {
    this.file = file;
  }

  Path path() {
    return file;
  }

  /** The lines; none if there is no file. */
  List<String> read() throws IOException {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /**
   * Replaces the file, and creates its directory if needed.
   *
   * @throws IOException if it cannot be replaced; the old file is kept then
   */
  void replace(Iterable<?> lines) throws IOException {
    Path directory = Files.createDirectories(file.toAbsolutePath().getParent());
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
            FileChannel.open(
                next,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        Writer writer = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8))) {
      for (Object line : lines) {
        writer.append(line.toString()).append('\n');
      }
      writer.flush();
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel names = FileChannel.open(directory)) { // or else the rename may be lost
      names.force(true);
    }
  }
}
