package org.manualkey.client;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.manualkey.client.ClientException.Kind;

/**
 * A file to save keys to, open for writing. A new file gets mode 0400; an existing one keeps its
 * mode and owner, and its contents until the daemon has written the whole dump: to a {@link
 * Replacement} where there can be one, otherwise in place.
 */
final class SaveFile implements CallerFile {
  private static final Set<OpenOption> CREATE =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
  private static final Set<OpenOption> EXISTING =
      Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  private static final Set<PosixFilePermission> OWNER_READS =
      Set.of(PosixFilePermission.OWNER_READ);

  private final Path path;
  private final FileChannel channel;
  private final OpenDescriptor open;
  private final boolean created;
  private final @Nullable Replacement replacement;

  private SaveFile(
      Path path,
      FileChannel channel,
      OpenDescriptor open,
      boolean created,
      @Nullable Replacement replacement) {
    this.path = path;
    this.channel = channel;
    this.open = open;
    this.created = created;
    this.replacement = replacement;
  }

  /** Creates or opens {@code name}, which must not be a symbolic link or a special file. */
  static SaveFile open(String name) throws ClientException {
    try {
      Path path = Path.of(name);
      OpenDescriptor.Before before = OpenDescriptor.before();
      try {
        FileChannel channel =
            FileChannel.open(path, CREATE, PosixFilePermissions.asFileAttribute(OWNER_READS));
        return found(path, channel, before, true);
      } catch (FileAlreadyExistsException e) {
        return found(path, openExisting(path), before, false);
      }
    } catch (IOException | InvalidPathException e) {
      throw failed(name, OpenFailure.reason(e));
    }
  }

  private static FileChannel openExisting(Path path) throws IOException, ClientException {
    PosixFileAttributes attributes = attributes(path);
    if (!attributes.isRegularFile()) {
      throw failed(path.toString(), OpenFailure.kind(attributes));
    }
    return FileChannel.open(path, EXISTING);
  }

  private static SaveFile found(
      Path path, FileChannel channel, OpenDescriptor.Before before, boolean created)
      throws IOException, ClientException {
    OpenDescriptor open = before.opened(attributes(path).fileKey());
    if (open == null || !open.attributes().isRegularFile()) {
      channel.close();
      throw failed(path.toString(), "file replaced while being opened");
    }
    return new SaveFile(
        path, channel, open, created, created ? null : Replacement.of(path, open.attributes()));
  }

  /** A warning about an existing mode that permits more than reading by the owner, or "". */
  String warning() {
    Set<PosixFilePermission> mode = open.attributes().permissions();
    return created || OWNER_READS.containsAll(mode)
        ? ""
        : ClientMessage.WIDE_MODE.with(path.toString(), PosixFilePermissions.toString(mode));
  }

  @Override
  public FileDescriptor descriptor() {
    return replacement == null ? open.descriptor() : replacement.open().descriptor();
  }

  @Override
  public void complete() throws IOException {
    if (replacement != null) {
      replacement.complete();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (replacement != null) {
      replacement.discard();
    }
  }

  /** Closes the file, and removes it if it was created here and is empty. */
  @Override
  public void discard() throws IOException {
    boolean useless = created && channel.size() == 0;
    close();
    if (useless && Objects.equals(attributes(path).fileKey(), open.attributes().fileKey())) {
      Files.delete(path);
    }
  }

  private static PosixFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** Why a file could not be completed. */
  ClientException incomplete(IOException failure) {
    return failed(path.toString(), OpenFailure.reason(failure));
  }

  private static ClientException failed(String name, String reason) {
    return new ClientException(
        Kind.CONFIGURATION, ClientMessage.CANNOT_SAVE.with(name.isEmpty() ? "''" : name, reason));
  }
}
