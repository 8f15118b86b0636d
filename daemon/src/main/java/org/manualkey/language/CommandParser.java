package org.manualkey.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.pfkey.SaType;
import org.manualkey.secret.SecretText;

/** Turns the words of one command into a {@link Command}. */
final class CommandParser {
  private static final List<String> SA_TYPES = List.of("all", "ah", "esp");

  private enum Name {
    ADD,
    UPDATE,
    UPDATE_PAIR,
    DELETE,
    DELETE_PAIR,
    GET,
    FLUSH,
    DUMP,
    SAVE,
    MONITOR,
    PASSIVE_MONITOR,
    HELP,
    EXIT
  }

  private static final Map<String, Name> NAMES =
      Map.ofEntries(
          Map.entry("add", Name.ADD),
          Map.entry("update", Name.UPDATE),
          Map.entry("update-pair", Name.UPDATE_PAIR),
          Map.entry("delete", Name.DELETE),
          Map.entry("delete-pair", Name.DELETE_PAIR),
          Map.entry("get", Name.GET),
          Map.entry("flush", Name.FLUSH),
          Map.entry("dump", Name.DUMP),
          Map.entry("save", Name.SAVE),
          Map.entry("monitor", Name.MONITOR),
          Map.entry("passive_monitor", Name.PASSIVE_MONITOR),
          Map.entry("pmonitor", Name.PASSIVE_MONITOR),
          Map.entry("help", Name.HELP),
          Map.entry("?", Name.HELP),
          Map.entry("exit", Name.EXIT),
          Map.entry("quit", Name.EXIT));
  private static final WordTable<Name> TABLE = new WordTable<>(NAMES);
  private static final int MAX_SA_TYPE = 255;

  private final ParseMode mode;
  private final OneSaParser oneSa;
  private final NumberWord number = new NumberWord();
  private final Spelling spelling = new Spelling();

  /** Whether the text before this command may go on as the rest of a key. */
  private boolean afterBrokenKey;

  /** A parser for one text. */
  CommandParser(Algorithms algorithms, boolean numeric, ParseMode mode) {
    this.mode = mode;
    oneSa = new OneSaParser(algorithms, numeric, spelling);
  }

  /** Whether a word is a command. */
  static boolean isCommand(SecretText text, int start, int end) {
    return TABLE.get(text, start, end) != null;
  }

  /** Whether the first word is a command about one SA. */
  static boolean takesExtensions(Tokens tokens) {
    Name name = tokens.in(TABLE, 0);
    return name != null && name.compareTo(Name.GET) <= 0;
  }

  static boolean isCommand(String word) {
    return NAMES.containsKey(word);
  }

  /** Parses the command that the tokenizer found. */
  Parsed parse(Tokenizer tokenizer) {
    List<Problem> problems = new ArrayList<>(2);
    Command command = null;
    Problem problem = tokenizer.problem();
    if (problem != null) {
      problems.add(problem);
    } else {
      command = parse(tokenizer.tokens(), problems);
    }
    return new Parsed(tokenizer.tokens().line(), tokenizer.lastLine(), command, problems);
  }

  /** Parses words; null if a problem is an error. */
  @Nullable Command parse(Tokens tokens, List<Problem> problems) {
    Name name = tokens.in(TABLE, 0);
    if (name == null) {
      if (afterBrokenKey) {
        tokens.hideFrom(0);
      }
      String hint = spelling.hint(tokens, 0, NAMES.keySet());
      problems.add(tokens.problem(ProblemCode.UNKNOWN_COMMAND, 0, hint));
      return null;
    }
    Command command = parse(name, tokens, problems);
    afterBrokenKey = tokens.isHidden();
    return command;
  }

  private @Nullable Command parse(Name name, Tokens tokens, List<Problem> problems) {
    return switch (name) {
      case ADD -> oneSa(Verb.ADD, tokens, problems);
      case UPDATE -> oneSa(Verb.UPDATE, tokens, problems);
      case UPDATE_PAIR -> oneSa(Verb.UPDATE_PAIR, tokens, problems);
      case DELETE -> oneSa(Verb.DELETE, tokens, problems);
      case DELETE_PAIR -> oneSa(Verb.DELETE_PAIR, tokens, problems);
      case GET -> oneSa(Verb.GET, tokens, problems);
      case FLUSH -> {
        SaType saType = wholeType(tokens, 2, false, problems);
        yield saType == null ? null : new Command.Flush(saType);
      }
      case DUMP -> {
        SaType saType = notInFile(tokens, problems) ? wholeType(tokens, 2, false, problems) : null;
        yield saType == null ? null : new Command.Dump(saType);
      }
      case SAVE -> {
        SaType saType = notInFile(tokens, problems) ? wholeType(tokens, 3, true, problems) : null;
        yield saType == null ? null : new Command.Save(saType, path(tokens));
      }
      case MONITOR -> notInFile(tokens, problems) ? new Command.Monitor(false) : null;
      case PASSIVE_MONITOR -> notInFile(tokens, problems) ? new Command.Monitor(true) : null;
      case HELP ->
          notInFile(tokens, problems)
              ? new Command.Help(tokens.count() > 1 ? topic(tokens) : null)
              : null;
      case EXIT -> new Command.Exit();
    };
  }

