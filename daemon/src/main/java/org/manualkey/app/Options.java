package org.manualkey.app;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code manual-keyd}.
 *
 * @param backend which database
 * @param socket where clients connect
 * @param stateDirectory what must survive a restart
 * @param config the file of properties
 * @param check a file to check instead of serving, or null
 * @param numeric {@code -n} of a check
 * @param json {@code --json} of a check
 */
record Options(
    Backend backend,
    Path socket,
    Path stateDirectory,
    Path config,
    @Nullable Path check,
    boolean numeric,
    boolean json) {
  static final String USAGE =
      """
      usage: manual-keyd [--backend auto|pfkey|memory] [--socket PATH] [--state-dir DIR] [--config FILE]
             manual-keyd --check [-n] [--json] FILE
        --backend auto     the kernel's SADB (default), which is pfkey on Linux
        --backend memory   an embedded SADB that protects no packet, for tests and trials
        --socket PATH      where clients connect (default /run/manual-key/socket)
        --state-dir DIR    what survives a restart (default /var/lib/manual-key)
        --config FILE      properties (default /etc/manual-key/manual-key.properties)
        --check FILE       say what is wrong with a key file, and end\
      """;

  /** Which database stands behind the service. */
  enum Backend {
    /** That of the kernel. */
    AUTO,
    /** That of a Linux kernel, by PF_KEY. */
    PFKEY,
    /** The embedded one. */
    MEMORY
  }

  /**
   * Reads arguments.
   *
   * @throws IllegalArgumentException when they are wrong; the message is for the user
   */
  static Options parse(List<String> arguments, @Nullable String socketVariable) {
    Backend backend = Backend.AUTO;
    Path socket = Path.of(socketVariable == null ? "/run/manual-key/socket" : socketVariable);
    Path stateDirectory = Path.of("/var/lib/manual-key");
    Path config = Path.of("/etc/manual-key/manual-key.properties");
    Path check = null;
    boolean checking = false;
    boolean numeric = false;
    boolean json = false;
    Iterator<String> words = arguments.iterator();
    while (words.hasNext()) {
      String word = words.next();
      switch (word) {
        case "--backend" -> backend = backend(value(word, words));
        case "--socket" -> socket = Path.of(value(word, words));
        case "--state-dir" -> stateDirectory = Path.of(value(word, words));
        case "--config" -> config = Path.of(value(word, words));
        case "--check" -> checking = true;
        case "-n" -> numeric = true;
        case "--json" -> json = true;
        case "-v", "-p" -> {} // ipseckey passes its options on; these mean nothing to a check
        default -> {
          if (!checking || check != null || word.startsWith("--")) {
            throw new IllegalArgumentException("unknown argument '" + word + "'");
          }
          check = Path.of(word);
        }
      }
    }
    if (checking && check == null) {
      throw new IllegalArgumentException("--check needs a file");
    }
    if (json && !checking) {
      throw new IllegalArgumentException("--json goes with --check");
    }
    return new Options(backend, socket, stateDirectory, config, check, numeric, json);
  }

  private static String value(String option, Iterator<String> words) {
    if (!words.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return words.next();
  }

  private static Backend backend(String name) {
    return switch (name) {
      case "auto" -> Backend.AUTO;
      case "pfkey" -> Backend.PFKEY;
      case "memory" -> Backend.MEMORY;
      default -> throw new IllegalArgumentException("unknown back end '" + name + "'");
    };
  }
}
