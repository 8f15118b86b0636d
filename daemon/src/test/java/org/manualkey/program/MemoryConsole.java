package org.manualkey.program;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.manualkey.client.OpenedFiles;

/** A client in memory, with a pipe as its standard input, that opens real files. */
public final class MemoryConsole implements Console {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final OpenedFiles files = new OpenedFiles(err);
  private final Queue<FileDescriptor> passed = new ArrayDeque<>();
  private final Caller caller;
  private Path folder = Path.of("");
  private byte @Nullable [] input;

  /** Who looks a second time has taken in what it saw at first. */
  private final CountDownLatch interruptSeen = new CountDownLatch(2);

  private boolean interrupted;
  private @Nullable Runnable watched;
  private volatile boolean watchEnded;

  /** A client of root or of another user. */
  public MemoryConsole(boolean privileged) {
    this(privileged, false);
  }

  /**
   * A client.
   *
   * @param underSmf whether the service manager runs it
   */
  public MemoryConsole(boolean privileged, boolean underSmf) {
    Rights rights = privileged ? Rights.ALL : Rights.NONE;
    caller = new Caller(rights, underSmf, false, ZoneOffset.UTC.getRules());
  }

  /** A client that the service manager runs. */
  public static MemoryConsole underSmf() {
    return new MemoryConsole(true, true);
  }

  /** Runs it in a folder: relative names of files refer to it. */
  public MemoryConsole in(Path directory) {
    folder = directory;
    return this;
  }

  /** Writes to its standard input. */
  public MemoryConsole enter(byte[] text) {
    input = text;
    return this;
  }

  /** Passes an open file. */
  public MemoryConsole pass(FileDescriptor file) {
    passed.add(file);
    return this;
  }

  /** Passes open files. */
  public void pass(List<FileDescriptor> descriptors) {
    passed.addAll(descriptors);
  }

  /** The files that it opened. */
  public OpenedFiles files() {
    return files;
  }

  /** Ctrl-C, which ends what it watches now or next. */
  public synchronized void interrupt() {
    Runnable action = watched;
    if (action == null) {
      interrupted = true;
    } else {
      watchEnded = true;
      action.run();
    }
  }

  /** What it got on standard output. */
  public String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  /** What it got on standard error. */
  public String complained() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Override
  public OutputStream out() {
    return out;
  }

  @Override
  public OutputStream err() {
    return err;
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public @Nullable FileDescriptor nextFile() {
    return passed.poll();
  }

  @Override
  public byte @Nullable [] read() {
    byte[] all = input;
    input = null;
    return all;
  }

  @Override
  public FileDescriptor openForSaving(String path) throws IOException {
    return files.openForSaving(folder.resolve(path).toString());
  }

  @Override
  public synchronized Watch watch(Runnable action) {
    watchEnded = interrupted;
    interrupted = false;
    watched = action;
    if (watchEnded) {
      action.run();
    }
    return () -> watchEnded;
  }

  @Override
  public synchronized boolean isInterrupted() {
    if (interrupted) {
      interruptSeen.countDown();
    }
    return interrupted;
  }

  /** Ctrl-C, which the program has seen when this returns. */
  public void interruptAndAwait() {
    interrupt();
    try {
      if (!interruptSeen.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("nobody looks at the client");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
