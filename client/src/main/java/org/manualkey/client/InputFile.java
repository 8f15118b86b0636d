package org.manualkey.client;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import org.manualkey.client.ClientException.Kind;

/** A file of {@code -f} or {@code -c}, open for reading. */
final class InputFile implements CallerFile {
  private final FileInputStream stream;

  private InputFile(FileInputStream stream) {
    this.stream = stream;
  }

  /**
   * Opens a regular file. The check only prevents opening a pipe, which could block; the daemon
   * checks the open file, its owner and its mode.
   */
  static InputFile open(String path) throws ClientException {
    if (!new File(path).isFile()) {
      throw new ClientException(Kind.CONFIGURATION, OpenFailure.ofReading(path));
    }
    try {
      return new InputFile(new FileInputStream(path));
    } catch (IOException e) {
      throw new ClientException(Kind.CONFIGURATION, OpenFailure.ofReading(path));
    }
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
