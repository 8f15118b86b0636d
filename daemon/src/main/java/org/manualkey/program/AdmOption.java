package org.manualkey.program;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The options of {@code manual-keyadm}. */
enum AdmOption {
  WAIT("-s", "wait for the result"),
  TEMPORARY("-t", "temporarily, until the daemon stops"),
  DRY_RUN("-n", "--dry-run", "show what would change, and change nothing"),
  FULL("-l", "full details"),
  EXCEPTIONS("-x", "explain what is wrong and what helps; print nothing if the service is online"),
  JSON("--json", "print JSON"),
  FOLLOW("-f", "wait for further records, until interrupted"),
  FAILURES("--failures", "errors of key files only, a record for each"),
  DEFAULT("-d", "unset the property: the file or the default counts again");

  private final String word;
  private final String synonym;
  private final String description;

  AdmOption(String word, String description) {
    this(word, word, description);
  }

  AdmOption(String word, String synonym, String description) {
    this.word = word;
    this.synonym = synonym;
    this.description = description;
  }

  /** The option with this spelling, or null. */
  static @Nullable AdmOption of(String word) {
    for (AdmOption option : values()) {
      if (option.word.equals(word) || option.synonym.equals(word)) {
        return option;
      }
    }
    return null;
  }

  /** All spellings. */
  static List<String> spellings() {
    return Stream.of(values())
        .flatMap(option -> Stream.of(option.word, option.synonym))
        .distinct()
        .toList();
  }

  String word() {
    return word;
  }

  /** Its line of the usage text. */
  String usage() {
    String names = word.equals(synonym) ? word : word + ", " + synonym;
    return "  %-15s%s%n".formatted(names, description);
  }
}
