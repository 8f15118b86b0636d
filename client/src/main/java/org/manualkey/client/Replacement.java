package org.manualkey.client;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file beside another one, with its owner and mode, that takes its place in one step: whoever is
 * killed meanwhile leaves the old text or the new one, never a mixture.
 *
 * @param target what it replaces
 * @param path {@code .NAME.new} in the same folder; one that a killed client left is removed
 * @param channel open for writing
 * @param open its descriptor
 */
record Replacement(Path target, Path path, FileChannel channel, OpenDescriptor open) {
  private static final Set<PosixFilePermission> OWNER_READS =
      Set.of(PosixFilePermission.OWNER_READ);
  private static final int WRITABLE_BY_OTHERS = 0022;
  private static final int STICKY = 01000;

  /**
   * Creates an empty one.
   *
   * @param old the attributes of the file that it will replace
   * @return null where the old file must be written in place: it has other hard links, the caller
   *     may not create files beside it or give them its owner, or others could exchange them
   */
  static @Nullable Replacement of(Path target, PosixFileAttributes old) {
    Path path = target.resolveSibling("." + target.getFileName() + ".new");
    try {
      if (!isOnlyLink(target) || !isSafe(target.toAbsolutePath().getParent())) {
        return null;
      }
      if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.delete(path);
      }
      OpenDescriptor.Before before = OpenDescriptor.before();
      FileChannel channel =
          FileChannel.open(
              path,
              Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
              PosixFilePermissions.asFileAttribute(OWNER_READS));
      Replacement replacement = opened(target, path, channel, before);
      if (replacement != null && !replacement.takesAfter(old)) {
        replacement.discard();
        return null;
      }
      return replacement;
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    }
  }

  private static @Nullable Replacement opened(
      Path target, Path path, FileChannel channel, OpenDescriptor.Before before)
      throws IOException {
    OpenDescriptor open = before.opened(attributes(path).fileKey());
    if (open == null) {
      channel.close();
      Files.delete(path);
      return null;
    }
    return new Replacement(target, path, channel, open);
  }

  private static boolean isOnlyLink(Path path) throws IOException {
    return number(path, "unix:nlink") == 1;
  }

  private static int number(Path path, String attribute) throws IOException {
    return Files.getAttribute(path, attribute) instanceof Integer number ? number : -1;
  }

  /** Whether nobody but its owner can exchange files in a folder. */
  private static boolean isSafe(@Nullable Path folder) throws IOException {
    if (folder == null) {
      return false;
    }
    int mode = number(folder, "unix:mode");
    int owner = number(folder, "unix:uid");
    int user = number(Path.of("/proc/self"), "unix:uid");
    return (owner == 0 || owner == user)
        && ((mode & WRITABLE_BY_OTHERS) == 0 || (mode & STICKY) != 0);
  }

  /** Gives it mode and owner of the old file, the owner last; whether it could. */
  private boolean takesAfter(PosixFileAttributes old) {
    PosixFileAttributeView view =
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    try {
      PosixFileAttributes now = open.attributes();
      if (!now.permissions().equals(old.permissions())) {
        view.setPermissions(old.permissions());
      }
      if (!now.group().equals(old.group())) {
        view.setGroup(old.group());
      }
      if (!now.owner().equals(old.owner())) {
        view.setOwner(old.owner());
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Replaces the old file, if anything was written: the daemon leaves a file empty when it fails.
   *
   * @throws IOException when it cannot; the old file is as it was
   */
  void complete() throws IOException {
    if (channel.size() == 0 || !isStillThere()) {
      return;
    }
    channel.force(true);
    Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel folder =
        FileChannel.open(
            Objects.requireNonNull(target.toAbsolutePath().getParent()), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  /** Closes it, and removes it unless it has replaced the old file. */
  void discard() throws IOException {
    channel.close();
    if (isStillThere()) {
      Files.delete(path);
    }
  }

  private boolean isStillThere() throws IOException {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
        && Objects.equals(attributes(path).fileKey(), open.attributes().fileKey());
  }

  private static PosixFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
