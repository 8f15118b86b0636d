package org.manualkey.program;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One command line of {@code manual-keyadm}.
 *
 * @param verb what to do
 * @param options how; all of them belong to the verb
 * @param operands the words after the verb, as many as it takes
 */
record AdmCommand(AdmVerb verb, Set<AdmOption> options, List<String> operands) {

  /** Parses words, among which options may stand anywhere; null if they are invalid. */
  static @Nullable AdmCommand parse(List<String> argv) {
    if (argv.contains("--help")) {
      return new AdmCommand(AdmVerb.HELP, Set.of(), List.of());
    }
    List<String> words = new ArrayList<>();
    Set<AdmOption> options = EnumSet.noneOf(AdmOption.class);
    for (String word : argv) {
      boolean isOption = word.length() > 1 && word.startsWith("-");
      if (!isOption) {
        words.add(word);
      } else if (!addOptions(word, options)) {
        return null;
      }
    }
    AdmVerb verb = AdmVerb.of(words);
    if (verb == null || !verb.allows(options)) {
      return null;
    }
    List<String> operands = words.subList(verb.length(), words.size());
    return operands.size() == verb.operands() ? new AdmCommand(verb, options, operands) : null;
  }

  /** Adds an option, or a cluster of them; whether all are known. */
  private static boolean addOptions(String word, Set<AdmOption> options) {
    List<String> spellings =
        word.startsWith("--")
            ? List.of(word)
            : word.chars().skip(1).mapToObj(letter -> "-" + (char) letter).toList();
    for (String spelling : spellings) {
      AdmOption option = AdmOption.of(spelling);
      if (option == null) {
        return false;
      }
      options.add(option);
    }
    return true;
  }

  boolean has(AdmOption option) {
    return options.contains(option);
  }
}
