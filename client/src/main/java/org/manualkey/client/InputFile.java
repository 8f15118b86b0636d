package org.manualkey.client;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.manualkey.client.ClientException.Kind;

/**
 * A file of {@code -f} or {@code -c}, open for reading: a regular file, whose descriptor is passed
 * to the daemon, or a pipe, whose text is sent as standard input is.
 */
final class InputFile implements CallerFile {
  private static final String STANDARD_INPUT = "-";
  private static final Path OPEN_INPUT = Path.of("/dev/stdin");

  private final FileInputStream stream;
  private final boolean pipe;

  private InputFile(FileInputStream stream, boolean pipe) {
    this.stream = stream;
    this.pipe = pipe;
  }

  /**
   * Opens a regular file, a pipe or, for {@code -}, standard input. The daemon checks the open
   * file, its owner and its mode.
   */
  static InputFile open(String path) throws ClientException {
    try {
      if (path.equals(STANDARD_INPUT)) {
        return new InputFile(new FileInputStream(FileDescriptor.in), !isRegular(OPEN_INPUT));
      }
      boolean regular = new File(path).isFile();
      if (regular || isPipe(path)) {
        return new InputFile(new FileInputStream(path), !regular);
      }
    } catch (IOException e) {
      // reported below, like a file of another kind
    }
    throw new ClientException(Kind.CONFIGURATION, OpenFailure.ofReading(path));
  }

  private static boolean isRegular(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).isRegularFile();
  }

  /** A FIFO, such as the shell makes for {@code <(command)}; devices may have endless contents. */
  private static boolean isPipe(String path) throws IOException {
    if (path.isEmpty()) {
      return false;
    }
    Integer mode = (Integer) Files.getAttribute(Path.of(path), "unix:mode");
    return mode != null && (mode & 0xf000) == 0x1000;
  }

  /** Whether the text is sent as standard input; no descriptor is passed then. */
  boolean isPipe() {
    return pipe;
  }

  InputStream stream() {
    return stream;
  }

  @Override
  public FileDescriptor descriptor() throws IOException {
    return stream.getFD();
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
