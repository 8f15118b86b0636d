package org.manualkey.program;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.print.TextSink;
import org.manualkey.sadb.Capabilities;
import org.manualkey.sadb.Capability;
import org.manualkey.sadb.Support;

/** Prints the algorithms that an SA can use, and which of them the database refuses. */
final class AlgorithmList {
  private final Algorithms algorithms;
  private final Capabilities capabilities;

  AlgorithmList(Algorithms algorithms, Capabilities capabilities) {
    this.algorithms = algorithms;
    this.capabilities = capabilities;
  }

  void print(TextSink out) {
    row("KIND", "NAME", "KEY", "ALSO", out);
    for (Algorithm.Kind kind : Algorithm.Kind.values()) {
      for (Algorithm algorithm : algorithms.all(kind)) {
        if (algorithm.isUsable()) {
          print(algorithm, out);
        }
      }
    }
  }

  private void print(Algorithm algorithm, TextSink out) {
    List<String> names = algorithm.names();
    row(
        algorithm.kind().name().toLowerCase(Locale.ROOT),
        algorithm.name(),
        key(algorithm),
        String.join(", ", names.subList(1, names.size())),
        out);
    Capability capability = capability(algorithm);
    if (capability != null) {
      Capabilities.Row row = capabilities.row(capability);
      if (row.support() == Support.REFUSED) {
        out.text("  refused by this back end: ").text(row.how()).newline();
      } else if (!row.how().isEmpty()) {
        out.text("  ").text(row.how()).newline();
      }
    }
  }

  private static void row(String kind, String name, String key, String also, TextSink out) {
    out.text("%-15s %-17s %-32s %s".formatted(kind, name, key, also).stripTrailing()).newline();
  }

  private static String key(Algorithm algorithm) {
    if (algorithm.keyLengths().max() == 0) {
      return "none";
    }
    int salt = algorithm.saltBits();
    return algorithm.keyLengths().words() + (salt == 0 ? "" : " + " + salt + " salt");
  }

  /** The row of the table of capabilities that is about an algorithm. */
  private static @Nullable Capability capability(Algorithm algorithm) {
    return switch (algorithm.kind()) {
      case AUTHENTICATION -> Capability.ofAuthentication(algorithm.id());
      case ENCRYPTION -> Capability.ofEncryption(algorithm.id());
    };
  }
}
