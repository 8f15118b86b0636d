package org.manualkey.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file that one daemon locks while it lives, and that has its process ID. It is never removed:
 * another daemon could hold the lock of the removed file. Nobody else may open it, since a lock for
 * reading keeps the daemon from its own.
 */
public final class LockFile implements AutoCloseable {
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");
  private static final int MAX_DIGITS = 20;

  private final FileChannel channel;

  private LockFile(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks a file, and creates it if needed.
   *
   * @throws IOException if another daemon holds the lock, or the file cannot be used; the message
   *     has no path
   */
  public static LockFile lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER));
    try {
      if (!OWNER.equals(Files.getPosixFilePermissions(file))) {
        Files.setPosixFilePermissions(file, OWNER); // of an older daemon
      }
      if (!tryLock(channel)) {
        throw new IOException("already in use by another manual-keyd" + holder(channel));
      }
      channel.truncate(0);
      channel.write(US_ASCII.encode(ProcessHandle.current().pid() + "\n"), 0);
      return new LockFile(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock(); // held until the channel is closed
      return lock != null;
    } catch (OverlappingFileLockException e) { // held by this process
      return false;
    }
  }

  /** The process that holds the lock, as far as the file says. */
  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer digits = ByteBuffer.allocate(MAX_DIGITS);
    channel.read(digits, 0);
    String pid = US_ASCII.decode(digits.flip()).toString().strip();
    return pid.matches("\\d+") ? " (pid " + pid + ")" : "";
  }

  /** Releases the lock. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