  /** Whether a word is the name of a command. */
  static boolean isCommand(Tokens tokens, int index) {
    return tokens.in(TABLE, index) != null;
  }

  /** A topic is printed if there is no help for it; what may be a key is not. */
  private static String topic(Tokens tokens) {
    return tokens.mayBeKey(1) ? "" : tokens.string(1);
  }

  private @Nullable Command oneSa(Verb verb, Tokens tokens, List<Problem> problems) {
    if (mode == ParseMode.ARGUMENTS && mayCarryKeys(verb, tokens)) {
      String hint = "use -f FILE or the interactive mode";
      problems.add(tokens.problem(ProblemCode.NOT_AS_ARGUMENT, 0, hint));
      return null;
    }
    if (tokens.count() < 2) {
      String hint = "expected ah, esp or a number";
      problems.add(tokens.endProblem(ProblemCode.MISSING_SA_TYPE, hint));
      return null;
    }
    SaType saType = saType(tokens, 1, problems);
    if (saType == null) {
      return null;
    }
    if (saType.equals(SaType.UNSPEC)) {
      problems.add(tokens.problem(ProblemCode.MISSING_SA_TYPE, 1, "expected ah, esp or a number"));
      return null;
    }
    return oneSa.parse(verb, saType, tokens, problems);
  }

  /** Whether other users could read a key in the list of processes; an update needs none. */
  private static boolean mayCarryKeys(Verb verb, Tokens tokens) {
    if (verb.namesOnly() || verb == Verb.ADD) {
      return verb == Verb.ADD;
    }
    for (int i = 1; i < tokens.count(); i++) {
      if (tokens.is(i, "authkey") || tokens.is(i, "encrkey")) {
        return true;
      }
    }
    return false;
  }

  /** The SA type of flush, dump or save, all by default; null if there is a problem. */
  private @Nullable SaType wholeType(
      Tokens tokens, int maxWords, boolean required, List<Problem> problems) {
    if (tokens.count() < 2) {
      if (required) {
        problems.add(
            tokens.endProblem(ProblemCode.MISSING_SA_TYPE, "expected all, ah, esp or a number"));
        return null;
      }
      return SaType.UNSPEC;
    }
    SaType saType = saType(tokens, 1, problems);
    if (saType != null && tokens.count() > maxWords) {
      problems.add(tokens.problem(ProblemCode.TOO_MANY_ARGUMENTS, maxWords, ""));
      return null;
    }
    return saType;
  }

  private @Nullable SaType saType(Tokens tokens, int index, List<Problem> problems) {
    if (tokens.is(index, "esp")) {
      return SaType.ESP; // most are, and need no string
    }
    String word = tokens.string(index).toLowerCase(Locale.ROOT);
    return switch (word) {
      case "all" -> SaType.UNSPEC;
      case "ah" -> SaType.AH;
      case "esp" -> SaType.ESP;
      default -> {
        if (number.read(tokens, index, MAX_SA_TYPE) == NumberWord.Result.NUMBER) {
          yield SaType.of((int) number.value());
        }
        String next =
            tokens.in(Word.TABLE, index) == null ? "" : "; the next word is '" + word + "'";
        String meant = spelling.hint(tokens, index, SA_TYPES);
        problems.add(
            next.isEmpty()
                ? tokens.problem(
                    ProblemCode.UNKNOWN_SA_TYPE,
                    index,
                    meant.isEmpty() ? "expected all, ah, esp or a number up to 255" : meant)
                : tokens.missingBefore(
                    ProblemCode.MISSING_SA_TYPE, index, "expected ah, esp or a number" + next));
        yield null;
      }
    };
  }

  private static @Nullable String path(Tokens tokens) {
    return tokens.count() < 3 || tokens.is(2, "-") ? null : tokens.string(2);
  }

  /** Whether the command is allowed here; otherwise adds the problem. */
  private boolean notInFile(Tokens tokens, List<Problem> problems) {
    if (mode == ParseMode.FILE) {
      problems.add(tokens.problem(ProblemCode.NOT_IN_FILE, 0, ""));
      return false;
    }
    return true;
  }

  /** The names of all commands, sorted. */
  static SortedSet<String> names() {
    return new TreeSet<>(NAMES.keySet());
  }
}
