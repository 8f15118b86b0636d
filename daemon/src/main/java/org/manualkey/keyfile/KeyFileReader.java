package org.manualkey.keyfile;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.manualkey.secret.SecretText;
import org.newsclub.net.unix.FileDescriptorCast;

/**
 * Reads key files, and checks owner and mode of the open file rather than of its path.
 *
 * <p>The attributes of the open descriptor are read from {@code /proc/self/fd/N} (Linux and
 * illumos), which rules out races on the path and symbolic links.
 */
public final class KeyFileReader {
  /** The size limit in bytes. */
  public static final long MAX_LENGTH = 1L << 28;

  private static final int S_IFMT = 0xf000;
  private static final int S_IFREG = 0x8000;
  private static final int GROUP_AND_OTHERS = 0x3f;
  private static final int ATTEMPTS = 3;

  private final int ownUid;

  /**
   * Creates a reader.
   *
   * @param ownUid the user that may own key files besides root
   */
  public KeyFileReader(int ownUid) {
    this.ownUid = ownUid;
  }

  /** The result of reading a file. */
  public sealed interface Result {
    /**
     * The text.
     *
     * @param text to be closed by the caller
     * @param warnings why other users could read or replace the file; empty if they cannot
     */
    record Read(SecretText text, List<String> warnings) implements Result {
      public Read {
        warnings = List.copyOf(warnings);
      }
    }

    /**
     * The file cannot be read.
     *
     * @param reason one line that begins with the name of the file
     */
    record Unreadable(String reason) implements Result {}
  }

  /** Reads a file by its path, with the rights of this process. */
  public Result read(Path path) {
    try {
      // Opening a FIFO would wait for a writer. The open file is checked again below.
      if (!Files.isRegularFile(path)) {
        KeyFileMessage reason =
            Files.exists(path) ? KeyFileMessage.NOT_REGULAR : KeyFileMessage.MISSING;
        return new Result.Unreadable(reason.with(path));
      }
      try (FileInputStream stream = new FileInputStream(path.toFile())) {
        return read(stream, path.toString());
      }
    } catch (IOException e) {
      return new Result.Unreadable(KeyFileMessage.CANNOT_OPEN.with(path, cause(e)));
    }
  }

  /** Reads an open descriptor, which stays open. */
  public Result read(FileDescriptor descriptor, String name) {
    // Closing this stream would close the descriptor, which belongs to the caller.
    return read(new FileInputStream(descriptor), name);
  }

  private Result read(FileInputStream stream, String name) {
    try {
      int number = FileDescriptorCast.using(stream.getFD()).as(Integer.class);
      Path descriptor = Path.of("/proc/self/fd/" + number);
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Status before = Status.of(descriptor);
        if (!before.isRegular()) {
          return new Result.Unreadable(KeyFileMessage.NOT_REGULAR.with(name));
        }
        if (before.size > MAX_LENGTH) {
          return new Result.Unreadable(
              KeyFileMessage.TOO_LARGE.with(name, before.size, MAX_LENGTH));
        }
        stream.getChannel().position(0);
        byte[] octets = new byte[(int) before.size];
        int length;
        try {
          length = stream.readNBytes(octets, 0, octets.length);
        } catch (IOException e) {
          Arrays.fill(octets, (byte) 0);
          throw e;
        }
        if (length == octets.length && stream.read() < 0 && before.same(Status.of(descriptor))) {
          return new Result.Read(new SecretText(name, octets, length), warnings(name, before));
        }
        Arrays.fill(octets, (byte) 0);
      }
      return new Result.Unreadable(KeyFileMessage.CHANGED.with(name));
    } catch (IOException e) {
      return new Result.Unreadable(KeyFileMessage.CANNOT_READ.with(name, cause(e)));
    }
  }

  private List<String> warnings(String name, Status status) {
    List<String> warnings = new ArrayList<>(0);
    if (status.uid != 0 && status.uid != ownUid) {
      warnings.add(KeyFileMessage.WRONG_OWNER.with(name, status.uid, name));
    }
    if ((status.mode & GROUP_AND_OTHERS) != 0) {
      String mode = "0" + Integer.toOctalString(status.mode & 0xfff);
      warnings.add(KeyFileMessage.WIDE_MODE.with(name, mode, name));
    }
    return warnings;
  }

  private static String cause(IOException e) {
    return e instanceof java.nio.file.AccessDeniedException
        ? "permission denied"
        : e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private record Status(int mode, int uid, long size, FileTime modified) {
    static Status of(Path descriptor) throws IOException {
      Map<String, Object> status =
          Files.readAttributes(descriptor, "unix:mode,uid,size,lastModifiedTime");
      return new Status(
          number(status, "mode").intValue(),
          number(status, "uid").intValue(),
          number(status, "size").longValue(),
          (FileTime) Objects.requireNonNull(status.get("lastModifiedTime")));
    }

    private static Number number(Map<String, Object> status, String attribute) {
      return (Number) Objects.requireNonNull(status.get(attribute));
    }

    boolean isRegular() {
      return (mode & S_IFMT) == S_IFREG;
    }

    boolean same(Status other) {
      return size == other.size && modified.equals(other.modified);
    }
  }
}
