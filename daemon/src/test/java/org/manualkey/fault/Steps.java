package org.manualkey.fault;

import java.io.IOException;
import java.nio.file.FileSystemException;

/**
 * Counts what a daemon does to its files and to the database, and lets one kind of step fail from
 * the n-th on, until the fault is repaired. Every run does the same steps, so that each of them can
 * be the one that fails.
 */
final class Steps {
  private final Fault fault;
  private int left;
  private boolean active;
  private boolean struck;

  /** What goes wrong, and with which steps. */
  enum Fault {
    NONE,
    /** The process is killed: nothing that it does afterwards has any effect. */
    KILL,
    /** No block is free: nothing can be written, and what is written last is cut off. */
    NO_SPACE,
    /** No inode is free: no file can be made. */
    NO_INODE,
    /** No descriptor is free: nothing can be opened. */
    NO_DESCRIPTOR,
    /** The disk fails: nothing can be synced. */
    NO_SYNC
  }

  /** A kind of step. */
  enum Kind {
    CREATE,
    OPEN,
    WRITE,
    SYNC,
    MOVE,
    DELETE,
    REQUEST
  }

  /** The end of a process; no program handles it. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed() {
      super("killed");
    }
  }

  private Steps(Fault fault, int nth) {
    this.fault = fault;
    left = nth;
  }

  /** Steps of which the n-th that can fail so is the first that does, after {@link #arm}. */
  static Steps failing(Fault fault, int nth) {
    return new Steps(fault, nth);
  }

  /** Counts from now on. */
  synchronized void arm() {
    active = true;
  }

  /** The fault is gone. A process that was killed stays so. */
  synchronized void repair() {
    active = fault == Fault.KILL && struck;
  }

  /** Whether some step failed. */
  synchronized boolean struck() {
    return struck;
  }

  /** A step that may fail; of several kinds at once. */
  void before(String path, Kind... kinds) throws IOException {
    if (!fails(kinds)) {
      return;
    }
    switch (fault) {
      case NONE -> {}
      case KILL -> throw new Killed();
      case NO_SPACE, NO_INODE ->
          throw new FileSystemException(path, null, "No space left on device");
      case NO_DESCRIPTOR -> throw new FileSystemException(path, null, "Too many open files");
      case NO_SYNC -> throw new IOException("Input/output error");
    }
  }

  /** A request to the database; only a killed process fails to send it. */
  void beforeRequest() {
    if (fails(Kind.REQUEST)) {
      throw new Killed();
    }
  }

  private synchronized boolean fails(Kind... kinds) {
    if (!active || !concerns(kinds)) {
      return false;
    }
    left--;
    struck |= left <= 0;
    return left <= 0;
  }

  private boolean concerns(Kind... kinds) {
    for (Kind kind : kinds) {
      boolean concerned =
          switch (fault) {
            case NONE -> false;
            case KILL -> true;
            case NO_SPACE -> kind == Kind.WRITE;
            case NO_INODE -> kind == Kind.CREATE;
            case NO_DESCRIPTOR -> kind == Kind.OPEN || kind == Kind.CREATE;
            case NO_SYNC -> kind == Kind.SYNC;
          };
      if (concerned) {
        return true;
      }
    }
    return false;
  }
}
