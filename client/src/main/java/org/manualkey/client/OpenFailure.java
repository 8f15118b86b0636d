package org.manualkey.client;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Why a file could not be opened, in one line that names it. */
final class OpenFailure {
  private OpenFailure() {}

  /** Why {@code path} could not be opened as a regular file for reading. */
  static String ofReading(String path) {
    if (path.isEmpty()) {
      return ClientMessage.CANNOT_OPEN.with("''", "no such file or directory");
    }
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(Path.of(path), BasicFileAttributes.class);
      String reason = attributes.isRegularFile() ? "permission denied" : kind(attributes);
      return ClientMessage.CANNOT_OPEN.with(path, reason);
    } catch (IOException | InvalidPathException e) {
      return ClientMessage.CANNOT_OPEN.with(path, reason(e));
    }
  }

  /** Why a file of another kind is rejected. */
  static String kind(BasicFileAttributes attributes) {
    if (attributes.isDirectory()) {
      return "is a directory";
    }
    if (attributes.isSymbolicLink()) {
      return "is a symbolic link";
    }
    return "not a regular file";
  }

  /** The reason without the path. */
  static String reason(Exception failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof FileSystemException file && file.getReason() != null) {
      return file.getReason();
    }
    return failure instanceof InvalidPathException ? "invalid path" : failure.toString();
  }
}
