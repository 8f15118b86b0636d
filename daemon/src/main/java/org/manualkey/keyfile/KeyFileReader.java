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
 * Reads key files with the care they need: what is judged is the open file, not its name.
 *
 * <p>The kernel tells about an open descriptor under the name {@code /proc/self/fd/N} (Linux and
 * illumos), so that neither a race on the path nor a symbolic link matters.
 */
public final class KeyFileReader {
  /** The largest file that is read. */
  public static final long MAX_LENGTH = 1L << 28;

  private static final int S_IFMT = 0xf000;
  private static final int S_IFREG = 0x8000;
  private static final int FOREIGN_ACCESS = 0x3f;
  private static final int ATTEMPTS = 3;

  private final int ownUid;

  /**
   * A reader.
   *
   * @param ownUid who may own key files beside root
   */
  public KeyFileReader(int ownUid) {
    this.ownUid = ownUid;
  }

  /** What came of reading a file. */
  public sealed interface Result {
    /**
     * The text.
     *
     * @param text to be closed by whoever gets it
     * @param doubts why the file is not secret, in words; empty when it is
     */
    record Read(SecretText text, List<String> doubts) implements Result {
      public Read {
        doubts = List.copyOf(doubts);
      }
    }

    /**
     * It cannot be read.
     *
     * @param reason one line with the name of the file
     */
    record Unreadable(String reason) implements Result {}
  }

  /** Reads a file by its path, with the rights of this process. */
  public Result read(Path path) {
    try {
      // Opening a FIFO would wait for a writer; what is opened is judged again below.
      if (!Files.isRegularFile(path)) {
        String reason =
            Files.exists(path) ? "not a regular file" : "no such file, or no permission";
        return new Result.Unreadable(path + ": " + reason);
      }
      try (FileInputStream stream = new FileInputStream(path.toFile())) {
        return read(stream, path.toString());
      }
    } catch (IOException e) {
      return new Result.Unreadable(path + ": cannot be opened: " + cause(e));
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
          return new Result.Unreadable(name + ": not a regular file");
        }
        if (before.size > MAX_LENGTH) {
          return new Result.Unreadable(
              name + ": " + before.size + " octets are too many; at most " + MAX_LENGTH);
        }
        stream.getChannel().position(0);
        byte[] octets = new byte[(int) before.size];
        int length = stream.readNBytes(octets, 0, octets.length);
        if (length == octets.length && stream.read() < 0 && before.same(Status.of(descriptor))) {
          return new Result.Read(new SecretText(name, octets, length), doubts(name, before));
        }
        Arrays.fill(octets, (byte) 0);
      }
      return new Result.Unreadable(name + ": changes while it is read; try again");
    } catch (IOException e) {
      return new Result.Unreadable(name + ": cannot be read: " + cause(e));
    }
  }

  private List<String> doubts(String name, Status status) {
    List<String> doubts = new ArrayList<>(0);
    if (status.uid != 0 && status.uid != ownUid) {
      doubts.add(name + ": owned by uid " + status.uid + ", not by root; chown root it");
    }
    if ((status.mode & FOREIGN_ACCESS) != 0) {
      String mode = Integer.toOctalString(status.mode & 0xfff);
      doubts.add(name + ": mode 0" + mode + " lets others at the keys; chmod 0600 it");
    }
    return doubts;
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
