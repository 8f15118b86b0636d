package org.manualkey.language;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One command of a text, valid or not, or a comment with a warning.
 *
 * @param line first physical line, from 1
 * @param lastLine last physical line
 * @param command the command, or null if it has an error
 * @param problems errors and warnings, in reading order
 */
public record Parsed(int line, int lastLine, @Nullable Command command, List<Problem> problems) {
  public Parsed {
    problems = List.copyOf(problems);
  }

  public boolean hasErrors() {
    for (Problem problem : problems) {
      if (problem.isError()) {
        return true;
      }
    }
    return false;
  }
}
