package org.manualkey.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.algorithm.KeyLengths;
import org.manualkey.language.Parser;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.linux.Databases;
import org.manualkey.sadb.memory.MemorySadb;

/** A table of algorithms: it is refused with the name of the file, or can be worked with. */
final class AlgorithmsTarget {
  private static final String NAME = "ipsecalgs";
  private static final int MAX_BITS = 0xffff;

  private AlgorithmsTarget() {}

  static void run(byte[] input) {
    Algorithms algorithms;
    try {
      algorithms = AlgorithmsFile.read(new ByteArrayInputStream(input), NAME);
    } catch (IOException e) {
      assertThat(e.getMessage()).startsWith(NAME + ":");
      return;
    }
    boolean usable = false;
    for (Algorithm.Kind kind : Algorithm.Kind.values()) {
      for (Algorithm algorithm : algorithms.all(kind)) {
        row(algorithms, algorithm);
        usable |= algorithms.usable(kind, algorithm.id()) != null;
      }
    }
    assertThat(usable).as("an algorithm that can be used").isTrue();
    Parser parser = new Parser(algorithms, true);
    assertThat(parser.completions()).isNotEmpty();
    try (MemorySadb sadb = MemorySadb.timeless(algorithms, Databases.HOST)) {
      sadb.exchange(Draft.addEsp(1).build());
      sadb.exchange(Draft.addAh(1).build());
    }
  }

  private static void row(Algorithms algorithms, Algorithm algorithm) {
    assertThat(algorithms.byId(algorithm.kind(), algorithm.id())).isEqualTo(algorithm);
    for (String name : algorithm.names()) {
      assertThat(name).isNotEmpty();
      assertThat(algorithms.byName(algorithm.kind(), name)).isEqualTo(algorithm);
    }
    KeyLengths lengths = algorithm.keyLengths();
    assertThat(lengths.min()).isBetween(0, lengths.max());
    assertThat(lengths.max()).isLessThanOrEqualTo(MAX_BITS);
    assertThat(lengths.permits(lengths.min())).isTrue();
    assertThat(lengths.permits(lengths.max())).isTrue();
    assertThat(lengths.permits(lengths.max() + 1)).isFalse();
    assertThat(algorithm.saltBits()).isBetween(0, 255 * 8);
  }
}
