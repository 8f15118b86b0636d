package org.manualkey.language;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One command of a text, right or wrong, or a comment that deserves a warning.
 *
 * @param line first physical line, from 1
 * @param lastLine last physical line
 * @param command the command, or null when it has an error
 * @param faults errors and warnings, in reading order
 */
public record Parsed(int line, int lastLine, @Nullable Command command, List<Problem> faults) {
  public Parsed {
    faults = List.copyOf(faults);
  }

  public boolean hasErrors() {
    for (Problem fault : faults) {
      if (fault.isError()) {
        return true;
      }
    }
    return false;
  }
}
