package org.manualkey.server;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.program.Console;

/** What clients can run. */
public interface Programs {
  /** The program that calls itself so, or null. */
  @Nullable Program named(String name);

  /** Serves one command of a client. */
  interface Program {
    /** Runs a command; its exit status. */
    int run(List<String> argv, Console console);
  }
}
