package org.manualkey.language;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.algorithm.Algorithms;

/** The words of the language by position, for an editor that completes them. */
final class Vocabulary {
  private static final String ALL = "all";
  private static final List<String> SA_TYPES = List.of("ah", "esp");

  private final Algorithms algorithms;
  private final Map<String, List<String>> places = new HashMap<>();

  private Vocabulary(Algorithms algorithms) {
    this.algorithms = algorithms;
  }

  static Map<String, List<String>> of(Algorithms algorithms) {
    Vocabulary vocabulary = new Vocabulary(algorithms);
    vocabulary.commands();
    Word.bySpelling().forEach(vocabulary::value);
    return vocabulary.places;
  }

  private void commands() {
    List<String> commands = List.copyOf(CommandParser.names());
    places.put("", commands);
    for (Verb verb : Verb.values()) {
      places.put(verb.word(), SA_TYPES);
      places.put(verb.word() + " *", extensions(verb));
    }
    for (String command : List.of("flush", "dump", "save")) {
      places.put(command, List.of(ALL, "ah", "esp"));
    }
    List<String> topics = new ArrayList<>(commands);
    topics.add("attr");
    places.put("help", topics);
    places.put("?", topics);
  }

  private static List<String> extensions(Verb verb) {
    List<String> words = new ArrayList<>();
    Word.bySpelling()
        .forEach((spelling, word) -> {
          if (word != Word.FIXED && (word.namesSa() || !verb.namesOnly())) {
            words.add(spelling);
          }
        });
    words.sort(null);
    return words;
  }

  /** The words that may follow an extension; none if its value is free-form. */
  private void value(String spelling, Word word) {
    switch (word) {
      case INBOUND, OUTBOUND -> {}
      case AUTH_ALG -> places.put(spelling, names(Algorithm.Kind.AUTHENTICATION));
      case ENCR_ALG -> places.put(spelling, names(Algorithm.Kind.ENCRYPTION));
      case STATE -> places.put(spelling, ValueParser.states());
      default -> places.put(spelling, List.of());
    }
  }

  private List<String> names(Algorithm.Kind kind) {
    List<String> names = new ArrayList<>();
    for (Algorithm algorithm : algorithms.all(kind)) {
      if (algorithm.isUsable()) {
        names.addAll(algorithm.names());
      }
    }
    names.sort(null);
    return names;
  }
}
