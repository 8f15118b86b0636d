package org.manualkey.golden;

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
import org.jspecify.annotations.Nullable;
import org.manualkey.client.OpenedFiles;
import org.manualkey.program.Console;

/** A client in memory, with a pipe as its standard input. */
final class CaseConsole implements Console {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Queue<FileDescriptor> passed = new ArrayDeque<>();
  private final OpenedFiles files = new OpenedFiles(err);
  private final Path folder;
  private final Caller caller;
  private byte @Nullable [] input;
  private volatile boolean interrupted;
  private volatile @Nullable Runnable watched;
  private volatile boolean watchEnded;

  /**
   * A client.
   *
   * @param folder where it stands: what relative names are relative to
   */
  CaseConsole(GoldenCase golden, Path folder) {
    this.folder = folder;
    caller = new Caller(golden.uid() == 0, golden.underSmf(), false, ZoneOffset.UTC);
    input = golden.stdin().length == 0 ? null : golden.stdin();
  }

  OpenedFiles files() {
    return files;
  }

  void pass(List<FileDescriptor> descriptors) {
    passed.addAll(descriptors);
  }

  synchronized void interrupt() {
    Runnable action = watched;
    if (action == null) {
      interrupted = true;
    } else {
      watchEnded = true;
      action.run();
    }
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

  String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String complained() {
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
  public boolean isInterrupted() {
    return interrupted;
  }
}
