package org.manualkey.editor;

import java.util.List;
import java.util.Map;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes words by their position in a line, as described by the daemon. */
final class WordCompleter implements Completer {
  private volatile Map<String, List<String>> places = Map.of();

  void offer(Map<String, List<String>> offered) {
    places = offered;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    String begun = line.word().substring(0, line.wordCursor());
    for (String word : fitting(line.words(), line.wordIndex())) {
      if (word.startsWith(begun)) {
        candidates.add(new Candidate(word));
      }
    }
  }

  private List<String> fitting(List<String> words, int index) {
    if (index == 0) {
      return places.getOrDefault("", List.of());
    }
    List<String> after = index == 1 ? null : places.get(words.get(index - 1));
    if (after != null) {
      return after;
    }
    String place = index == 1 ? words.getFirst() : words.getFirst() + " *";
    return places.getOrDefault(place, List.of());
  }
}
