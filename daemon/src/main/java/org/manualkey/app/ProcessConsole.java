package org.manualkey.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.manualkey.program.Console;
import org.manualkey.program.Rights;

/** The streams of this process, for a check without a daemon. */
final class ProcessConsole implements Console {
  @Override
  public OutputStream out() {
    return new FileOutputStream(FileDescriptor.out);
  }

  @Override
  public OutputStream err() {
    return new FileOutputStream(FileDescriptor.err);
  }

  @Override
  public Caller caller() {
    return new Caller(
        Rights.NONE, System.getenv("SMF_FMRI") != null, false, ZoneId.systemDefault().getRules());
  }

  @Override
  public @Nullable FileDescriptor nextFile() {
    return null;
  }

  @Override
  public byte @Nullable [] read() {
    return null;
  }

  @Override
  public FileDescriptor openForSaving(String path) throws IOException {
    throw new IOException("cannot save during a check");
  }

  @Override
  public Watch watch(Runnable action) {
    return () -> false;
  }

  @Override
  public boolean isInterrupted() {
    return false;
  }
}
