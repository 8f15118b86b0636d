package org.manualkey.client;

import java.util.ArrayList;
import java.util.List;

/**
 * The options of {@code ipseckey}, as far as the client needs them: to open the files they name.
 * The daemon gets all words and judges the rest. Options may be clustered ({@code -nvf FILE}), a
 * value may follow its letter ({@code -fFILE}), {@code --} or the first other word ends them.
 */
public final class CommandLine {
  /** How it is called. */
  public static final String USAGE =
      "usage: ipseckey [-nvp] [-f file | -c file | -s file] [command ...]";

  /** A file named by an option: {@code option} is {@code f}, {@code c} or {@code s}. */
  public record NamedFile(char option, String path) {}

  private final List<NamedFile> files = new ArrayList<>();
  private final StringBuilder flags = new StringBuilder();
  private final String[] argv;
  private int next;

  private CommandLine(String[] argv) {
    this.argv = argv;
  }

  /**
   * Reads the options.
   *
   * @throws ClientException with the usage when the options are wrong, or ask for it
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
      line.cluster(word);
    }
    line.checkTogether();
    return line;
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

  private void cluster(String word) throws ClientException {
    for (int i = 1; i < word.length(); i++) {
      char option = word.charAt(i);
      switch (option) {
        case 'n', 'v', 'p' -> flags.append(option);
        case 'f', 'c', 's' -> {
          files.add(new NamedFile(option, value(option, word.substring(i + 1))));
          return;
        }
        case 'h', '?' -> throw usage(USAGE);
        default -> throw usage("unknown option -" + option + "; " + USAGE);
      }
    }
  }

  private String value(char option, String attached) throws ClientException {
    if (!attached.isEmpty()) {
      return attached;
    }
    if (next == argv.length) {
      throw usage("option -" + option + " needs a file; " + USAGE);
    }
    return argv[next++];
  }

  /** What must be known before a file is created: the daemon would find it too late. */
  private void checkTogether() throws ClientException {
    int saves = 0;
    for (int i = 0; i < files.size(); i++) {
      if (files.get(i).option == 's') {
        saves++;
      }
    }
    if (saves > 0 && files.size() > 1) {
      throw usage(
          (saves == files.size() ? "option -s can be given once" : "-s excludes -f and -c")
              + "; "
              + USAGE);
    }
    if (next < argv.length && (saves > 0 || !checked().isEmpty())) {
      throw usage("no command can follow -" + (saves > 0 ? "s" : "c") + " file; " + USAGE);
    }
  }

  private static ClientException usage(String message) {
    return new ClientException(ClientException.Kind.CONFIGURATION, message);
  }
}
