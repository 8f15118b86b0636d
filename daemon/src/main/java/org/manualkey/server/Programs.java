package org.manualkey.server;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.program.Console;

/** The programs that clients can run. */
public interface Programs {
  /** The program with this name, or null. */
  @Nullable Program named(String name);

  /** A program. */
  interface Program {
    /** Runs a command; returns its exit status. */
    int run(List<String> argv, Console console);
  }
}
