package org.manualkey.client;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.IOException;

/** A file opened with the rights of the caller, to be passed to the daemon as a descriptor. */
interface CallerFile extends Closeable {

  /** The open descriptor; valid until {@link #close}. */
  FileDescriptor descriptor() throws IOException;

  /** Called before {@link #close} when the daemon has ended the command. */
  default void complete() throws IOException {}

  /** Called instead of {@link #close} if the command failed. */
  default void discard() throws IOException {
    close();
  }
}
