package org.manualkey.server;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.program.OpenAnswers;
import org.manualkey.program.Right;
import org.manualkey.thread.EssentialThread;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on two sockets, each with a thread and limits of its own, so that no load of one reaches
 * the other: the open one (mode 0666) gives {@link OpenAnswers} to every user, and runs commands of
 * members of groups, and the private one beside it (mode 0600) runs {@link Programs} for root.
 */
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVER);

  private static final String PRIVATE = ".private";

  private final Path path;
  private final PassedSockets passed;
  private final Programs programs;
  private final OpenAnswers answers;
  private final Authority authority;
  private final Limits limits;
  private final Consumer<String> end;
  private final DenialLog denials;
  private final ClientThreads threads = new ClientThreads();

  private @Nullable LockFile lock;
  private @Nullable SocketFile openListener;
  private @Nullable SocketFile privateListener;
  private volatile @Nullable OpenSocket openSocket;
  private volatile @Nullable PrivateSocket privateSocket;

  /**
   * Creates a server that does not listen yet.
   *
   * @param path of the open socket
   * @param passed sockets that need not be bound
   * @param programs for users with rights
   * @param answers for everybody
   * @param authority who may do what
   * @param refusals counts what clients are refused
   */
  public Server(
      Path path,
      PassedSockets passed,
      Programs programs,
      OpenAnswers answers,
      Authority authority,
      LongAdder refusals) {
    this(
        path,
        passed,
        programs,
        answers,
        authority,
        refusals,
        Limits.DEFAULT,
        EssentialThread::halt);
  }

  Server(
      Path path,
      PassedSockets passed,
      Programs programs,
      OpenAnswers answers,
      Authority authority,
      LongAdder refusals,
      Limits limits,
      Consumer<String> end) {
    this.path = path;
    this.passed = passed;
    this.programs = programs;
    this.answers = answers;
    this.authority = authority;
    this.limits = limits;
    this.end = end;
    denials = new DenialLog(System::nanoTime, refusals);
  }

  /** The path of the private socket beside an open one. */
  public static Path privateSocket(Path open) {
    return Path.of(open + PRIVATE);
  }

  /**
   * Binds both sockets, replacing stale ones, unless they were passed. Clients can connect, but are
   * not served before {@link #start}.
   *
   * @throws IOException if it is in use or cannot be created; the message has its path
   */
  public void listen() throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    try {
      checkPaths(); // before anything is made beside them
      if (directory != null && !Files.isDirectory(directory)) {
        Files.createDirectories(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
      }
      lock = LockFile.lock(path.resolveSibling(path.getFileName() + ".lock"));
      passed.check(path, privateSocket(path), authority.groups().get(Right.DATABASE));
      openListener = listenOpenly();
      privateListener = listenPrivately();
    } catch (IOException e) {
      release();
      throw new IOException(ServerMessage.CANNOT_LISTEN.with(path, reason(e)), e);
    }
  }

  private void checkPaths() throws IOException {
    for (Path each : List.of(path, privateSocket(path))) {
      if (passed.at(each) == null) {
        SocketFile.checkReplaceable(each);
      }
    }
  }

  private SocketFile listenOpenly() throws IOException {
    AFUNIXServerSocket socket = passed.at(path);
    return socket == null ? SocketFile.open(path, limits.open()) : SocketFile.passed(socket);
  }

  private SocketFile listenPrivately() throws IOException {
    AFUNIXServerSocket socket = passed.at(privateSocket(path));
    return socket == null
        ? SocketFile.closed(
            privateSocket(path),
            path.resolveSibling(path.getFileName() + ".new"),
            authority.groups().get(Right.DATABASE),
            limits.connections())
        : SocketFile.passed(socket);
  }

  /** The message of a file system exception is a mere path. */
  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "permission denied: " + e.getMessage();
      case FileAlreadyExistsException _ -> "not a directory: " + e.getMessage();
      case NoSuchFileException _ -> "no such file or directory: " + e.getMessage();
      default -> String.valueOf(e.getMessage());
    };
  }

  /**
   * Serves clients until {@link #close}.
   *
   * @throws IOException if the system lacks what that takes
   */
  public void start() throws IOException {
    if (openListener == null || privateListener == null) {
      throw new IllegalStateException("not listening");
    }
    NetworkNamespace namespace = NetworkNamespace.ofProcess();
    openSocket =
        new OpenSocket(
            openListener.listener(),
            answers,
            authority,
            namespace,
            limits,
            denials,
            new MemberCommands(programs, namespace, limits, denials, threads),
            new EssentialThread("open", end));
    privateSocket =
        new PrivateSocket(
            privateListener,
            programs,
            authority,
            namespace,
            limits,
            denials,
            threads,
            new EssentialThread("accept", end));
    openSocket.start();
    privateSocket.start();
  }

  /** How many turns each thread that accepts clients has taken since the start. */
  public List<Long> turns() {
    return openSocket == null || privateSocket == null
        ? List.of()
        : List.of(openSocket.turns(), privateSocket.turns());
  }

  /**
   * Makes each thread that accepts clients take a turn, if it can. The open socket is not connected
   * to: its users could keep the daemon from a place there.
   */
  public void knock() {
    if (openSocket == null || privateSocket == null) {
      return;
    }
    openSocket.knock();
    try (AFUNIXSocketChannel client = AFUNIXSocketChannel.open()) {
      client.configureBlocking(false); // a queue that is full is turn enough
      client.connect(AFUNIXSocketAddress.of(privateSocket(path)));
    } catch (IOException e) {
      LOG.debug("knocking: {}", e.getMessage());
    }
  }

  /** Stops listening, refuses running commands, and removes the sockets. */
  @Override
  public void close() {
    closeQuietly(threads);
    closeQuietly(openSocket);
    closeQuietly(privateSocket);
    release();
    if (openSocket != null && privateSocket != null) {
      ClientThreads.await(List.of(openSocket.thread(), privateSocket.thread()), limits.shutdown());
      closeQuietly(openSocket::closeAll);
      privateSocket.shutDown();
      threads.shutDown(limits.shutdown());
    }
  }

  private void release() {
    closeQuietly(openListener);
    closeQuietly(privateListener);
    closeQuietly(lock);
  }

  private static void closeQuietly(@Nullable AutoCloseable closeable) {
    try {
      if (closeable != null) {
        closeable.close();
      }
    } catch (Exception e) {
      LOG.debug("closing: {}", e.getMessage());
    }
  }
}
