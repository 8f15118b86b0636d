package org.manualkey.keyfile;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.secret.SecretBuffer;
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
  private static final int PIECE = 64 << 10;

  private final int ownUid;
  private final @Nullable Path credentials;

  /**
   * Creates a reader.
   *
   * @param ownUid the user that may own key files besides root
   */
  public KeyFileReader(int ownUid) {
    this(ownUid, null);
  }

  /**
   * Creates a reader for a service whose manager copies files for it.
   *
   * @param ownUid the user that may own key files besides root
   * @param credentials the directory of the copies, CREDENTIALS_DIRECTORY of systemd, or null
   */
  public KeyFileReader(int ownUid, @Nullable Path credentials) {
    this.ownUid = ownUid;
    this.credentials = credentials;
  }

  /**
   * What tells a copy that the service manager made from other copies of the same file; null if the
   * file is none, or is not there.
   */
  public @Nullable String copy(Path path) {
    if (credentials == null || !path.normalize().startsWith(credentials)) {
      return null;
    }
    try {
      return String.valueOf(Files.readAttributes(path, "unix:dev,ino,ctime,size"));
    } catch (IOException e) {
      return null;
    }
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
        return new Result.Unreadable(whyNot(path));
      }
      try (FileInputStream stream = new FileInputStream(path.toFile())) {
        return read(stream, path.toString());
      }
    } catch (IOException e) {
      return new Result.Unreadable(whyNotOpened(path, e));
    }
  }

  /** Why there is no regular file of this name, as far as this process can see. */
  private static String whyNot(Path path) {
    if (Files.exists(path)) {
      return KeyFileMessage.NOT_REGULAR.with(path);
    }
    Path barred = null;
    for (Path at = path.toAbsolutePath().getParent(); at != null; at = at.getParent()) {
      if (isClosed(at)) {
        return KeyFileMessage.HIDDEN.with(path, at);
      }
      if (Files.isDirectory(at) && !Files.isExecutable(at)) {
        barred = at; // root may be without its power over other directories
      }
    }
    return barred == null
        ? KeyFileMessage.MISSING.with(path)
        : KeyFileMessage.CLOSED.with(path, barred);
  }

  /** Whether nobody may enter a directory, as systemd arranges for those that it hides. */
  private static boolean isClosed(Path directory) {
    try {
      return Files.getPosixFilePermissions(directory).isEmpty();
    } catch (IOException e) {
      return false; // below a directory that is closed to this process
    }
  }

  /** Why a file that is there cannot be opened: root may be without its power over other files. */
  private static String whyNotOpened(Path path, IOException failure) {
    try {
      Status status = Status.of(path);
      if (!Files.isReadable(path)) {
        return KeyFileMessage.UNREADABLE.with(path, status.uid, mode(status), path);
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return KeyFileMessage.CANNOT_OPEN.with(path, cause(failure));
  }

  /** The length of an open file in octets; 0 if it is not known. */
  public static long length(FileDescriptor descriptor) {
    try {
      int number = FileDescriptorCast.using(descriptor).as(Integer.class);
      return Status.of(Path.of("/proc/self/fd/" + number)).size;
    } catch (IOException e) {
      return 0; // whoever reads it reports what is wrong
    }
  }

  /** Reads an open descriptor, which stays open. */
  public Result read(FileDescriptor descriptor, String name) {
    // Closing this stream would close the descriptor, which belongs to the caller.
    return read(new FileInputStream(descriptor), name);
  }

  /**
   * Reads a pipe to its end. It has neither an owner nor a mode that could be judged.
   *
   * @param in stays open
   * @param room hears how many octets there are before more are read; what it throws ends that
   */
  public Result readPipe(InputStream in, String name, LongConsumer room) {
    byte[] piece = new byte[PIECE];
    SecretBuffer octets = new SecretBuffer(PIECE);
    boolean whole = false;
    try {
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        if (octets.length() + count > MAX_LENGTH) {
          String size = "more than " + MAX_LENGTH;
          return new Result.Unreadable(KeyFileMessage.TOO_LARGE.with(name, size, MAX_LENGTH));
        }
        octets.write(piece, 0, count);
        room.accept(octets.length());
      }
      whole = true;
      return new Result.Read(octets.text(name), List.of());
    } catch (IOException e) {
      return new Result.Unreadable(KeyFileMessage.CANNOT_READ.with(name, cause(e)));
    } finally {
      Arrays.fill(piece, (byte) 0);
      if (!whole) {
        octets.close();
      }
    }
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
        SecretText text = unchanged(stream.getChannel(), before, descriptor, name);
        if (text != null) {
          return new Result.Read(text, warnings(name, before));
        }
      }
      return new Result.Unreadable(KeyFileMessage.CHANGED.with(name));
    } catch (IOException e) {
      return new Result.Unreadable(KeyFileMessage.CANNOT_READ.with(name, cause(e)));
    }
  }

  /** Reads the whole file; null if it changed meanwhile. */
  private static @Nullable SecretText unchanged(
      FileChannel file, Status before, Path descriptor, String name) throws IOException {
    SecretText text = text(file, (int) before.size, name);
    if (text == null) {
      return null;
    }
    boolean same = false;
    try {
      same = before.same(Status.of(descriptor));
      return same ? text : null;
    } finally {
      if (!same) {
        text.close();
      }
    }
  }

  /**
   * Reads the whole file into memory outside the heap: into an array, the channel would read by way
   * of a buffer of its own. Reads by position, since the offset of the descriptor is that of the
   * client, too: it may move it meanwhile, and finds it where it was.
   *
   * @return null if it has another length
   */
  private static @Nullable SecretText text(FileChannel file, int length, String name)
      throws IOException {
    SecretBuffer octets = new SecretBuffer(length + 1);
    boolean whole = false;
    try {
      ByteBuffer room = octets.room(length + 1); // one more, to see whether it ends there
      int count;
      do {
        count = file.read(room, room.position());
      } while (count > 0);
      whole = room.position() == length;
      octets.filled(room.position());
      return whole ? octets.text(name) : null;
    } finally {
      if (!whole) {
        octets.close();
      }
    }
  }

  private List<String> warnings(String name, Status status) {
    List<String> warnings = new ArrayList<>(0);
    if (status.uid != 0 && status.uid != ownUid) {
      warnings.add(KeyFileMessage.WRONG_OWNER.with(name, status.uid, name));
    }
    if ((status.mode & GROUP_AND_OTHERS) != 0) {
      warnings.add(KeyFileMessage.WIDE_MODE.with(name, mode(status), name));
    }
    return warnings;
  }

  private static String mode(Status status) {
    return "0" + Integer.toOctalString(status.mode & 0xfff);
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
