package org.manualkey.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.manualkey.language.KeyShape;
import org.manualkey.language.Spelling;
import org.manualkey.program.Version;
import org.manualkey.service.Configuration;
import org.manualkey.service.Property;
import org.manualkey.service.PropertyMessage;
import org.manualkey.service.SmfInstance;

/**
 * The options of {@code manual-keyd}.
 *
 * @param backend the database
 * @param socket the socket for clients
 * @param stateDirectory the directory for state that survives a restart
 * @param config the file of properties
 * @param properties values of properties that go before all others
 * @param configured whether back end, configuration, property or state directory were named
 * @param flush whether to delete the SAs and exit instead of serving
 * @param check a file to check instead of serving, or null
 * @param numeric {@code -n} of a check
 * @param json {@code --json} of a check
 * @param program the name under which a check reports: {@code ipseckey} runs it, too
 */
record Options(
    Backend backend,
    Path socket,
    Path stateDirectory,
    Path config,
    Map<Property, String> properties,
    boolean configured,
    boolean flush,
    @Nullable Path check,
    boolean numeric,
    boolean json,
    String program) {
  static final String USAGE =
      """
      usage: manual-keyd [--backend auto|xfrm|pfkey|memory] [--socket PATH] [--state-dir DIR] [--config FILE]
                         [--set NAME=VALUE]... [--flush]
             manual-keyd --check [-n] [--json] [--config FILE] [--set NAME=VALUE]... [--] FILE
        --backend auto     the SADB of the kernel (default); on Linux by XFRM, else by PF_KEY
        --backend xfrm     the SADB of a Linux kernel, by XFRM
        --backend pfkey    the SADB of a kernel of illumos or Linux, by PF_KEY
        --backend memory   an embedded SADB that protects no packet, for testing
        --socket PATH      socket for clients (default /run/manual-key/socket)
        --state-dir DIR    state kept across restarts (default /var/lib/manual-key)
        --config FILE      file of properties (default /etc/manual-key/manual-key.properties)
        --set NAME=VALUE   the value of a property, whatever files and setprop say
        --flush            delete the SAs of config/scope, while no daemon runs, and exit
        --check FILE       check a key file and exit (- is standard input)
        --help, --version  print this text, or the version\
      """;

  private static final Path CONFIG = Path.of("/etc/manual-key/manual-key.properties");

  private static final List<String> OPTIONS =
      List.of(
          "--backend",
          "--socket",
          "--state-dir",
          "--config",
          "--set",
          "--flush",
          "--check",
          "--json",
          "--help",
          "--version");

  /** The arguments ask for a text, which is the message, and for nothing else. */
  static final class Answered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Answered(String text) {
      super(text);
    }
  }

  /** The databases to choose from. */
  enum Backend {
    /** The database of the kernel. */
    AUTO,
    /** The database of a Linux kernel, through XFRM. */
    XFRM,
    /** The database of a kernel of illumos or Linux, through PF_KEY. */
    PFKEY,
    /** The embedded database. */
    MEMORY
  }

  /**
   * Reads the configuration.
   *
   * @param smf the instance of SMF that this is the daemon of, or null
   * @throws IOException if it cannot be read; also where another file of properties than the usual
   *     one is named, and does not exist: by default a load flushes all SAs of the host
   */
  Configuration configuration(@Nullable SmfInstance smf) throws IOException {
    if (!config.equals(CONFIG) && Files.notExists(config)) {
      throw new IOException(DaemonMessage.NO_CONFIGURATION.with(config));
    }
    return Configuration.read(config, stateDirectory, properties, smf);
  }

  /**
   * Reads arguments.
   *
   * @throws IllegalArgumentException if they are invalid; the message is for the user
   * @throws Answered if they ask for the usage or the version
   */
  static Options parse(List<String> arguments, @Nullable String socketVariable) {
    Backend backend = Backend.AUTO;
    Path socket = Path.of(socketVariable == null ? "/run/manual-key/socket" : socketVariable);
    Path stateDirectory = Path.of("/var/lib/manual-key");
    Path config = CONFIG;
    Map<Property, String> properties = new EnumMap<>(Property.class);
    Path check = null;
    boolean configured = false;
    boolean flush = false;
    boolean checking = false;
    boolean numeric = false;
    boolean json = false;
    String program = "manual-keyd";
    Iterator<String> words = arguments.iterator();
    while (words.hasNext()) {
      String word = words.next();
      switch (word) {
        case "--backend" -> {
          backend = backend(value(word, words));
          configured = true;
        }
        case "--socket" -> socket = Path.of(value(word, words));
        case "--state-dir" -> {
          stateDirectory = Path.of(value(word, words));
          configured = true;
        }
        case "--config" -> {
          config = Path.of(value(word, words));
          configured = true;
        }
        case "--set" -> {
          set(value(word, words), properties);
          configured = true;
        }
        case "--flush" -> flush = true;
        case "--check" -> checking = true;
        case "-n" -> numeric = true;
        case "--json" -> json = true;
        case "-h", "--help" -> throw new Answered(USAGE + "\n");
        case "--version" -> throw new Answered("manual-keyd (manual-key) " + Version.text() + "\n");
        case "--" -> {
          if (checking && check == null && words.hasNext()) {
            check = Path.of(words.next());
          }
        }
        case "-v", "-p" -> {} // passed on by ipseckey, without effect on a check
        case "--as-ipseckey" -> program = "ipseckey"; // in the name of which it runs the check
        default -> {
          if (!checking || check != null || word.startsWith("--")) {
            String hint = Spelling.hint(word, OPTIONS);
            throw new IllegalArgumentException(
                DaemonMessage.UNKNOWN_ARGUMENT.with(
                    KeyShape.quoted(word), hint.isEmpty() ? "" : "; " + hint));
          }
          check = Path.of(word);
        }
      }
    }
    if (checking && check == null) {
      throw new IllegalArgumentException(DaemonMessage.CHECK_NEEDS_FILE.text());
    }
    if (json && !checking) {
      throw new IllegalArgumentException(DaemonMessage.JSON_NEEDS_CHECK.text());
    }
    return new Options(
        backend,
        socket,
        stateDirectory,
        config,
        Map.copyOf(properties),
        configured,
        flush,
        check,
        numeric,
        json,
        program);
  }

  private static void set(String setting, Map<Property, String> properties) {
    int equals = setting.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException(
          DaemonMessage.SET_NEEDS_VALUE.with(KeyShape.quoted(setting)));
    }
    String name = setting.substring(0, equals).strip();
    Property property = Property.named(name);
    if (property == null) {
      throw new IllegalArgumentException(PropertyMessage.unknown(name));
    }
    properties.put(property, setting.substring(equals + 1));
  }

  private static String value(String option, Iterator<String> words) {
    if (!words.hasNext()) {
      throw new IllegalArgumentException(DaemonMessage.NEEDS_VALUE.with(option));
    }
    return words.next();
  }

  private static Backend backend(String name) {
    return switch (name) {
      case "auto" -> Backend.AUTO;
      case "xfrm" -> Backend.XFRM;
      case "pfkey" -> Backend.PFKEY;
      case "memory" -> Backend.MEMORY;
      default ->
          throw new IllegalArgumentException(
              DaemonMessage.UNKNOWN_BACK_END.with(KeyShape.quoted(name)));
    };
  }
}
