package org.manualkey.service;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * A file of lines that is replaced atomically: after a crash it holds either all of the old lines
 * or all of the new ones.
 */
final class DurableLines {
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  private static final FileAttribute<Set<PosixFilePermission>> OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** In bytes; ten times what such a file has. */
  private static final int LONGEST_SHORT = 1024;

  private final Path file;

  DurableLines(Path file) {
    this.file = file;
  }

  Path path() {
    return file;
  }

  /**
   * The lines; none if there is no file.
   *
   * @throws IOException if it cannot be read; the message has its path
   */
  List<String> read() throws IOException {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new IOException(ServiceMessage.CANNOT_READ.with(file, reason(e)), e);
    }
  }

  /**
   * The lines of a file that has a line of a few words only, whatever became of it; none if there
   * is no file.
   *
   * @throws IOException if it cannot be read, or is larger; the message has its path
   */
  List<String> readShort() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] octets = in.readNBytes(LONGEST_SHORT + 1);
      if (octets.length > LONGEST_SHORT) {
        throw new IOException("larger than " + LONGEST_SHORT + " bytes");
      }
      ByteBuffer text = ByteBuffer.wrap(octets);
      return StandardCharsets.UTF_8.newDecoder().decode(text).toString().lines().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new IOException(ServiceMessage.CANNOT_READ.with(file, reason(e)), e);
    }
  }

  /**
   * Replaces the file, and creates its directory if needed.
   *
   * @throws IOException if it cannot be replaced; the old file is kept then, and the message has
   *     its path
   */
  void replace(Iterable<?> lines) throws IOException {
    try {
      Path directory = Files.createDirectories(file.toAbsolutePath().getParent());
      Path next = file.resolveSibling(file.getFileName() + ".new");
      // What a killed daemon left may be anything; it is never written to.
      Files.deleteIfExists(next);
      // Opened before the rename: afterwards it is too late for a lack of descriptors.
      try (FileChannel names = FileChannel.open(directory)) {
        write(next, lines);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        names.force(true); // or else the rename may be lost
      } catch (IOException e) {
        Files.deleteIfExists(next); // it may be what fills the disk
        throw e;
      }
    } catch (IOException e) {
      throw new IOException(ServiceMessage.CANNOT_WRITE.with(file, reason(e)), e);
    }
  }

  private static void write(Path file, Iterable<?> lines) throws IOException {
    try (FileChannel channel = FileChannel.open(file, NEW, OWNER);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
      for (Object line : lines) {
        out.write(line.toString().getBytes(StandardCharsets.UTF_8));
        out.write('\n');
      }
      out.flush();
      channel.force(true);
    }
  }

  /** The reason of a failure, without the path that some exceptions have as their message. */
  static String reason(IOException e) {
    return switch (e) {
      case CharacterCodingException _ -> "not valid UTF-8";
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> "no such file or directory";
      case FileSystemException file when file.getReason() != null -> file.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }
}
