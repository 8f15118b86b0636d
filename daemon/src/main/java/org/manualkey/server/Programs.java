package org.manualkey.server;

import java.util.List;
import org.manualkey.session.Console;

/** What clients can run. */
public interface Programs {
  /**
   * Runs a program for a client; its exit status.
   *
   * @param name what the client calls itself
   * @throws IllegalArgumentException when there is no such program
   */
  int run(String name, List<String> argv, Console console);
}
