package org.manualkey.load;

import java.util.ArrayList;
import java.util.List;
import org.manualkey.language.Problem;

/** Collects the problems of one text, the first of each kind. */
final class ProblemList {
  private final List<Problem> problems = new ArrayList<>();
  private int errors;
  private int warnings;

  void addAll(List<Problem> more) {
    for (Problem problem : more) {
      add(problem);
    }
  }

  void add(Problem problem) {
    // Warnings must not crowd out the error that explains why nothing is loaded.
    int others = problem.isError() ? errors++ : warnings++;
    if (others < Checker.MAX_PROBLEMS) {
      problems.add(problem);
    }
  }

  /** Those that were kept, in reading order. */
  List<Problem> all() {
    List<Problem> sorted = new ArrayList<>(problems);
    sorted.sort((one, other) ->
        one.line() == other.line()
            ? Integer.compare(one.column(), other.column())
            : Integer.compare(one.line(), other.line()));
    return sorted;
  }
}
