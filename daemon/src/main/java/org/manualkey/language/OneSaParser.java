package org.manualkey.language;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.pfkey.SaType;

/** Parses the words after the SA type, extensions and their values, into a {@link OneSaDraft}. */
final class OneSaParser {
  private static final String AFTER_BACKSLASH =
      "a command begins here, but the line before ends in a backslash";

  private final ValueParser values;
  private final UnknownWord unknown;
  private final Places.Collector places = new Places.Collector();

  OneSaParser(Algorithms algorithms, boolean numeric, Spelling spelling) {
    values = new ValueParser(algorithms, numeric, spelling);
    unknown = new UnknownWord(spelling);
  }

  @Nullable Command parse(Verb verb, SaType saType, Tokens tokens, List<Problem> problems) {
    places.begin();
    values.begin();
    OneSaDraft draft = new OneSaDraft(verb, saType, places);
    boolean afterUnknown = false;
    int key = 0;
    int at = 2;
    while (at < tokens.count()) {
      Word word = tokens.in(Word.TABLE, at);
      if (word == null && tokens.beginsLine(at) && CommandParser.isCommand(tokens, at)) {
        draft.skipped = true;
        problems.add(tokens.problem(ProblemCode.UNKNOWN_EXTENSION, at, AFTER_BACKSLASH));
        break;
      }
      if (word == null) {
        draft.skipped = true;
        boolean restOfKey = key == at - 1 && isRestOfKey(tokens, at);
        // Only the first of a run is reported: the next is most likely its value, perhaps a key.
        if (!afterUnknown && !(restOfKey && values.hasBrokenKey())) {
          problems.add(restOfKey ? UnknownWord.restOfKey(tokens, at) : unknown.problem(tokens, at));
        }
        if (restOfKey && !tokens.mayBePartOfKey(at)) {
          break; // a key of words, any of which may be one of the language, too
        }
        afterUnknown = true;
        at++;
        continue;
      }
      afterUnknown = false;
      key = word.isKey() ? at + 1 : 0;
      at = extension(word, draft, tokens, at, problems);
    }
    return draft.finish(tokens, problems);
  }

  /** Whether an unknown word behind a key belongs to it, so that the key is in several words. */
  private boolean isRestOfKey(Tokens tokens, int at) {
    return values.hasBrokenKey()
        || (tokens.octet(at, 0) != '#'
            && (tokens.length(at - 1) < KeyShape.DIGITS_OF_KEY || tokens.mayBePartOfKey(at)));
  }

  /** Parses one extension with its value; returns the index of the next word. */
  private int extension(
      Word word, OneSaDraft draft, Tokens tokens, int at, List<Problem> problems) {
    if (word.isDirection()) {
      draft.direction(word, tokens, at);
      return at + 1;
    }
    ProblemCode misuse = misuse(word, draft);
    if (misuse != null) {
      problems.add(tokens.problem(misuse, at, ""));
    }
    if (word == Word.ESN) {
      if (misuse == null) {
        draft.see(word, tokens, at);
      }
      return at + 1;
    }
    int words = word == Word.SRCIDTYPE || word == Word.DSTIDTYPE ? 2 : 1;
    if (at + words >= tokens.count()) {
      problems.add(tokens.endProblem(ProblemCode.MISSING_VALUE, noValue(tokens, at)));
      draft.seeWithoutValue(word);
      if (word.isKey()) {
        tokens.hideFrom(tokens.count()); // the next line may be the key
      }
      return tokens.count();
    }
    if (misuse != null) {
      return at + 1 + words;
    }
    draft.see(word, tokens, at + words);
    Problem problem = values.read(word, draft, tokens, at + 1);
    int next = missingBefore(word, draft, tokens, at + 1, problem);
    if (next != 0) {
      String hint = noValue(tokens, at) + "; the next word is '" + tokens.string(next) + "'";
      problems.add(tokens.missingBefore(ProblemCode.MISSING_VALUE, next, hint));
      return next;
    }
    add(problem, problems);
    add(values.warning(), problems);
    if (problem == null || !tokens.is(at + 1, "=")) {
      return at + 1 + words;
    }
    draft.skipped = true;
    return at + 2 + words;
  }

  private static void add(@Nullable Problem problem, List<Problem> problems) {
    if (problem != null) {
      problems.add(problem);
    }
  }

  /** What is missing; the word is not shown if it may be one of a key. */
  private String noValue(Tokens tokens, int at) {
    return values.hasBrokenKey() ? "no value" : "no value after '" + tokens.string(at) + "'";
  }

  /**
   * Where a word of the language stands in place of a value, as when a template has an empty
   * variable; 0: nowhere.
   *
   * @param problem what is wrong with the value, or null
   */
  private int missingBefore(
      Word word, OneSaDraft draft, Tokens tokens, int value, @Nullable Problem problem) {
    if (values.hasBrokenKey()) {
      return 0;
    }
    if (problem == null) {
      return switch (word) {
        case SRCIDTYPE, DSTIDTYPE -> isFollowedByValue(tokens, value + 1) ? value + 1 : 0;
        default -> draft.isName(word) && isMeantAsExtension(tokens, value) ? value : 0;
      };
    }
    return problem.isError() && tokens.in(Word.TABLE, value) != null ? value : 0;
  }

  /**
   * Whether a word of the language stands where the name of a host could, but is not meant so. A
   * host may well be called {@code proxy} or {@code state}, if the next word is an extension.
   */
  private static boolean isMeantAsExtension(Tokens tokens, int index) {
    if (tokens.in(Word.TABLE, index) == null) {
      return false;
    }
    boolean last = index + 1 == tokens.count();
    boolean name = tokens.is(index, "proxy") || (!last && tokens.is(index, "state"));
    return !name || isFollowedByValue(tokens, index);
  }

  /** Whether a word of the language stands before another word that is none. */
  private static boolean isFollowedByValue(Tokens tokens, int index) {
    return tokens.in(Word.TABLE, index) != null
        && index + 1 < tokens.count()
        && tokens.in(Word.TABLE, index + 1) == null;
  }

  private static @Nullable ProblemCode misuse(Word word, OneSaDraft draft) {
    if (word == Word.FIXED) {
      return ProblemCode.NOT_SETTABLE;
    }
    if ((draft.verb.namesOnly() && !word.namesSa())
        || (draft.verb == Verb.UPDATE_PAIR && word == Word.PAIR_SPI)
        || (draft.verb != Verb.ADD && word.isOfAdd())) {
      return ProblemCode.NOT_FOR_COMMAND;
    }
    return draft.hasSeen(word) ? ProblemCode.REPEATED : null;
  }
}
