package org.manualkey.program;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.manualkey.language.KeyShape;
import org.manualkey.language.Spelling;

/**
 * One command line of {@code manual-keyadm}.
 *
 * @param verb what to do
 * @param options how; all of them belong to the verb
 * @param operands the words after the verb, as many as it takes
 */
record AdmCommand(AdmVerb verb, Set<AdmOption> options, List<String> operands) {
  private static final Set<String> HELP = Set.of("-h", "-?", "--help");

  /** What words mean. */
  sealed interface Parsed {
    /** A command. */
    record Valid(AdmCommand command) implements Parsed {}

    /**
     * No command.
     *
     * @param reason one line for the user
     */
    record Invalid(String reason) implements Parsed {}
  }

  /** Parses words, among which options may stand anywhere. */
  static Parsed parse(List<String> argv) {
    if (argv.stream().anyMatch(HELP::contains)) {
      return new Parsed.Valid(new AdmCommand(AdmVerb.HELP, Set.of(), List.of()));
    }
    List<String> words = new ArrayList<>();
    Set<AdmOption> options = EnumSet.noneOf(AdmOption.class);
    for (String word : argv) {
      boolean isOption = word.length() > 1 && word.startsWith("-");
      if (!isOption) {
        words.add(word);
        continue;
      }
      String unknown = addOptions(word, options);
      if (unknown != null) {
        return new Parsed.Invalid(
            AdmMessage.UNKNOWN_OPTION.with(quoted(unknown), hint(unknown, AdmOption.spellings())));
      }
    }
    if (words.isEmpty()) {
      return invalid(AdmMessage.NO_VERB);
    }
    AdmVerb verb = AdmVerb.of(words);
    if (verb == null) {
      AdmVerb begun = AdmVerb.begunBy(words);
      if (begun != null) {
        return new Parsed.Invalid(AdmMessage.MISSING_OPERAND.with(begun.synopsis()));
      }
      String typed = String.join(" ", words.subList(0, AdmVerb.lengthOf(words)));
      return new Parsed.Invalid(
          AdmMessage.UNKNOWN_VERB.with(quoted(typed), hint(typed, AdmVerb.texts())));
    }
    return of(verb, options, words.subList(verb.length(), words.size()));
  }

  private static Parsed of(AdmVerb verb, Set<AdmOption> options, List<String> operands) {
    for (AdmOption option : options) {
      if (!verb.allows(Set.of(option))) {
        return invalid(AdmMessage.NOT_FOR_VERB, verb.text(), option.word());
      }
    }
    if (options.contains(AdmOption.JSON) && !verb.printsJson(options)) {
      return invalid(AdmMessage.NOT_FOR_VERB, verb.text(), AdmOption.JSON.word());
    }
    if (verb == AdmVerb.LOG && options.containsAll(Set.of(AdmOption.FAILURES, AdmOption.FOLLOW))) {
      return invalid(AdmMessage.NOT_FOR_VERB, "log --failures", AdmOption.FOLLOW.word());
    }
    if (operands.size() < verb.operands()) {
      return new Parsed.Invalid(AdmMessage.MISSING_OPERAND.with(verb.synopsis()));
    }
    if (verb == AdmVerb.SETPROP && operands.size() == 2 && !operands.getFirst().contains("=")) {
      String value = operands.getLast();
      return value.isBlank()
          ? invalid(AdmMessage.UNSET, "setprop requires NAME=VALUE", operands.getFirst())
          : invalid(AdmMessage.NO_VALUE, or("NAME", operands.getFirst()), or("VALUE", value));
    }
    if (operands.size() > verb.operands()) {
      return new Parsed.Invalid(
          AdmMessage.EXTRA_OPERAND.with(quoted(operands.get(verb.operands()))));
    }
    return new Parsed.Valid(new AdmCommand(verb, options, List.copyOf(operands)));
  }

  /** A word that was typed, between quotes; of one that may be a key the length, without. */
  private static String quoted(String word) {
    return KeyShape.quoted(KeyShape.mayBeKey(word) ? word : Help.printable(word));
  }

  /** A word to be typed again, or what stands for one that may be a key. */
  private static String or(String placeholder, String word) {
    return KeyShape.mayBeKey(word) ? placeholder : word;
  }

  private static Parsed invalid(AdmMessage message, String... words) {
    Object[] shown = Stream.of(words).map(KeyShape::shown).map(Help::printable).toArray();
    return new Parsed.Invalid(message.with(shown));
  }

  private static String hint(String typed, List<String> words) {
    // Every other letter is one typo away.
    String hint = typed.length() <= 2 ? "" : Spelling.hint(typed, words);
    return hint.isEmpty() ? "; run 'manual-keyadm help'" : "; " + hint;
  }

  /** Adds an option, or a cluster of them; returns what is unknown, or null. */
  private static @Nullable String addOptions(String word, Set<AdmOption> options) {
    List<String> spellings =
        word.startsWith("--")
            ? List.of(word)
            : word.chars().skip(1).mapToObj(letter -> "-" + (char) letter).toList();
    for (String spelling : spellings) {
      AdmOption option = AdmOption.of(spelling);
      if (option == null) {
        return spelling;
      }
      options.add(option);
    }
    return null;
  }

  /** The right that it takes, or null. */
  @Nullable Right right() {
    return verb.right(options);
  }

  /** What the log calls it: no word of it is the user's. */
  String action() {
    return Stream.concat(
            Stream.of(AdmProgram.NAME, verb.text()),
            Stream.of(AdmOption.values()).filter(options::contains).map(AdmOption::word))
        .collect(Collectors.joining(" "));
  }

  boolean has(AdmOption option) {
    return options.contains(option);
  }
}
