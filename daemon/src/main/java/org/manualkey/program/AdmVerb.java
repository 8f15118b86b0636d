package org.manualkey.program;

import static org.manualkey.program.AdmOption.DEFAULT;
import static org.manualkey.program.AdmOption.DRY_RUN;
import static org.manualkey.program.AdmOption.EXCEPTIONS;
import static org.manualkey.program.AdmOption.FAILURES;
import static org.manualkey.program.AdmOption.FOLLOW;
import static org.manualkey.program.AdmOption.FULL;
import static org.manualkey.program.AdmOption.JSON;
import static org.manualkey.program.AdmOption.TEMPORARY;
import static org.manualkey.program.AdmOption.WAIT;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The verbs of {@code manual-keyadm}, with their options and operands. */
@SuppressWarnings("ImmutableEnumChecker") // its collections are copies
enum AdmVerb {
  ENABLE("enable", " [-st]", "load the key file, now and at every start", WAIT, TEMPORARY),
  DISABLE(
      "disable", " [-st]", "delete the SAs of config/scope, and stay disabled", WAIT, TEMPORARY),
  REFRESH("refresh", " [-s | -n [--json]]", "load the key file again", WAIT, DRY_RUN, JSON),
  RESTART("restart", " [-s]", "read the properties again and load the key file", WAIT),
  CLEAR("clear", " [-s]", "leave maintenance or degraded by loading the key file again", WAIT),
  MARK("mark maintenance", "", "enter maintenance"),
  STATUS("status", " [-lx] [--json]", "show the status of the service", FULL, EXCEPTIONS, JSON),
  BACKENDS("backends", "", "print what each back end can do, and which is in use"),
  LOG(
      "log",
      " [-f | --failures [--json]]",
      "print the last records of the log",
      FOLLOW,
      FAILURES,
      JSON),
  METRICS("metrics", "", "print metrics in the format of OpenMetrics"),
  SELFTEST("selftest", "", "check what a load needs, change nothing, and print a report"),
  LISTPROP("listprop", "", "list the properties"),
  GETPROP("getprop", " NAME", "print the value of a property"),
  SETPROP("setprop", " NAME=VALUE | -d NAME", "set a property, or unset it", DEFAULT),
  HELP("help", "", "print this text", AdmOption.values());

  private final String text;
  private final String synopsis;
  private final String description;

  @SuppressWarnings("ImmutableEnumChecker") // Set.of makes immutable sets
  private final Set<AdmOption> options;

  AdmVerb(String text, String synopsis, String description, AdmOption... options) {
    this.text = text;
    this.synopsis = synopsis;
    this.description = description;
    this.options = Set.of(options);
  }

  /** The verb at the start of these words, or null. */
  static @Nullable AdmVerb of(List<String> words) {
    for (AdmVerb verb : values()) {
      int length = verb.length();
      if (words.size() >= length && words.subList(0, length).equals(verb.words())) {
        return verb;
      }
    }
    return null;
  }

  /** All verbs, as they are written. */
  static List<String> texts() {
    return Stream.of(values()).map(verb -> verb.text).toList();
  }

  /** The verb of two words of which these are the first one, or null. */
  static @Nullable AdmVerb begunBy(List<String> words) {
    return Stream.of(values())
        .filter(verb -> words.size() < verb.length())
        .filter(verb -> verb.words().getFirst().equals(words.getFirst()))
        .findFirst()
        .orElse(null);
  }

  /** How many of these words are meant as a verb: of none, the first one. */
  static int lengthOf(List<String> words) {
    for (AdmVerb verb : values()) {
      if (verb.words().getFirst().equals(words.getFirst())) {
        return Math.min(verb.length(), words.size());
      }
    }
    return 1;
  }

  /** How it is called. */
  String synopsis() {
    return "manual-keyadm " + text + synopsis;
  }

  private List<String> words() {
    return List.of(text.split(" "));
  }

  /** How the verb is written, in one or two words. */
  String text() {
    return text;
  }

  /** How many words of the command line it takes up. */
  int length() {
    return words().size();
  }

  int operands() {
    return switch (this) {
      case GETPROP, SETPROP -> 1;
      default -> 0;
    };
  }

  /** Whether what it prints with these options can be JSON. */
  boolean printsJson(Set<AdmOption> given) {
    return switch (this) {
      case REFRESH -> given.contains(DRY_RUN);
      case LOG -> given.contains(FAILURES);
      default -> allows(Set.of(JSON));
    };
  }

  boolean allows(Set<AdmOption> given) {
    return options.containsAll(given);
  }

  /** The right that it takes with these options, or null: everybody may use it. */
  @Nullable Right right(Set<AdmOption> given) {
    return switch (this) {
      case ENABLE, DISABLE, REFRESH, RESTART, CLEAR, MARK, SELFTEST -> Right.ADMINISTER;
      case STATUS -> given.contains(FULL) || given.contains(EXCEPTIONS) ? Right.READ : null;
      case LOG, METRICS, LISTPROP, GETPROP -> Right.READ;
      case SETPROP -> Right.CONFIGURE;
      case BACKENDS, HELP -> null;
    };
  }

  /** Its line of the usage text. */
  String usage() {
    return "%smanual-keyadm %-34s%s%n"
        .formatted(this == ENABLE ? "usage: " : "       ", text + synopsis, description);
  }
}
