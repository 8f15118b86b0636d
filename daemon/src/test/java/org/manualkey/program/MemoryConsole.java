package org.manualkey.program;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A client in memory. */
public final class MemoryConsole implements Console {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Queue<FileDescriptor> files = new ArrayDeque<>();
  private final Caller caller;

  /** A client of root or of another user. */
  public MemoryConsole(boolean privileged) {
    this(new Caller(privileged, false, false, ZoneOffset.UTC));
  }

  private MemoryConsole(Caller caller) {
    this.caller = caller;
  }

  /** A client that the service manager runs. */
  public static MemoryConsole underSmf() {
    return new MemoryConsole(new Caller(true, true, false, ZoneOffset.UTC));
  }

  /** Passes an open file. */
  public MemoryConsole pass(FileDescriptor file) {
    files.add(file);
    return this;
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
    return files.poll();
  }

  @Override
  public byte @Nullable [] read() {
    return null;
  }

  @Override
  public FileDescriptor openForSaving(String path) throws IOException {
    throw new IOException("no file can be opened here");
  }

  @Override
  public Watch watch(Runnable action) {
    action.run();
    return () -> true;
  }

  @Override
  public boolean isInterrupted() {
    return false;
  }
}
