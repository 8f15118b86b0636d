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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file that one daemon locks while it lives, and that has its process ID. It is never removed:
 * another daemon could hold the lock of the removed file. Nobody else may open it, since a lock for
 * reading keeps the daemon from its own.
 */
public final class LockFile implements AutoCloseable {
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");
  private static final int MAX_DIGITS = 20;

  /** How long another daemon may take to end, with a load that it has begun. */
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private static final long PAUSE_NANOS = 20_000_000;

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
        throw new HeldException(holder(channel));
      }
      channel.truncate(0);
      channel.write(US_ASCII.encode(ProcessHandle.current().pid() + "\n"), 0);
      return new LockFile(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Locks a file as {@link #lock} does, but ends the daemon that holds it, first by SIGTERM: for a
   * service manager that starts no second one, so that the holder was left behind.
   *
   * @param ended is told the process that was ended
   * @throws IOException like {@link #lock}
   */
  public static LockFile takeOver(Path file, Consumer<Long> ended) throws IOException {
    try {
      return lock(file);
    } catch (HeldException held) {
      Optional<ProcessHandle> holder =
          held.pid < 0 ? Optional.empty() : ProcessHandle.of(held.pid).filter(LockFile::isJava);
      if (holder.isEmpty()) {
        throw held;
      }
      holder.get().destroy();
      LockFile lock = lockBefore(System.nanoTime() + PATIENCE_NANOS, file);
      if (lock == null) {
        holder.get().destroyForcibly();
        lock = lockBefore(System.nanoTime() + PATIENCE_NANOS, file);
      }
      if (lock == null) {
        throw held;
      }
      ended.accept(held.pid);
      return lock;
    }
  }

  /** Waits for the lock, not for the process: its parent may never ask how it ended. */
  private static @Nullable LockFile lockBefore(long end, Path file) throws IOException {
    while (System.nanoTime() < end) {
      try {
        return lock(file);
      } catch (HeldException e) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    return null;
  }

  /**
   * Whether a process can be a daemon: the number in the file is an older one for a moment when the
   * lock has just been taken. Not every system tells the program of a process.
   */
  private static boolean isJava(ProcessHandle process) {
    return process.info().command().map(command -> command.endsWith("/java")).orElse(true);
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock(); // held until the channel is closed
      return lock != null;
    } catch (OverlappingFileLockException e) { // held by this process
      return false;
    }
  }

  /** The process that holds the lock, as far as the file says, or -1. */
  private static long holder(FileChannel channel) throws IOException {
    ByteBuffer digits = ByteBuffer.allocate(MAX_DIGITS);
    channel.read(digits, 0);
    String pid = US_ASCII.decode(digits.flip()).toString().strip();
    return pid.matches("\\d{1,18}") ? Long.parseLong(pid) : -1;
  }

  /** Another daemon holds the lock. */
  private static final class HeldException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long pid;

    HeldException(long pid) {
      super("already in use by another manual-keyd" + (pid < 0 ? "" : " (pid " + pid + ")"));
      this.pid = pid;
    }
  }

  /** Releases the lock. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
