package org.manualkey.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.client.CommandLine.NamedFile;

/** Opens the files that options name. */
final class CallerFiles {
  private CallerFiles() {}

  /** Opens the files of {@code -f} and {@code -c} in order, or none if one fails. */
  static List<CallerFile> toRead(CommandLine line) throws ClientException {
    List<CallerFile> open = new ArrayList<>();
    for (NamedFile file : line.files()) {
      if (file.option() != 's') {
        try {
          open.add(InputFile.open(file.path()));
        } catch (ClientException e) {
          finish(open, true);
          throw e;
        }
      }
    }
    return open;
  }

  /** The pipe that the last option names, or null: its text is sent as standard input. */
  static @Nullable InputStream pipe(List<CallerFile> files) {
    if (!files.isEmpty() && files.getLast() instanceof InputFile file && file.isPipe()) {
      return file.stream();
    }
    return null;
  }

  /**
   * Opens the file of {@code -s}, unless it is {@code -}. Called only with a connection to the
   * daemon, so that a command that cannot run leaves no empty file behind.
   */
  static void addToSave(CommandLine line, Caller caller, List<CallerFile> open)
      throws ClientException {
    for (NamedFile file : line.files()) {
      if (file.option() == 's' && !file.path().equals("-")) {
        SaveFile save = SaveFile.open(file.path());
        open.add(save);
        if (!save.warning().isEmpty()) {
          caller.printError(save.warning());
        }
      }
    }
  }

  /** Closes the files; after a failed command, new empty ones are removed. */
  static void finish(List<? extends CallerFile> files, boolean failed) {
    for (CallerFile file : files) {
      try {
        if (failed) {
          file.discard();
        } else {
          file.close();
        }
      } catch (IOException e) {
        // The daemon wrote and synced through its own descriptor.
      }
    }
  }
}
