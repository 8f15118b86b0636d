package org.manualkey.fault;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.manualkey.fault.Steps.Kind;

/** The real file system, each step of which may fail: see {@link Steps}. */
final class FaultyFiles extends FileSystemProvider {
  private final Steps steps;
  private final FileSystem system = new FaultySystem();

  FaultyFiles(Steps steps) {
    this.steps = steps;
  }

  /** A real path, below which all steps may fail. */
  Path over(Path real) {
    return (Path)
        Proxy.newProxyInstance(
            Path.class.getClassLoader(),
            new Class<?>[] {Path.class},
            (_, method, arguments) -> invoke(real, method, arguments));
  }

  private @Nullable Object invoke(Path real, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getName().equals("getFileSystem")) {
      return system;
    }
    Object[] unwrapped = arguments == null ? new Object[0] : arguments.clone();
    for (int i = 0; i < unwrapped.length; i++) {
      unwrapped[i] = unwrapped[i] instanceof Path path ? real(path) : unwrapped[i];
    }
    try {
      Object result = method.invoke(real, unwrapped);
      return result instanceof Path path ? over(path) : result;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Path real(Path path) {
    return path.getFileSystem() instanceof FaultySystem ? Path.of(path.toString()) : path;
  }

  private static FileSystemProvider provider(Path real) {
    return real.getFileSystem().provider();
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Path real = real(path);
    boolean makes =
        options.contains(StandardOpenOption.CREATE_NEW)
            || (options.contains(StandardOpenOption.CREATE) && !Files.exists(real));
    steps.before(real.toString(), makes ? Kind.CREATE : Kind.OPEN);
    return new FaultyChannel(FileChannel.open(real, options, attributes), real.toString(), steps);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    Path real = real(path);
    if (!Files.exists(real)) {
      steps.before(real.toString(), Kind.CREATE);
    }
    provider(real).createDirectory(real, attributes);
  }

  @Override
  public void delete(Path path) throws IOException {
    Path real = real(path);
    if (Files.exists(real, LinkOption.NOFOLLOW_LINKS)) {
      steps.before(real.toString(), Kind.DELETE);
    }
    provider(real).delete(real);
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    Path real = real(source);
    steps.before(real.toString(), Kind.MOVE);
    provider(real).move(real, real(target), options);
  }

  @Override
  public boolean isSameFile(Path one, Path other) throws IOException {
    return Files.isSameFile(real(one), real(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return Files.isHidden(real(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return Files.getFileStore(real(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    provider(real(path)).checkAccess(real(path), modes);
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return provider(real(path)).getFileAttributeView(real(path), type, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return Files.readAttributes(real(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    return Files.readAttributes(real(path), names, options);
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options)
      throws IOException {
    Files.setAttribute(real(path), name, value, options);
  }

  @Override
  public String getScheme() {
    return "faulty";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return system;
  }

  @Override
  public Path getPath(URI uri) {
    return over(Path.of(uri));
  }

  /** Has a provider, and otherwise what nobody needs. */
  private final class FaultySystem extends FileSystem {
    @Override
    public FileSystemProvider provider() {
      return FaultyFiles.this;
    }

    @Override
    public void close() {}

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public boolean isReadOnly() {
      return false;
    }

    @Override
    public String getSeparator() {
      return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
      return List.of(getPath("/"));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
      return List.of();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
      return Set.of("basic", "posix", "unix");
    }

    @Override
    public Path getPath(String first, String... more) {
      return over(Path.of(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
      throw new UnsupportedOperationException();
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
      throw new UnsupportedOperationException();
    }

    @Override
    public WatchService newWatchService() {
      throw new UnsupportedOperationException();
    }
  }
}
