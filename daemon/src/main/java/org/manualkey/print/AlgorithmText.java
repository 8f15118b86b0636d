package org.manualkey.print;

import org.manualkey.algorithm.Algorithm;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.pfkey.Sa;

/** Prints names of algorithms. */
final class AlgorithmText {
  private final Algorithms algorithms;
  private final TextSink out;

  AlgorithmText(Algorithms algorithms, TextSink out) {
    this.algorithms = algorithms;
    this.out = out;
  }

  /** Prints a name in a message block. */
  void print(Algorithm.Kind kind, int id) {
    Algorithm algorithm = algorithms.byId(kind, id);
    if (id == Sa.HIDDEN) {
      out.text("<not shown by PF_KEY>");
    } else if (algorithm == null) {
      out.text("<unknown ").unsigned(id).character('>');
    } else if (id == 0) {
      out.text("<none>");
    } else {
      out.text(algorithm.name());
    }
  }

  /** Prints a name, or a number if there is none, for a key file. */
  void save(Algorithm.Kind kind, int id) {
    Algorithm algorithm = algorithms.byId(kind, id);
    if (algorithm == null) {
      out.unsigned(id);
    } else {
      out.text(algorithm.name());
    }
  }
}
