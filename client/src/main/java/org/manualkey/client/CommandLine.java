package org.manualkey.client;

import java.util.ArrayList;
import java.util.List;

/**
 * The options of {@code ipseckey}, as far as the client must know them to open the files they name.
 * The daemon receives all words and checks the rest. Options may be clustered ({@code -nvf FILE}),
 * a value may follow its letter ({@code -fFILE}), {@code --} or the first other word ends them.
 */
public final class CommandLine {
  /** The usage. */
  public static final String USAGE =
      "usage: ipseckey [-nvp] [--json [--keys]] [-f file | -c file | -s file] [command ...]";

  /** What {@code --help} prints. */
  public static final String HELP =
      USAGE
          + """

          options:
            -n            numeric: no name service
            -v            print each message sent to the database, and times in seconds as well
            -p            print XXXX instead of keys
            -f FILE       run the commands of FILE
            -c FILE       check FILE and change nothing
            -s FILE       save all SAs to FILE as commands
            --json        print JSON (dump, get, monitor, -c)
            --keys        include keys in JSON
            -h, --help    print this text
            --version     print the version
          FILE may be - for standard input or output.
          'ipseckey help' lists the commands; without a command, they are read from standard input.
          """;

  private static final String[] LONG_OPTIONS = {"--json", "--keys", "--help", "--version"};

  /** The error of {@code --json} with a command that does not support it. */
  public static final String JSON_USE = "option --json applies to dump, get, monitor and -c only";

  /** A file named by an option: {@code option} is {@code f}, {@code c} or {@code s}. */
  public record NamedFile(char option, String path) {}

  private final List<NamedFile> files = new ArrayList<>();
  private final StringBuilder flags = new StringBuilder();
  private final String[] argv;
  private boolean json;
  private boolean keys;
  private boolean help;
  private boolean version;
  private int next;

  private CommandLine(String[] argv) {
    this.argv = argv;
  }

  /**
   * Reads the options.
   *
   * @throws ClientException with the usage if the options are invalid
   */
  public static CommandLine parse(String[] argv) throws ClientException {
    CommandLine line = new CommandLine(argv);
    while (line.next < argv.length) {
      String word = argv[line.next];
      if (word.length() < 2 || word.charAt(0) != '-') {
        break;
      }
      line.next++;
      if (word.equals("--")) {
        break;
      }
      switch (word) {
        case "--json" -> line.json = true;
        case "--keys" -> line.keys = true;
        case "--help" -> line.help = true;
        case "--version" -> line.version = true;
        default -> {
          if (word.startsWith("--")) {
            throw usage(unknown(word) + USAGE);
          }
          line.cluster(word);
        }
      }
    }
    if (line.help || line.version) {
      return line;
    }
    line.checkTogether();
    line.checkJson();
    return line;
  }

  private static String unknown(String word) {
    String message = ClientMessage.UNKNOWN_OPTION.with(word);
    for (String option : LONG_OPTIONS) {
      if (word.length() > 3 && option.startsWith(word.substring(0, 3))) {
        return message + "; did you mean '" + option + "'? ";
      }
    }
    return message + "; ";
  }

  /** Whether the user asks for the text of {@link #HELP}, and for nothing else. */
  public boolean asksForHelp() {
    return help;
  }

  /** Whether the user asks for the version, and for nothing else. */
  public boolean asksForVersion() {
    return version && !help;
  }

  /** The files in the order in which the options name them. */
  public List<NamedFile> files() {
    return files;
  }

  /** The words after the options. */
  public List<String> words() {
    return List.of(argv).subList(next, argv.length);
  }

  /** The first word that is no option, or an empty string. */
  String command() {
    return next < argv.length ? argv[next] : "";
  }

  /** The file of {@code -c}, or an empty string. */
  public String checked() {
    String path = "";
    for (int i = 0; i < files.size(); i++) {
      if (files.get(i).option == 'c') {
        path = files.get(i).path;
      }
    }
    return path;
  }

  /** Whether a flag such as {@code n} was given. */
  public boolean has(char flag) {
    return flags.indexOf(String.valueOf(flag)) >= 0;
  }

  /** Whether {@code --json} was given: SAs, events and problems are printed as JSON. */
  public boolean json() {
    return json;
  }

  /** Whether {@code --keys} was given: JSON includes the keys. */
  public boolean keys() {
    return keys;
  }

  private void cluster(String word) throws ClientException {
    for (int i = 1; i < word.length(); i++) {
      char option = word.charAt(i);
      switch (option) {
        case 'n', 'v', 'p' -> flags.append(option);
        case 'f', 'c', 's' -> {
          files.add(new NamedFile(option, value(option, word.substring(i + 1))));
          return;
        }
        case 'h' -> help = true;
        case '?' -> throw usage(USAGE);
        default -> throw usage(ClientMessage.UNKNOWN_OPTION.with("-" + option) + "; " + USAGE);
      }
    }
  }

  private String value(char option, String attached) throws ClientException {
    if (!attached.isEmpty()) {
      return attached;
    }
    if (next == argv.length) {
      throw usage(ClientMessage.OPTION_NEEDS_FILE.with("-" + option) + "; " + USAGE);
    }
    return argv[next++];
  }

  /** Checks combinations before a file is created; the daemon would find them too late. */
  private void checkTogether() throws ClientException {
    int saves = 0;
    for (int i = 0; i < files.size(); i++) {
      if (files.get(i).option == 's') {
        saves++;
      }
    }
    if (saves > 0 && files.size() > 1) {
      throw usage(
          (saves == files.size() ? ClientMessage.SAVE_TWICE : ClientMessage.SAVE_EXCLUDES).text()
              + "; "
              + USAGE);
    }
    if (next < argv.length && (saves > 0 || !checked().isEmpty())) {
      throw usage(ClientMessage.TAKES_NO_COMMAND.with(saves > 0 ? "-s" : "-c") + "; " + USAGE);
    }
  }

  private void checkJson() throws ClientException {
    if (keys && !json) {
      throw usage(ClientMessage.KEYS_NEED_JSON.text() + "; " + USAGE);
    }
    boolean checks = !files.isEmpty();
    for (int i = 0; i < files.size(); i++) {
      checks &= files.get(i).option == 'c';
    }
    if (checks && keys) {
      throw usage(ClientMessage.KEYS_EXCLUDE_CHECK.text() + "; " + USAGE);
    }
    if (json && !checks && (!files.isEmpty() || next == argv.length)) {
      throw usage(JSON_USE + "; " + USAGE);
    }
  }

  private static ClientException usage(String message) {
    return new ClientException(ClientException.Kind.CONFIGURATION, message);
  }
}
